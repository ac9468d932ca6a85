package org.aureole.crypto.hmss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.aureole.crypto.noise.PrivacyParameters;
import org.junit.jupiter.api.Test;

class HmssParametersTest {
  @Test
  void frequencyModulus_isTheLeastPowerOfTwoAboveTheLargestSumAndTheSentinel() {
    assertThat(HmssParameters.reachAndFrequency(1, 1).modulus()).isEqualTo(4);
    assertThat(HmssParameters.reachAndFrequency(3, 10).modulus()).isEqualTo(32);
    assertThat(HmssParameters.reachAndFrequency(14, 9).modulus()).isEqualTo(128);
    assertThat(HmssParameters.reachAndFrequency(1, 127).modulus()).isEqualTo(256);
    assertThat(HmssParameters.reachAndFrequency(100, 10).elementBytes()).isEqualTo(2);
    assertThat(HmssParameters.reachAndFrequency(6553, 10).modulus()).isEqualTo(65_536);
    for (int combined = 1; combined < 65_535; combined++) {
      HmssParameters parameters = HmssParameters.reachAndFrequency(combined, 1);
      int modulus = parameters.modulus();
      assertThat(Integer.bitCount(modulus)).isEqualTo(1);
      assertThat(modulus).isGreaterThan(combined + 1).isLessThanOrEqualTo(2 * (combined + 1));
      assertThat(parameters.sentinel()).isGreaterThan(combined);
    }
  }

  @Test
  void reachModulus_isAPrimeAboveTheLargestSum() {
    for (int providers : new int[] {1, 2, 125, 126, 249, 250, 65_519}) {
      int modulus = HmssParameters.reach(providers).modulus();
      assertThat(modulus).isGreaterThan(providers + 1);
      assertThat(BigInteger.valueOf(modulus).isProbablePrime(50)).isTrue();
    }
    assertThat(HmssParameters.reach(125).modulus()).isEqualTo(127);
    assertThat(HmssParameters.reach(126).modulus()).isEqualTo(251);
    assertThat(HmssParameters.reach(250).elementBytes()).isEqualTo(2);
  }

  @Test
  void badParameters_areRefused() {
    assertThatThrownBy(() -> HmssParameters.reach(0)).hasMessageContaining("dataProviders");
    assertThatThrownBy(() -> HmssParameters.reach(65_520)).hasMessageContaining("two bytes");
    assertThatThrownBy(() -> HmssParameters.reachAndFrequency(2, 0))
        .hasMessageContaining("maximumFrequency");
    assertThatThrownBy(() -> HmssParameters.reachAndFrequency(Integer.MAX_VALUE, Integer.MAX_VALUE))
        .hasMessageContaining("product is below 65535");
    assertThatThrownBy(() -> new HmssParameters(HmssGoal.REACH, 2, 10))
        .hasMessageContaining("counts every VID once");
  }

  @Test
  void noise_mustFitTheGoalAndTheVector() {
    PrivacyParameters privacy = new PrivacyParameters(1, 1e-9);
    HmssNoise reach = HmssNoise.reach(privacy, 0);
    HmssNoise both = HmssNoise.reachAndFrequency(privacy, privacy, 0);
    assertThat(reach.length(HmssParameters.reach(3))).isEqualTo(2 * 28);
    assertThat(both.length(HmssParameters.reachAndFrequency(3, 10)))
        .isEqualTo(2 * 28 + 2 * 39 * 30);
    assertThat(HmssNoise.none().shuffledLength(HmssParameters.reach(3), 17)).isEqualTo(17);
    assertThatThrownBy(() -> reach.length(HmssParameters.reachAndFrequency(3, 10)))
        .hasMessageContaining("two");
    assertThatThrownBy(() -> both.length(HmssParameters.reach(3))).hasMessageContaining("one pair");
    PrivacyParameters tiny = new PrivacyParameters(1e-6, 1e-12);
    assertThatThrownBy(() ->
            HmssNoise.reachAndFrequency(tiny, tiny, 0)
                .shuffledLength(HmssParameters.reachAndFrequency(10, 10), 1_000_000))
        .hasMessageContaining("raise epsilon or delta");
  }
}
