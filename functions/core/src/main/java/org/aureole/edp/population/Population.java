package org.aureole.edp.population;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.vid.IndexRange;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.crypto.vid.VidOrder;
import org.aureole.crypto.vid.VidRange;
import org.aureole.crypto.vid.VidUniverse;
import org.aureole.edp.events.EventAnalysis;
import org.aureole.edp.events.VidIndex;
import org.aureole.v1.PopulationSpec;

/** A population with everything that is derived from it. Thread-safe. */
public final class Population {
  private final Fingerprint digest;
  private final VidUniverse universe;
  private final EventAnalysis analysis;
  private VidOrder order;

  /**
   * @param digest SHA-256 of the serialised spec
   * @throws org.aureole.model.error.DomainException INVALID_ARGUMENT if its VID ranges are none
   */
  Population(Fingerprint digest, PopulationSpec spec, EventAnalysis analysis) {
    this.digest = Objects.requireNonNull(digest);
    this.universe = VidUniverse.of(ranges(spec));
    this.analysis = Objects.requireNonNull(analysis);
  }

  public Fingerprint digest() {
    return digest;
  }

  /** How many VIDs there are. */
  public int size() {
    return universe.size();
  }

  public EventAnalysis analysis() {
    return analysis;
  }

  /** Which part of the frequency vector's layout a sampling interval takes. */
  public IndexRange sample(SamplingInterval interval) {
    return interval.indices(size());
  }

  /** Where VIDs stand in the vector of that sample. */
  public VidIndex index(IndexRange sample) {
    VidOrder ordered = order();
    return vid -> {
      int index = ordered.indexOf(vid);
      if (index < 0) {
        return VidIndex.NOT_IN_POPULATION;
      }
      int position = sample.positionOf(index);
      return position < 0 ? VidIndex.NOT_SAMPLED : position;
    };
  }

  /** Shows every VID of a sample once with its position in the sample's vector. */
  public void forEach(IndexRange sample, VidOrder.Visitor visitor) {
    order()
        .forEach((vid, index) -> {
          int position = sample.positionOf(index);
          if (position >= 0) {
            visitor.visit(vid, position);
          }
        });
  }

  /** Made at first use: inspecting files and counting people need no order. */
  private synchronized VidOrder order() {
    if (order == null) {
      order = VidOrder.of(universe);
    }
    return order;
  }

  private static List<VidRange> ranges(PopulationSpec spec) {
    List<VidRange> ranges = new ArrayList<>();
    for (PopulationSpec.SubPopulation part : spec.getSubpopulationsList()) {
      for (PopulationSpec.VidRange range : part.getVidRangesList()) {
        ranges.add(new VidRange(range.getStartVid(), range.getEndVidInclusive()));
      }
    }
    return ranges;
  }
}
