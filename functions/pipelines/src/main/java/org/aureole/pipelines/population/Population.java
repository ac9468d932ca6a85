package org.aureole.pipelines.population;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.aureole.crypto.vid.VidUniverse;
import org.aureole.edp.events.PopulationCell;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.pipelines.template.EventTemplates;

/**
 * Which VIDs there are, and what attributes each has. Every VID lies in exactly one sub-population,
 * and every sub-population has a value for every population attribute of the event templates.
 * Immutable, safe for use by several threads.
 */
public final class Population {
  private final EventTemplates templates;
  private final List<SubPopulationRange> ranges;
  private final VidUniverse universe;
  private final long[] firsts;
  private final long[][] attributes;
  private final PopulationCell[] cells;

  /**
   * @param attributes per sub-population the raw values by field index; only those of population
   *     attributes are looked at
   * @throws DomainException {@code SPEC_INVALID} if ranges overlap or there are none
   */
  Population(EventTemplates templates, List<SubPopulationRange> ranges, List<long[]> attributes) {
    this.templates = templates;
    this.ranges =
        ranges.stream().sorted(Comparator.comparingLong(range -> range.vids().first())).toList();
    checkRanges(this.ranges);
    this.universe = VidUniverse.of(ranges.stream().map(SubPopulationRange::vids).toList());
    this.firsts = this.ranges.stream().mapToLong(range -> range.vids().first()).toArray();
    this.attributes = attributes.stream().map(long[]::clone).toArray(long[][]::new);
    this.cells = attributes.stream().map(this::cellOf).toArray(PopulationCell[]::new);
  }

  private static void checkRanges(List<SubPopulationRange> sorted) {
    if (sorted.isEmpty()) {
      throw invalid("subpopulations", "a population needs at least one VID range");
    }
    for (int i = 1; i < sorted.size(); i++) {
      SubPopulationRange before = sorted.get(i - 1);
      SubPopulationRange range = sorted.get(i);
      if (before.vids().last() >= range.vids().first()) {
        throw invalid(
            "subpopulations[" + range.subPopulation() + "].vid_ranges",
            "ranges must be disjoint, but %d to %d overlaps %d to %d of subpopulations[%d]"
                .formatted(
                    range.vids().first(),
                    range.vids().last(),
                    before.vids().first(),
                    before.vids().last(),
                    before.subPopulation()));
      }
    }
  }

  private static DomainException invalid(String field, String message) {
    return DomainException.at(ErrorCode.SPEC_INVALID, field, message);
  }

  private PopulationCell cellOf(long[] values) {
    return new PopulationCell(
        templates.populationAttributes().stream()
            .map(field -> field.path() + "=" + field.format(values[field.index()], ""))
            .collect(Collectors.joining(",")));
  }

  /** The event templates whose population attributes this population sets. */
  public EventTemplates templates() {
    return templates;
  }

  /** The VID ranges, ascending and disjoint. */
  public List<SubPopulationRange> ranges() {
    return ranges;
  }

  /** Every VID. */
  public VidUniverse universe() {
    return universe;
  }

  /** The number of sub-populations. */
  public int subPopulationCount() {
    return attributes.length;
  }

  /** The sub-population of a VID, 0 to count − 1, or −1 if the VID is not in the population. */
  public int subPopulationOf(long vid) {
    int range = rangeOf(vid);
    return range < 0 ? -1 : ranges.get(range).subPopulation();
  }

  /** The index in {@link #ranges} of the range that holds the VID, or −1. */
  public int rangeOf(long vid) {
    int found = Arrays.binarySearch(firsts, vid);
    int range = found >= 0 ? found : -found - 2;
    return range >= 0 && vid <= ranges.get(range).vids().last() ? range : -1;
  }

  /** The raw value of a population attribute in a sub-population. */
  public long attribute(int subPopulation, int field) {
    return attributes[subPopulation][field];
  }

  /** The cell of a sub-population; sub-populations with equal attributes share one. */
  public PopulationCell cell(int subPopulation) {
    return cells[subPopulation];
  }

  /** Each cell with one sub-population that has its attributes, in order of the specification. */
  public Map<PopulationCell, Integer> cells() {
    Map<PopulationCell, Integer> distinct = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i++) {
      distinct.putIfAbsent(cells[i], i);
    }
    return distinct;
  }

  /** The number of VIDs in a sub-population. */
  public long sizeOf(int subPopulation) {
    return ranges.stream()
        .filter(range -> range.subPopulation() == subPopulation)
        .mapToLong(range -> range.vids().size())
        .sum();
  }
}
