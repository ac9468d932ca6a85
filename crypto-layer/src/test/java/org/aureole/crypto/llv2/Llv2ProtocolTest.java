package org.aureole.crypto.llv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.aureole.crypto.curve.BouncyCastleKernel;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.CurveKernels;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.sketch.LegionsParameters;
import org.aureole.crypto.sketch.LegionsSketch;
import org.aureole.crypto.sketch.LegionsTally;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Llv2ProtocolTest {
  static final CurveKernel KERNEL = new BouncyCastleKernel();

  /** Small and crowded, so that many registers are destroyed within and between providers. */
  static final LegionsParameters SKETCH = new LegionsParameters(4, 30, 100);

  static Llv2Setting setting(Llv2Parameters parameters, Llv2Noise noise) {
    return new Llv2Setting(KERNEL, ChunkRunner.sequential(), parameters, noise);
  }

  /** Sketches of providers that reach some of the same 30 VIDs; the last reaches nobody. */
  static List<LegionsSketch> sketches(int providers) {
    Random random = new Random(providers);
    List<LegionsSketch> sketches = new ArrayList<>();
    for (int provider = 0; provider < providers; provider++) {
      LegionsSketch sketch = new LegionsSketch(SKETCH);
      for (int i = 0; i < 15 && provider < Math.max(1, providers - 1); i++) {
        sketch.add(1 + random.nextInt(30), 1 + random.nextInt(4));
      }
      sketches.add(sketch);
    }
    return sketches;
  }

  static LegionsTally inClear(List<LegionsSketch> sketches, int maximumFrequency) {
    LegionsSketch union = new LegionsSketch(SKETCH);
    sketches.forEach(union::merge);
    return union.tally(maximumFrequency);
  }

  @ParameterizedTest
  @CsvSource({"2,1,2", "2,3,5", "3,4,4", "5,2,3"})
  void withoutNoise_reachAndFrequencyAreThoseInClear(
      int duchies, int providers, int maximumFrequency) {
    List<LegionsSketch> sketches = sketches(providers);
    Llv2Parameters parameters =
        Llv2Parameters.reachAndFrequency(SKETCH, duchies, providers, maximumFrequency);
    LegionsTally tally = new Llv2Run(setting(parameters, Llv2Noise.none()), 1).measure(sketches);
    LegionsTally truth = inClear(sketches, maximumFrequency);
    assertThat(tally.active()).isEqualTo(truth.active()).isPositive();
    assertThat(tally.byFrequency()).isEqualTo(truth.byFrequency());
    assertThat(tally.frequencyRatios()).isEqualTo(truth.frequencyRatios());
  }

  @ParameterizedTest
  @CsvSource({"2,1", "3,4", "5,3"})
  void withoutNoise_reachIsThatInClear(int duchies, int providers) {
    List<LegionsSketch> sketches = sketches(providers);
    Llv2Parameters parameters = Llv2Parameters.reach(SKETCH, duchies, providers);
    LegionsTally tally = new Llv2Run(setting(parameters, Llv2Noise.none()), 2).measure(sketches);
    assertThat(tally.active()).isEqualTo(inClear(sketches, 1).active()).isPositive();
    assertThat(tally.byFrequency()).isEmpty();
  }

  /** The last phase has as many columns as a kernel takes, with either kernel. */
  @Test
  void largestFrequency_isServedByEveryKernel() {
    LegionsSketch sketch = new LegionsSketch(SKETCH);
    sketch.add(1, 96);
    sketch.add(2, 1);
    sketch.add(3, 500);
    Llv2Parameters parameters = Llv2Parameters.reachAndFrequency(SKETCH, 2, 1, 97);
    for (CurveKernel kernel : List.of(KERNEL, CurveKernels.chosen())) {
      Llv2Setting setting =
          new Llv2Setting(kernel, ChunkRunner.sequential(), parameters, Llv2Noise.none());
      LegionsTally tally = new Llv2Run(setting, 5).measure(List.of(sketch));
      assertThat(tally.active()).isEqualTo(3);
      assertThat(tally.byFrequency()).isEqualTo(sketch.tally(97).byFrequency());
    }
    assertThatThrownBy(() -> Llv2Parameters.reachAndFrequency(SKETCH, 2, 1, 98))
        .hasMessageContaining("[2, 97]");
  }

  @Test
  void nobodyReached_isAnAnswer() {
    List<LegionsSketch> nobody = List.of(new LegionsSketch(SKETCH), new LegionsSketch(SKETCH));
    LegionsTally tally =
        new Llv2Run(setting(Llv2Parameters.reachAndFrequency(SKETCH, 2, 2, 3), Llv2Noise.none()), 3)
            .measure(nobody);
    assertThat(tally.active()).isZero();
    assertThat(tally.frequencyRatios()).hasSize(3).containsOnly(0);
    assertThat(
            new Llv2Run(setting(Llv2Parameters.reach(SKETCH, 2, 2), Llv2Noise.none()), 3)
                .measure(nobody)
                .active())
        .isZero();
  }

  static Llv2Noise noise(Llv2Parameters parameters, double epsilon) {
    PrivacyParameters privacy = new PrivacyParameters(epsilon, 0.01);
    Optional<PrivacyParameters> frequency =
        parameters.goal() == Llv2Goal.REACH ? Optional.empty() : Optional.of(privacy);
    return Llv2Noise.of(
        parameters,
        new Llv2Noise.Privacy(privacy, frequency, privacy, privacy),
        parameters.duchies() - 1);
  }

  /**
   * With a huge ε the standard deviation is some 0.2, so that results are off by at most 2. With
   * six providers the constant indexes have fewer registers than there are providers.
   */
  @ParameterizedTest
  @CsvSource({"2,2,2", "3,3,2"})
  void withAlmostNoNoise_offsetsAreSubtracted(int duchies, int providers, int maximumFrequency) {
    List<LegionsSketch> sketches = sketches(providers);
    Llv2Parameters parameters =
        Llv2Parameters.reachAndFrequency(SKETCH, duchies, providers, maximumFrequency);
    Llv2Noise noise = noise(parameters, 40);
    LegionsTally truth = inClear(sketches, maximumFrequency);
    LegionsTally tally = new Llv2Run(setting(parameters, noise), 4).measure(sketches);
    assertThat(tally.active()).isBetween(truth.active() - 2, truth.active() + 2);
    for (int i = 0; i < maximumFrequency; i++) {
      assertThat(tally.byFrequency()[i])
          .isBetween(truth.byFrequency()[i] - 2, truth.byFrequency()[i] + 2);
    }
    Llv2Parameters reach = Llv2Parameters.reach(SKETCH, duchies, providers);
    assertThat(new Llv2Run(setting(reach, noise(reach, 40)), 4).measure(sketches).active())
        .isBetween(truth.active() - 2, truth.active() + 2);
  }
}
