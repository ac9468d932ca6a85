package org.aureole.kingdom;

import java.util.Objects;
import org.aureole.platform.spec.LiquidLegionsRule;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.ProtocolConfig.LiquidLegionsSketch;

/**
 * How a market runs Liquid Legions V2. Immutable.
 *
 * @param demanded whether every measurement of several data providers must resist the collusion of
 *     all Duchies but one, whatever the consumer asks for
 * @param duchies D, how many Duchies take part, the aggregator among them; in [2, 16]
 * @param sketch the shape of every sketch of the market
 * @param blindHistogram of the noise that hides how many data providers share a register
 * @param publisher of the noise that hides how many registers a data provider sends
 */
public record LegionsPolicy(
    boolean demanded,
    int duchies,
    LiquidLegionsSketch sketch,
    DifferentialPrivacyParams blindHistogram,
    DifferentialPrivacyParams publisher) {
  private static final DifferentialPrivacyParams INNER =
      DifferentialPrivacyParams.newBuilder()
          .setEpsilon(LiquidLegionsRule.MAX_INNER_EPSILON)
          .setDelta(LiquidLegionsRule.MAX_INNER_DELTA)
          .build();

  /**
   * Three Duchies; the sketch that the peer system deploys, which tells reaches apart up to some
   * hundred million people: 100,000 registers, decay rate 12, ten million keys.
   */
  public static final LegionsPolicy USUAL =
      new LegionsPolicy(
          false,
          3,
          LiquidLegionsSketch.newBuilder()
              .setDecayRate(12)
              .setRegisters(100_000)
              .setKeys(10_000_000)
              .build(),
          INNER,
          INNER);

  public LegionsPolicy {
    Objects.requireNonNull(sketch);
    Objects.requireNonNull(blindHistogram);
    Objects.requireNonNull(publisher);
    if (duchies < 2 || duchies > 16) {
      throw new IllegalArgumentException("duchies is " + duchies + ", must be in [2, 16]");
    }
  }

  /** The same, demanded of every measurement of several data providers, or not. */
  public LegionsPolicy demanded(boolean always) {
    return new LegionsPolicy(always, duchies, sketch, blindHistogram, publisher);
  }

  /** The same, for sketches of another shape. */
  public LegionsPolicy withSketch(LiquidLegionsSketch shape) {
    return new LegionsPolicy(demanded, duchies, shape, blindHistogram, publisher);
  }
}
