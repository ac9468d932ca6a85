package org.aureole.simulation.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aureole.simulation.world.Fault;
import org.aureole.simulation.world.Schedule;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementResult;

/** Judges how each Measurement ended: rightly, or with a licence for its failure. */
final class Truth {
  /** A right answer is farther off once in 10¹⁸ worlds. */
  private static final double STANDARD_DEVIATIONS = 9;

  private static final double ROUNDING = 1e-6;

  private final Life life;
  private final Schedule schedule;
  private final Oracle oracle;

  Truth(Life life, Schedule schedule, Oracle oracle) {
    this.life = life;
    this.schedule = schedule;
    this.oracle = oracle;
  }

  void judge(Inquiry inquiry) {
    if (!inquiry.created) {
      return;
    }
    Measurement ended = life.consumer().get(inquiry);
    switch (ended.getState()) {
      case SUCCEEDED -> judgeResult(inquiry, ended);
      case CANCELLED -> {
        if (!inquiry.cancelled) {
          oracle.add(inquiry + " is CANCELLED and nobody cancelled it");
        }
      }
      case FAILED -> judgeFailure(inquiry, ended.getFailure());
      default -> oracle.add(inquiry + " is still " + ended.getInternalState());
    }
  }

  private void judgeFailure(Inquiry inquiry, Measurement.Failure failure) {
    boolean attacked =
        schedule.hasHappened(Fault.LIE)
            || schedule.hasHappened(Fault.CORRUPT_OBJECT)
            || schedule.hasHappened(Fault.CROSS_WIRE_OBJECT);
    boolean certificateEnded = life.hasRevoked() || life.hasExpired();
    boolean licensed =
        switch (failure.getReason()) {
          case EXPIRED -> inquiry.hasShortPatience() || attacked;
          // A provider that first looks after the expiry refuses, if it comes before the Kingdom.
          case REQUISITION_REFUSED ->
              inquiry.declined || attacked || certificateEnded || inquiry.hasShortPatience();
          case CERTIFICATE_REVOKED -> life.hasRevoked();
          case COMPUTATION_PARTICIPANT_FAILED -> attacked || certificateEnded;
          case REASON_UNSPECIFIED, UNRECOGNIZED -> false;
        };
    if (!licensed) {
      oracle.add(inquiry + " FAILED without need: " + failure);
    }
  }

  private void judgeResult(Inquiry inquiry, Measurement ended) {
    MeasurementResult result;
    try {
      List<MeasurementResult> results = life.consumer().results(ended);
      if (results.size() != 1) {
        oracle.add(inquiry + " has " + results.size() + " results");
        return;
      }
      result = results.get(0);
    } catch (RuntimeException e) {
      oracle.add(inquiry + " has a result that its consumer refuses: " + e.getMessage());
      return;
    }
    if (versions().stream().noneMatch(versions -> fits(inquiry, result, versions))) {
      oracle.add(
          inquiry
              + " has the result "
              + result
              + "; possible are "
              + versions().stream()
                  .map(versions -> Audience.histogram(inquiry.publishers, versions, Question.CAP))
                  .toList());
    }
  }

  /** The versions of the publishers' files that may have been read. */
  private List<int[]> versions() {
    List<int[]> all = new ArrayList<>();
    for (int mask = 0; mask < 1 << Member.PUBLISHERS.size(); mask++) {
      int[] version = new int[Member.PUBLISHERS.size()];
      boolean possible = true;
      for (int publisher = 0; publisher < version.length; publisher++) {
        version[publisher] = mask >> publisher & 1;
        possible &= version[publisher] == 0 || life.isReplaced(publisher);
      }
      if (possible) {
        all.add(version);
      }
    }
    return all;
  }

  private static boolean fits(Inquiry inquiry, MeasurementResult result, int[] versions) {
    return inquiry.resistant
        ? result.getProtocol().hasLiquidLegionsV2()
            && Sketches.fits(
                result,
                inquiry.question == Question.REACH_OF_SEVERAL,
                Audience.impressions(inquiry.publishers, versions),
                inquiry.publishers.size())
        : fits(inquiry, result, Audience.histogram(inquiry.publishers, versions, Question.CAP));
  }

  private static boolean fits(
      Inquiry inquiry, MeasurementResult result, TreeMap<Integer, Long> histogram) {
    long reach = histogram.values().stream().mapToLong(Long::longValue).sum();
    return switch (inquiry.question) {
      case POPULATION -> fits(inquiry, result.getPopulationCount(), Audience.SIZE);
      case IMPRESSIONS ->
          fits(
              inquiry,
              result.getImpressionCount(),
              histogram.entrySet().stream().mapToLong(e -> e.getKey() * e.getValue()).sum());
      case REACH_OF_ONE, REACH_OF_SEVERAL -> fits(inquiry, result.getReach(), reach);
      case FREQUENCY_OF_ONE, FREQUENCY_OF_SEVERAL ->
          fits(inquiry, result.getReach(), reach) && fits(inquiry, result, reach, histogram);
    };
  }

  /** A histogram of so few people is exact, or as good as lost in its noise. */
  private static boolean fits(
      Inquiry inquiry, MeasurementResult result, long reach, Map<Integer, Long> histogram) {
    return inquiry.noisy
        || result.getFrequencyList().stream()
            .allMatch(bucket ->
                Math.abs(
                        bucket.getShare().getValue() * reach
                            - histogram.getOrDefault(bucket.getFrequency(), 0L))
                    < ROUNDING);
  }

  private static boolean fits(Inquiry inquiry, MeasurementResult.Estimate estimate, double truth) {
    double off = Math.abs(estimate.getValue() - truth);
    if (!inquiry.noisy) {
      return off < ROUNDING && estimate.getStandardDeviation() == 0;
    }
    // Where people are few, estimates are cut off at none.
    return off <= STANDARD_DEVIATIONS * estimate.getStandardDeviation() + 1;
  }
}
