package org.aureole.crypto.estimate;

import org.aureole.crypto.llv2.Llv2Noise;
import org.aureole.crypto.llv2.Llv2Parameters;
import org.aureole.crypto.sketch.LegionsCardinality;
import org.aureole.crypto.sketch.LegionsTally;

/**
 * Scales what the aggregator of Liquid Legions V2 opened to the population and states how sure it
 * is. Immutable.
 *
 * <p>A reach is rounded down to whole persons: ⌊estimate/w⌋. That of no active register is 0,
 * although the estimator of cardinality says 1.
 */
public final class LegionsEstimator {
  private final SampleDesign design;
  private final LegionsCardinality cardinality;
  private final LegionsVariance variance;

  public LegionsEstimator(SampleDesign design, Llv2Parameters parameters, Llv2Noise noise) {
    this.design = design;
    this.cardinality = new LegionsCardinality(parameters.sketch());
    this.variance =
        new LegionsVariance(
            design,
            parameters.sketch(),
            parameters.maximumFrequency(),
            noise.reachVariance(),
            noise.frequencyVariance());
  }

  public Estimate reach(LegionsTally tally) {
    long sampled = tally.active() == 0 ? 0 : cardinality.estimate(tally.active());
    double reach = design.sampling().scaleUp(sampled);
    return Estimate.ofVariance(reach, variance.ofReach(reach));
  }

  public FrequencyEstimate reachAndFrequency(LegionsTally tally) {
    return FrequencyEstimate.of(reach(tally), tally.frequencyRatios(), variance);
  }
}
