package org.aureole.edp.fulfillment;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aureole.crypto.budget.AcdpCharge;
import org.aureole.crypto.hmss.HmssNoise;
import org.aureole.crypto.noise.AnalyticGaussian;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.edp.budget.BucketRange;
import org.aureole.edp.budget.Charge;
import org.aureole.edp.budget.PrivacyCost;
import org.aureole.edp.events.EventAnalysis;
import org.aureole.edp.events.PopulationCell;
import org.aureole.platform.spec.SpecRules;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.RequisitionSpec;

/**
 * What an answer costs of the privacy budget: the noise decides how much, the filters, collection
 * intervals and sample decide whom. An answer without noise has no finite cost; the policy that
 * allows it is the operator's word that it need not be counted, so it is entered at no cost. A
 * count of the population is about nobody's events and is not entered.
 */
final class Pricing {
  private Pricing() {}

  /** The charge, or empty for what is not entered. */
  static Optional<Charge> of(VerifiedRequisition requisition, EventAnalysis analysis) {
    MeasurementSpec spec = requisition.measurementSpec();
    if (spec.hasPopulationCount()) {
      return Optional.empty();
    }
    return Optional.of(
        Charge.of(
            requisition.measurementConsumer(),
            PrivacyCost.of(cost(spec)),
            BucketRange.of(SpecRules.sampling(spec)),
            cellsByDay(requisition.requisitionSpec(), analysis)));
  }

  static AcdpCharge cost(MeasurementSpec spec) {
    if (ConsentCheck.noise(spec) == NoiseMechanism.NONE) {
      return AcdpCharge.NONE;
    }
    return spec.getProtocol().hasDirect() ? direct(spec) : shareShuffle(spec);
  }

  /** The noise of Honest Majority Share Shuffle, as the consumer signed it. */
  static HmssNoise shareShuffleNoise(MeasurementSpec spec) {
    int colluders = spec.getProtocol().getHonestMajorityShareShuffle().getToleratedColluders();
    return spec.hasReach()
        ? HmssNoise.reach(privacy(spec.getReach().getPrivacyParams()), colluders)
        : HmssNoise.reachAndFrequency(
            privacy(spec.getReachAndFrequency().getReachPrivacyParams()),
            privacy(spec.getReachAndFrequency().getFrequencyPrivacyParams()),
            colluders);
  }

  static PrivacyParameters privacy(DifferentialPrivacyParams params) {
    return new PrivacyParameters(params.getEpsilon(), params.getDelta());
  }

  private static AcdpCharge direct(MeasurementSpec spec) {
    return switch (spec.getMeasurementTypeCase()) {
      case REACH -> gaussian(spec.getReach().getPrivacyParams(), 1);
      case REACH_AND_FREQUENCY ->
          gaussian(spec.getReachAndFrequency().getReachPrivacyParams(), 1)
              .plus(
                  gaussian(spec.getReachAndFrequency().getFrequencyPrivacyParams(), Math.sqrt(2)));
      // A sum's noise grows with the cap as its sensitivity does: the cost is that of a lone count.
      case IMPRESSION_COUNT -> gaussian(spec.getImpressionCount().getPrivacyParams(), 1);
      case WATCH_DURATION -> gaussian(spec.getWatchDuration().getPrivacyParams(), 1);
      case POPULATION_COUNT, MEASUREMENTTYPE_NOT_SET -> AcdpCharge.NONE;
    };
  }

  private static AcdpCharge gaussian(DifferentialPrivacyParams params, double sensitivity) {
    return AcdpCharge.gaussian(sensitivity, AnalyticGaussian.sigma(privacy(params), sensitivity));
  }

  private static AcdpCharge shareShuffle(MeasurementSpec spec) {
    HmssNoise noise = shareShuffleNoise(spec);
    AcdpCharge reach = noise.reach().map(AcdpCharge::distributed).orElse(AcdpCharge.NONE);
    Optional<DistributedGaussian> frequency = noise.frequency();
    return frequency.map(AcdpCharge::distributed).map(reach::plus).orElse(reach);
  }

  private static Map<LocalDate, Set<PopulationCell>> cellsByDay(
      RequisitionSpec spec, EventAnalysis analysis) {
    Map<LocalDate, Set<PopulationCell>> cellsByDay = new HashMap<>();
    for (RequisitionSpec.EventGroupEntry entry : spec.getEventGroupsList()) {
      Set<PopulationCell> cells = analysis.cells(entry.getFilter());
      LocalDate first = LocalDate.ofInstant(Inputs.start(entry), ZoneOffset.UTC);
      LocalDate last = LocalDate.ofInstant(Inputs.end(entry).minusNanos(1), ZoneOffset.UTC);
      first
          .datesUntil(last.plusDays(1))
          .forEach(day -> cellsByDay.computeIfAbsent(day, d -> new HashSet<>()).addAll(cells));
    }
    return cellsByDay;
  }
}
