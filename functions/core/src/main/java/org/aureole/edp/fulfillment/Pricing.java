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
import org.aureole.crypto.llv2.Llv2Noise;
import org.aureole.crypto.noise.AnalyticGaussian;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.edp.budget.BucketRange;
import org.aureole.edp.budget.Charge;
import org.aureole.edp.budget.PrivacyCost;
import org.aureole.edp.events.EventAnalysis;
import org.aureole.edp.events.PopulationCell;
import org.aureole.platform.spec.LiquidLegionsRule;
import org.aureole.platform.spec.Promises;
import org.aureole.platform.spec.ShareShuffleRule;
import org.aureole.platform.spec.SpecRules;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
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
    ProtocolConfig protocol = spec.getProtocol();
    return switch (protocol.getProtocolCase()) {
      case DIRECT -> direct(spec);
      case HONEST_MAJORITY_SHARE_SHUFFLE -> {
        HmssNoise noise = ShareShuffleRule.noise(spec, protocol.getHonestMajorityShareShuffle());
        yield distributed(noise.reach(), noise.frequency());
      }
      case LIQUID_LEGIONS_V2 -> {
        // What hides providers from Duchies tells the consumer nothing, whom this ledger is about.
        Llv2Noise noise = LiquidLegionsRule.noise(spec, protocol.getLiquidLegionsV2());
        yield distributed(noise.reach(), noise.frequency());
      }
      case PROTOCOL_NOT_SET -> AcdpCharge.NONE;
    };
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
    return AcdpCharge.gaussian(
        sensitivity, AnalyticGaussian.sigma(Promises.of(params), sensitivity));
  }

  private static AcdpCharge distributed(
      Optional<DistributedGaussian> reach, Optional<DistributedGaussian> frequency) {
    AcdpCharge charge = reach.map(AcdpCharge::distributed).orElse(AcdpCharge.NONE);
    return frequency.map(AcdpCharge::distributed).map(charge::plus).orElse(charge);
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
