package org.aureole.simulation.market;

import java.util.Map;
import org.aureole.crypto.estimate.Estimate;
import org.aureole.crypto.estimate.FrequencyEstimate;
import org.aureole.crypto.estimate.LegionsEstimator;
import org.aureole.crypto.estimate.SampleDesign;
import org.aureole.crypto.llv2.Llv2Noise;
import org.aureole.crypto.llv2.Llv2Parameters;
import org.aureole.crypto.sketch.LegionsParameters;
import org.aureole.crypto.sketch.LegionsSketch;
import org.aureole.crypto.sketch.LegionsTally;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.ProtocolConfig.LiquidLegionsSketch;

/**
 * What Liquid Legions V2 must answer without noise: that of a sketch in clear of the same events.
 */
final class Sketches {
  /** Small, so that people meet in registers. */
  static final LiquidLegionsSketch SHAPE =
      LiquidLegionsSketch.newBuilder()
          .setDecayRate(12)
          .setRegisters(1000)
          .setKeys(10_000_000)
          .build();

  private static final LegionsParameters PARAMETERS =
      new LegionsParameters(SHAPE.getDecayRate(), SHAPE.getRegisters(), SHAPE.getKeys());
  private static final SampleDesign EVERYBODY =
      new SampleDesign(new SamplingInterval(0, 1L << 32), Audience.SIZE);
  private static final int DUCHIES = 3;
  private static final double ROUNDING = 1e-9;

  private Sketches() {}

  /**
   * Whether a result is that of these impressions.
   *
   * @param impressions by VID
   * @param providers how many data providers took part
   */
  static boolean fits(
      MeasurementResult result, boolean reachOnly, Map<Long, Integer> impressions, int providers) {
    LegionsSketch sketch = new LegionsSketch(PARAMETERS);
    impressions.forEach(sketch::add);
    if (reachOnly) {
      LegionsEstimator estimator =
          new LegionsEstimator(
              EVERYBODY, Llv2Parameters.reach(PARAMETERS, DUCHIES, providers), Llv2Noise.none());
      return same(result.getReach(), estimator.reach(LegionsTally.reach(sketch.activeRegisters())));
    }
    FrequencyEstimate expected =
        new LegionsEstimator(
                EVERYBODY,
                Llv2Parameters.reachAndFrequency(PARAMETERS, DUCHIES, providers, Question.CAP),
                Llv2Noise.none())
            .reachAndFrequency(sketch.tally(Question.CAP));
    return same(result.getReach(), expected.reach())
        && result.getFrequencyCount() == Question.CAP
        && result.getFrequencyList().stream()
            .allMatch(bucket ->
                same(bucket.getShare(), expected.ratios().get(bucket.getFrequency() - 1)));
  }

  private static boolean same(MeasurementResult.Estimate stated, Estimate expected) {
    return Math.abs(stated.getValue() - expected.value()) < ROUNDING;
  }
}
