package org.aureole.crypto.estimate;

import java.util.ArrayList;
import java.util.List;

/** {@link SeededRuns} of every number in a frequency estimate. */
final class FrequencyRuns {
  private final int maximumFrequency;
  private final SeededRuns reach = new SeededRuns("reach");
  private final List<SeededRuns> ratios = new ArrayList<>();
  private final List<SeededRuns> counts = new ArrayList<>();
  private final List<SeededRuns> kPlusRatios = new ArrayList<>();
  private final List<SeededRuns> kPlusCounts = new ArrayList<>();

  FrequencyRuns(int maximumFrequency) {
    this.maximumFrequency = maximumFrequency;
    for (int k = 1; k <= maximumFrequency; k++) {
      ratios.add(new SeededRuns("ratio of " + k));
      counts.add(new SeededRuns("count of " + k));
      kPlusRatios.add(new SeededRuns("ratio of " + k + " and more"));
      kPlusCounts.add(new SeededRuns("count of " + k + " and more"));
    }
  }

  /** Adds a run with the true number of persons of each frequency, 0 first. */
  void add(FrequencyEstimate estimate, double[] truth) {
    double trueReach = SyntheticMarket.POPULATION - truth[0];
    reach.add(estimate.reach(), trueReach);
    double tail = trueReach;
    for (int at = 0; at < maximumFrequency; at++) {
      double count = truth[at + 1];
      ratios.get(at).add(estimate.ratios().get(at), count / trueReach);
      counts.get(at).add(estimate.counts().get(at), count);
      kPlusRatios.get(at).add(estimate.kPlusRatios().get(at), tail / trueReach);
      kPlusCounts.get(at).add(estimate.kPlusCounts().get(at), tail);
      tail -= count;
    }
  }

  /** Checks all but the ratio of 1 and more, which is 1 by definition and has no deviation. */
  void assertHonest(int leastCovered, double tolerance) {
    List<SeededRuns> all = new ArrayList<>(List.of(reach));
    all.addAll(ratios);
    all.addAll(counts);
    all.addAll(kPlusRatios.subList(1, maximumFrequency));
    all.addAll(kPlusCounts);
    all.forEach(runs -> runs.assertHonest(leastCovered, tolerance));
  }
}
