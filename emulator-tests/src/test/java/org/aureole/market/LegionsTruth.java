package org.aureole.market;

import java.io.IOException;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.crypto.estimate.Estimate;
import org.aureole.crypto.estimate.FrequencyEstimate;
import org.aureole.crypto.estimate.LegionsEstimator;
import org.aureole.crypto.estimate.SampleDesign;
import org.aureole.crypto.llv2.Llv2Noise;
import org.aureole.crypto.llv2.Llv2Parameters;
import org.aureole.crypto.sketch.LegionsParameters;
import org.aureole.crypto.sketch.LegionsSketch;
import org.aureole.crypto.sketch.LegionsTally;
import org.aureole.crypto.vid.IndexRange;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.crypto.vid.VidOrder;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.population.Population;
import org.aureole.v1.VidSamplingInterval;

/**
 * What three Duchies and three data providers find without noise by Liquid Legions V2: the estimate
 * from a sketch in clear of all events.
 */
public final class LegionsTruth {
  /** As the market's own. */
  private static final LegionsParameters SKETCH = new LegionsParameters(12, 100_000, 10_000_000);

  private static final int DUCHIES = 3;
  private static final int DATA_PROVIDERS = 3;

  private final SamplingInterval interval;
  private final SampleDesign design;
  private final LegionsSketch sketch;

  private LegionsTruth(SamplingInterval interval, SampleDesign design, LegionsSketch sketch) {
    this.interval = interval;
    this.design = design;
    this.sketch = sketch;
  }

  /**
   * The truth of some events.
   *
   * @param interval which people are looked at
   * @param events those of all data providers, read to their end
   */
  public static LegionsTruth of(
      Population population, SamplingInterval interval, EventCursor events) throws IOException {
    VidOrder order = VidOrder.of(population.universe());
    IndexRange sample = interval.indices(population.universe().size());
    LegionsSketch sketch = new LegionsSketch(SKETCH);
    while (events.next()) {
      if (sample.contains(order.indexOf(events.vid()))) {
        sketch.add(events.vid(), 1);
      }
    }
    return new LegionsTruth(
        interval, new SampleDesign(interval, population.universe().size()), sketch);
  }

  /** The same order, over that sample, by a protocol that resists all Duchies but one. */
  public MeasurementOrder order(MeasurementOrder usual) {
    return new MeasurementOrder(
        usual.name(),
        usual.displayName(),
        usual.question().toBuilder()
            .setVidSamplingInterval(
                VidSamplingInterval.newBuilder()
                    .setStart(interval.start())
                    .setWidth(interval.width()))
            .build(),
        usual.noise(),
        usual.parts(),
        0,
        true);
  }

  public Estimate reach() {
    Llv2Parameters parameters = Llv2Parameters.reach(SKETCH, DUCHIES, DATA_PROVIDERS);
    return new LegionsEstimator(design, parameters, Llv2Noise.none())
        .reach(LegionsTally.reach(sketch.activeRegisters()));
  }

  public FrequencyEstimate reachAndFrequency(int maximumFrequency) {
    Llv2Parameters parameters =
        Llv2Parameters.reachAndFrequency(SKETCH, DUCHIES, DATA_PROVIDERS, maximumFrequency);
    return new LegionsEstimator(design, parameters, Llv2Noise.none())
        .reachAndFrequency(sketch.tally(maximumFrequency));
  }
}
