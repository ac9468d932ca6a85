package org.aureole.crypto.llv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.aureole.crypto.sketch.LegionsParameters;
import org.aureole.crypto.sketch.LegionsSketch;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;

class RecordLimitsTest {
  private static final LegionsParameters SKETCH = Llv2ProtocolTest.SKETCH;

  @Test
  void withoutNoise_onlyTheSketchesCount() {
    RecordLimits limits =
        new RecordLimits(Llv2Parameters.reachAndFrequency(SKETCH, 3, 4, 5), Llv2Noise.none());
    assertThat(limits.mostOfProvider()).isEqualTo(30);
    assertThat(limits.leastOfDuchy() + limits.leastRegisters() + limits.leastTuples(1)).isZero();
    assertThat(limits.mostOfDuchy()).isEqualTo(120);
    assertThat(limits.mostRegisters()).isEqualTo(120);
    assertThat(limits.mostTuples(1)).isEqualTo(120);
    assertThat(limits.mostCounts()).isEqualTo(120);
  }

  @Test
  void noise_isThatOfWhoCameBefore() {
    Llv2Parameters parameters = Llv2Parameters.reachAndFrequency(SKETCH, 3, 4, 5);
    Llv2Noise noise = Llv2ProtocolTest.noise(parameters, 2);
    RecordLimits limits = new RecordLimits(parameters, noise);
    long ofProviders = 4 * (30 + noise.providerRegisters());
    assertThat(limits.mostOfProvider()).isEqualTo(30 + noise.providerRegisters()).isGreaterThan(30);
    assertThat(limits.leastOfDuchy()).isEqualTo(noise.registers()).isPositive();
    assertThat(limits.mostOfDuchy()).isEqualTo(ofProviders + noise.registers());
    assertThat(limits.leastRegisters()).isEqualTo(3 * noise.registers());
    assertThat(limits.mostRegisters()).isEqualTo(ofProviders + 3 * noise.registers());
    assertThat(limits.leastTuples(0)).isEqualTo(noise.tuples()).isPositive();
    assertThat(limits.leastTuples(1)).isEqualTo(2 * noise.tuples());
    assertThat(limits.mostTuples(1)).isEqualTo(limits.mostRegisters() + 2 * noise.tuples());
    assertThat(limits.mostCounts()).isEqualTo(limits.mostRegisters() + 3 * noise.tuples());
  }

  /** Without a provider's register the least arrives; a worker passes on what the next may get. */
  @Test
  void whatStagesGive_isWithinTheLimits() {
    Llv2Parameters parameters = Llv2Parameters.reachAndFrequency(SKETCH, 3, 2, 2);
    Llv2Noise noise = Llv2ProtocolTest.noise(parameters, 40);
    RecordLimits limits = new RecordLimits(parameters, noise);
    Llv2Run run = new Llv2Run(Llv2ProtocolTest.setting(parameters, noise), 9);
    byte[] own = run.setupOf(0).ownRegisters(List.of());
    assertThat(own.length / 198L).isEqualTo(limits.leastOfDuchy());
    for (LegionsSketch sketch : Llv2ProtocolTest.sketches(2)) {
      byte[] registers = run.encrypted(List.of(sketch)).get(0);
      assertThat(registers.length / 198L).isBetween(0L, limits.mostOfProvider());
    }
    byte[] all = run.setup(run.encrypted(Llv2ProtocolTest.sketches(2)));
    assertThat(all.length / 198L).isBetween(limits.leastRegisters(), limits.mostRegisters());
    byte[] blinded = run.worker(1).phaseOne(run.worker(0).phaseOne(all));
    byte[] tuples = run.aggregator().phaseOne(blinded, all.length / 198);
    assertThat(tuples.length / 198L).isBetween(limits.leastTuples(0), limits.mostTuples(0));
    byte[] passed = run.worker(0).phaseTwo(tuples);
    assertThat(passed.length / 198L).isBetween(limits.leastTuples(1), limits.mostTuples(1));
    byte[] flagged = run.worker(1).phaseTwo(passed);
    byte[] counts = run.aggregator().phaseTwo(flagged, tuples.length / 198);
    assertThat(counts.length / 66L).isBetween(0L, limits.mostCounts());
  }

  /** A row of F = 10 has 594 bytes, a register 198, one of a reach 66. */
  @Test
  void whatIsLargerThanAProcessBears_isNotBorne() {
    assertBorneUpTo(2_711_469, 594, 10);
    assertBorneUpTo(8_134_407, 198, 2);
    Llv2Parameters reach = Llv2Parameters.reach(sketch(12_000_000), 2, 2);
    assertThatCode(new RecordLimits(reach, Llv2Noise.none())::requireBearable)
        .doesNotThrowAnyException();
    Llv2Parameters ofThree = Llv2Parameters.reach(sketch(12_000_000), 2, 3);
    assertThatThrownBy(new RecordLimits(ofThree, Llv2Noise.none())::requireBearable)
        .hasMessageContaining("fewer data providers");
  }

  private static LegionsParameters sketch(int registers) {
    return new LegionsParameters(12, registers, 10_000_000);
  }

  private static void assertBorneUpTo(int records, int recordBytes, int maximumFrequency) {
    assertThat((long) records * recordBytes).isLessThan(RecordLimits.MOST_BYTES_AT_ONCE);
    Llv2Parameters most = Llv2Parameters.reachAndFrequency(sketch(records), 2, 1, maximumFrequency);
    assertThatCode(new RecordLimits(most, Llv2Noise.none())::requireBearable)
        .doesNotThrowAnyException();
    Llv2Parameters more =
        Llv2Parameters.reachAndFrequency(sketch(records + 1), 2, 1, maximumFrequency);
    assertThatThrownBy(new RecordLimits(more, Llv2Noise.none())::requireBearable)
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContainingAll("" + (records + 1L) * recordBytes, "raise epsilon");
  }

  /** Noise counts like registers do: two sketches that fit, and no longer with it. */
  @Test
  void noiseIsBorneToo() {
    Llv2Parameters parameters = Llv2Parameters.reachAndFrequency(sketch(1_350_000), 3, 2, 10);
    assertThatCode(new RecordLimits(parameters, Llv2Noise.none())::requireBearable)
        .doesNotThrowAnyException();
    Llv2Noise noise = Llv2ProtocolTest.noise(parameters, 0.01);
    assertThatThrownBy(new RecordLimits(parameters, noise)::requireBearable)
        .hasMessageContaining("takes up to");
  }

  @Test
  void noiseOfOtherParameters_isRefused() {
    Llv2Parameters parameters = Llv2Parameters.reach(SKETCH, 2, 2);
    Llv2Noise noise = Llv2ProtocolTest.noise(Llv2Parameters.reach(SKETCH, 2, 3), 3);
    assertThatThrownBy(() -> new RecordLimits(parameters, noise))
        .hasMessageContaining("other parameters");
  }
}
