package org.aureole.edp.fulfillment;

import java.time.Duration;
import java.util.Optional;
import org.aureole.crypto.vid.IndexRange;
import org.aureole.edp.events.FrequencyTally;
import org.aureole.edp.events.TallyRequest;
import org.aureole.edp.population.Population;
import org.aureole.model.error.DomainException;
import org.aureole.platform.spec.SpecRules;
import org.aureole.platform.work.Lease;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.PinnedInputs;

/** Counts the events of the sampled VIDs in the pinned files. */
final class Samples {
  private Samples() {}

  /**
   * @throws DomainException LEASE_LOST as soon as another run has taken the job over
   */
  static FrequencyTally tally(
      VerifiedRequisition requisition, Population population, PinnedInputs inputs, Lease lease) {
    MeasurementSpec spec = requisition.measurementSpec();
    IndexRange sample = population.sample(SpecRules.sampling(spec));
    TallyRequest request =
        new TallyRequest(
            Inputs.selections(requisition.requisitionSpec(), inputs),
            population.index(sample),
            sample.length(),
            cap(spec),
            durationCap(spec));
    return population.analysis().tally(request, (rows, bytes) -> lease.throwIfLost());
  }

  /**
   * Checks that the answer can be made at all: filters compile, caps are within what is counted.
   *
   * @throws DomainException INVALID_FILTER or SPEC_INVALID
   */
  static void check(VerifiedRequisition requisition, Population population) {
    MeasurementSpec spec = requisition.measurementSpec();
    if (spec.hasPopulationCount()) {
      population.analysis().populationSize(requisition.requisitionSpec().getPopulationFilter());
      return;
    }
    if (cap(spec) > TallyRequest.MAXIMUM_FREQUENCY_LIMIT) {
      throw ConsentCheck.invalidSpec(
          "measurementSpec",
          "counts "
              + cap(spec)
              + " events of one person; this data provider counts up to "
              + TallyRequest.MAXIMUM_FREQUENCY_LIMIT);
    }
    requisition
        .requisitionSpec()
        .getEventGroupsList()
        .forEach(entry -> population.analysis().checkFilter(entry.getFilter()));
  }

  /** The count at which a person's events stop counting. */
  static int cap(MeasurementSpec spec) {
    return switch (spec.getMeasurementTypeCase()) {
      case REACH_AND_FREQUENCY -> spec.getReachAndFrequency().getMaximumFrequency();
      case IMPRESSION_COUNT -> spec.getImpressionCount().getMaximumFrequencyPerUser();
      case REACH, WATCH_DURATION, POPULATION_COUNT, MEASUREMENTTYPE_NOT_SET -> 1;
    };
  }

  private static Optional<Duration> durationCap(MeasurementSpec spec) {
    return spec.hasWatchDuration()
        ? Optional.of(
            Duration.ofSeconds(
                spec.getWatchDuration().getMaximumWatchDurationPerUser().getSeconds()))
        : Optional.empty();
  }
}
