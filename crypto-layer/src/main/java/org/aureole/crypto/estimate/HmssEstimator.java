package org.aureole.crypto.estimate;

import org.aureole.crypto.hmss.HmssNoise;
import org.aureole.crypto.hmss.HmssParameters;
import org.aureole.crypto.hmss.HmssTally;

/**
 * Scales what the aggregator opened to the population and states how sure it is. Immutable.
 *
 * <p>A reach is rounded down to whole persons: ⌊count/w⌋.
 */
public final class HmssEstimator {
  private final SampleDesign design;
  private final HmssVariance variance;

  public HmssEstimator(SampleDesign design, HmssParameters parameters, HmssNoise noise) {
    this.design = design;
    this.variance = new HmssVariance(design, parameters, noise);
  }

  public Estimate reach(HmssTally tally) {
    double reach = design.sampling().scaleUp(tally.reached());
    return Estimate.ofVariance(reach, variance.ofReach(reach));
  }

  public FrequencyEstimate reachAndFrequency(HmssTally tally) {
    return FrequencyEstimate.of(reach(tally), tally.frequencyRatios(), variance);
  }
}
