package org.aureole.crypto.llv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.sketch.LegionsParameters;
import org.junit.jupiter.api.Test;

class Llv2NoiseTest {
  private static final LegionsParameters SKETCH = new LegionsParameters(12, 100_000, 10_000_000);
  private static final PrivacyParameters REACH = new PrivacyParameters(0.0033, 1e-12);
  private static final PrivacyParameters FREQUENCY = new PrivacyParameters(0.115, 1e-12);
  private static final PrivacyParameters BLIND = new PrivacyParameters(0.5, 1e-9);
  private static final PrivacyParameters PUBLISHER = new PrivacyParameters(1, 1e-9);
  private static final Llv2Noise.Privacy PRIVACY =
      new Llv2Noise.Privacy(REACH, Optional.of(FREQUENCY), BLIND, PUBLISHER);

  /** Each use with its sensitivity, among three Duchies of which two may collude. */
  @Test
  void sensitivities_areThoseOfWhatIsOpened() {
    Llv2Parameters parameters = Llv2Parameters.reachAndFrequency(SKETCH, 3, 4, 10);
    Llv2Noise noise = Llv2Noise.of(parameters, PRIVACY, 2);
    DistributedGaussian reach = DistributedGaussian.of(REACH, 1, 3, 2);
    DistributedGaussian frequency = DistributedGaussian.of(FREQUENCY, Math.sqrt(2), 3, 2);
    DistributedGaussian blind = DistributedGaussian.of(BLIND, Math.sqrt(2), 3, 2);
    DistributedGaussian publisher = DistributedGaussian.ofLoneCount(PUBLISHER, 4, 3, 2);
    DistributedGaussian provider = DistributedGaussian.of(PUBLISHER, 2, 1, 0);
    assertThat(noise.blindHistogram().orElseThrow().changedCounts()).isEqualTo(2);
    assertThat(noise.publisher().orElseThrow().changedCounts()).isEqualTo(1);
    assertThat(noise.provider().orElseThrow().changedCounts()).isEqualTo(4);
    assertThat(noise.reachVariance()).isEqualTo(reach.totalVariance());
    assertThat(noise.frequencyVariance()).isEqualTo(frequency.totalVariance());
    assertThat(noise.registers())
        .isEqualTo(2L * publisher.offset() + 2L * reach.offset() + 18L * blind.offset() + 2);
    assertThat(noise.tuples()).isEqualTo(22L * frequency.offset());
    assertThat(noise.providerRegisters()).isEqualTo(2L * provider.offset());
    assertThat(noise.blindIndexes()).isEqualTo(6L * blind.offset());
    assertThat(noise.indexBaseline()).isEqualTo(3L * reach.offset() + 18L * blind.offset() + 2);
  }

  @Test
  void oneProvider_hasNoHistogramToBlind() {
    Llv2Noise noise = Llv2Noise.of(Llv2Parameters.reachAndFrequency(SKETCH, 2, 1, 2), PRIVACY, 1);
    assertThat(noise.blindIndexes()).isZero();
    assertThat(noise.registers())
        .isEqualTo(
            2L * noise.publisher().orElseThrow().offset()
                + 2L * noise.reach().orElseThrow().offset()
                + 2);
  }

  @Test
  void reach_hasNoTuples_andNoneHasNothing() {
    Llv2Noise reach =
        Llv2Noise.of(
            Llv2Parameters.reach(SKETCH, 3, 4),
            new Llv2Noise.Privacy(REACH, Optional.empty(), BLIND, PUBLISHER),
            0);
    assertThat(reach.tuples()).isZero();
    assertThat(reach.frequencyVariance()).isZero();
    assertThat(reach.isNone()).isFalse();
    Llv2Noise none = Llv2Noise.none();
    assertThat(none.isNone()).isTrue();
    assertThat(none.registers() + none.tuples() + none.providerRegisters()).isZero();
    assertThat(none.indexBaseline() + none.blindIndexes()).isZero();
    assertThat(none.reachVariance() + none.frequencyVariance()).isZero();
  }

  /** Noise of a reach in a measurement of frequencies would leave these without any. */
  @Test
  void noiseOfOtherParameters_isNotTaken() {
    Llv2Parameters parameters = Llv2Parameters.reachAndFrequency(SKETCH, 3, 4, 10);
    Llv2Noise noise = Llv2Noise.of(parameters, PRIVACY, 2);
    for (Llv2Parameters other :
        List.of(
            Llv2Parameters.reachAndFrequency(SKETCH, 3, 4, 11),
            Llv2Parameters.reachAndFrequency(SKETCH, 3, 5, 10),
            Llv2Parameters.reachAndFrequency(SKETCH, 2, 4, 10),
            Llv2Parameters.reach(SKETCH, 3, 4))) {
      assertThatThrownBy(() -> Llv2ProtocolTest.setting(other, noise))
          .hasMessageContaining("other parameters");
    }
    assertThat(Llv2ProtocolTest.setting(parameters, noise).noise()).isSameAs(noise);
  }

  @Test
  void colluders_areFewerThanDuchies() {
    Llv2Parameters parameters = Llv2Parameters.reachAndFrequency(SKETCH, 3, 4, 10);
    assertThatThrownBy(() -> Llv2Noise.of(parameters, PRIVACY, 3))
        .hasMessageContaining("at least one is honest");
  }
}
