package org.aureole.pipelines.synthetic;

import com.google.protobuf.TextFormat;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.population.SubPopulationRange;
import org.aureole.pipelines.template.TemplateField;
import org.aureole.v1.SyntheticEventGroupSpec;
import org.aureole.v1.SyntheticEventGroupSpec.DateSpec;
import org.aureole.v1.SyntheticEventGroupSpec.FrequencySpec;

/**
 * Reads synthetic event group specifications against a population, and gives their events.
 * Immutable, safe for use by several threads.
 */
public final class SyntheticSpecs {
  private final Population population;

  public SyntheticSpecs(Population population) {
    this.population = population;
  }

  /**
   * Reads the text form of a {@link SyntheticEventGroupSpec}.
   *
   * @throws DomainException {@code SPEC_INVALID} naming line and column
   */
  public static SyntheticEventGroupSpec parse(String text) {
    SyntheticEventGroupSpec.Builder spec = SyntheticEventGroupSpec.newBuilder();
    try {
      TextFormat.merge(text, spec);
    } catch (TextFormat.ParseException e) {
      throw DomainException.of(
          ErrorCode.SPEC_INVALID,
          "the event group specification is not a SyntheticEventGroupSpec in text form, at"
              + " line:column "
              + e.getMessage(),
          e);
    }
    return spec.build();
  }

  /**
   * The events of a specification, always the same ones in the same order.
   *
   * @throws DomainException {@code SPEC_INVALID} if a VID range is not within one range of one
   *     sub-population, ranges of one frequency overlap, a date range is empty, a field does not
   *     exist, is a population attribute or has another type, or sampling lacks its nonce
   */
  public EventCursor events(SyntheticEventGroupSpec spec) {
    List<SpecRange> ranges = new ArrayList<>();
    Set<Integer> used = new TreeSet<>();
    population.templates().populationAttributes().forEach(field -> used.add(field.index()));
    for (int i = 0; i < spec.getDateSpecsCount(); i++) {
      DateSpec dateSpec = spec.getDateSpecs(i);
      for (int j = 0; j < dateSpec.getFrequencySpecsCount(); j++) {
        String place = "date_specs[%d].frequency_specs[%d]".formatted(i, j);
        FrequencySpec frequencySpec = dateSpec.getFrequencySpecs(j);
        checkDisjoint(place, frequencySpec);
        for (FrequencySpec.VidRangeSpec range : frequencySpec.getVidRangeSpecsList()) {
          ranges.add(toRange(place, spec, dateSpec, frequencySpec, range, used));
        }
      }
    }
    List<String> columns = new ArrayList<>(List.of("vid", "timestamp"));
    used.forEach(field -> columns.add(population.templates().fields().get(field).path()));
    return new SyntheticEvents(columns, ranges);
  }

  private static void checkDisjoint(String place, FrequencySpec spec) {
    long end = Long.MIN_VALUE;
    for (var range :
        spec.getVidRangeSpecsList().stream()
            .map(FrequencySpec.VidRangeSpec::getVidRange)
            .sorted(Comparator.comparingLong(SyntheticEventGroupSpec.VidRange::getStart))
            .toList()) {
      if (range.getStart() < end) {
        throw invalid(place, "VID ranges of one frequency must be disjoint");
      }
      end = range.getEndExclusive();
    }
  }

  private SpecRange toRange(
      String place,
      SyntheticEventGroupSpec spec,
      DateSpec dateSpec,
      FrequencySpec frequencySpec,
      FrequencySpec.VidRangeSpec range,
      Set<Integer> used) {
    if (frequencySpec.getFrequency() < 1) {
      throw invalid(place, "frequency must be at least 1, was " + frequencySpec.getFrequency());
    }
    LocalDate start = date(place, dateSpec.getDateRange().getStart());
    LocalDate end = date(place, dateSpec.getDateRange().getEndExclusive());
    if (!start.isBefore(end)) {
      throw invalid(place, "the date range must end after it starts");
    }
    int subPopulation = subPopulationOf(place, range.getVidRange());
    return new SpecRange(
        start,
        Math.toIntExact(ChronoUnit.DAYS.between(start, end)),
        frequencySpec.getFrequency(),
        range.getVidRange().getStart(),
        range.getVidRange().getEndExclusive(),
        samplingRate(place, spec, range),
        spec.getSamplingNonce(),
        SpecFields.samplingBytes(range.getNonPopulationFieldValuesMap()),
        values(place, subPopulation, range, used));
  }

  private static LocalDate date(String place, SyntheticEventGroupSpec.Date date) {
    try {
      return LocalDate.of(date.getYear(), date.getMonth(), date.getDay());
    } catch (DateTimeException e) {
      throw invalid(place, "the date range names a day that does not exist: " + e.getMessage());
    }
  }

  private int subPopulationOf(String place, SyntheticEventGroupSpec.VidRange range) {
    int within = population.rangeOf(range.getStart());
    SubPopulationRange holder = within < 0 ? null : population.ranges().get(within);
    if (holder == null
        || range.getEndExclusive() <= range.getStart()
        || range.getEndExclusive() - 1 > holder.vids().last()) {
      throw invalid(
          place,
          "VIDs %d up to %d must lie within one VID range of one sub-population"
              .formatted(range.getStart(), range.getEndExclusive()));
    }
    return holder.subPopulation();
  }

  private static double samplingRate(
      String place, SyntheticEventGroupSpec spec, FrequencySpec.VidRangeSpec range) {
    double rate = range.getSamplingRate();
    if (!(rate >= 0 && rate <= 1)) {
      throw invalid(place, "sampling_rate must be above 0 and at most 1, was " + rate);
    }
    if (rate > 0 && rate < 1 && !spec.hasSamplingNonce()) {
      throw invalid("sampling_nonce", "is required where a sampling_rate lies below 1");
    }
    return rate == 0 ? 1 : rate;
  }

  private EventValues values(
      String place, int subPopulation, FrequencySpec.VidRangeSpec range, Set<Integer> used) {
    EventValues values = new EventValues(population.templates());
    for (TemplateField field : population.templates().populationAttributes()) {
      values.setRaw(field, population.attribute(subPopulation, field.index()));
    }
    range
        .getNonPopulationFieldValuesMap()
        .forEach((path, value) -> {
          TemplateField field =
              population
                  .templates()
                  .field(path)
                  .filter(known -> !known.populationAttribute())
                  .orElseThrow(
                      () -> invalid(place, path + " is not a field, or is a population attribute"));
          SpecFields.set(values, field, value);
          used.add(field.index());
        });
    return values;
  }

  private static DomainException invalid(String field, String message) {
    return DomainException.at(ErrorCode.SPEC_INVALID, field, message);
  }
}
