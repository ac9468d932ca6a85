package org.aureole.crypto.llv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aureole.crypto.sketch.LegionsParameters;
import org.aureole.crypto.sketch.LegionsSketch;
import org.aureole.crypto.sketch.LegionsTally;
import org.junit.jupiter.api.Test;

/** What is in encrypted registers and tuples, opened with all Duchies' shares. */
class RegisterContentsTest {
  private static final LegionsParameters SKETCH = Llv2ProtocolTest.SKETCH;
  private static final Llv2Parameters PARAMETERS =
      Llv2Parameters.reachAndFrequency(SKETCH, 2, 4, 3);

  private static Llv2Run run(Llv2Noise noise, int number) {
    return new Llv2Run(Llv2ProtocolTest.setting(PARAMETERS, noise), number);
  }

  private static OpenedRecords opened(Llv2Run run) {
    return new OpenedRecords(Llv2ProtocolTest.KERNEL, List.of(run.secret(0), run.secret(1)));
  }

  private static Map<String, Integer> tally(List<String> values) {
    Map<String, Integer> counts = new HashMap<>();
    values.forEach(value -> counts.merge(value, 1, Integer::sum));
    return counts;
  }

  @Test
  void registersOfAProvider_areHashesAndMultiples() {
    LegionsSketch sketch = Llv2ProtocolTest.sketches(2).get(0);
    Llv2Run run = run(Llv2Noise.none(), 1);
    byte[] registers = run.encrypted(List.of(sketch)).get(0);
    OpenedRecords opened = opened(run);
    List<String> actual = new ArrayList<>();
    for (int i = 0; i < registers.length / 198; i++) {
      actual.add(
          opened.field(registers, 198, 0).get(i)
              + opened.field(registers, 198, 1).get(i)
              + opened.field(registers, 198, 2).get(i));
    }
    byte[] counts = new ConstantPoints(Llv2ProtocolTest.KERNEL).counts(3);
    List<String> expected = new ArrayList<>();
    int destroyed = 0;
    for (int index = 0; index < SKETCH.registers(); index++) {
      if (!sketch.isActive(index)) {
        continue;
      }
      String marker = opened.hash("destroyed_register_key");
      if (sketch.isDestroyed(index)) {
        expected.add(opened.hash("" + index) + marker + marker);
        destroyed++;
      } else {
        int n = Math.min(3, sketch.count(index));
        expected.add(
            opened.hash("" + index)
                + opened.hash("" + (sketch.key(index) + 1))
                + OpenedRecords.text(Records.column(counts, 64, n - 1, n, 0, 64)));
      }
    }
    assertThat(destroyed).isPositive();
    assertThat(actual).containsExactlyInAnyOrderElementsOf(expected).isNotEqualTo(expected);
  }

  @Test
  void aProvidersNoise_hidesHowManyRegistersItHas() {
    Set<Integer> numbers = new HashSet<>();
    Llv2Noise noise = Llv2ProtocolTest.noise(PARAMETERS, 2);
    for (int number = 0; number < 8; number++) {
      Llv2Run run = run(noise, number);
      byte[] registers = run.encrypted(List.of(new LegionsSketch(SKETCH))).get(0);
      OpenedRecords opened = opened(run);
      String publisher = opened.hash("publisher_noise_register_id");
      assertThat(opened.field(registers, 198, 0)).allMatch(publisher::equals);
      assertThat(new HashSet<>(opened.field(registers, 198, 1))).hasSize(registers.length / 198);
      assertThat((long) registers.length / 198).isLessThanOrEqualTo(noise.providerRegisters());
      numbers.add(registers.length / 198);
    }
    assertThat(numbers).hasSizeGreaterThan(3);
  }

  /** Always T registers and a known number of indexes; what varies is how many come k times. */
  @Test
  void aDuchysNoise_hasAFixedNumberOfRegistersAndOfBlindIndexes() {
    Llv2Noise noise = Llv2ProtocolTest.noise(PARAMETERS, 3);
    Map<Integer, Set<Integer>> numbersByMultiplicity = new HashMap<>();
    for (int number = 0; number < 4; number++) {
      Llv2Run run = run(noise, number);
      byte[] registers = run.setupOf(number % 2).ownRegisters(List.of());
      assertThat((long) registers.length / 198).isEqualTo(noise.registers());
      OpenedRecords opened = opened(run);
      List<String> keys = opened.field(registers, 198, 1);
      List<String> indexes = opened.field(registers, 198, 0);
      String marker = opened.hash("destroyed_register_key");
      Map<String, Integer> byIndex = tally(indexes);
      int publisher = byIndex.remove(opened.hash("publisher_noise_register_id"));
      int padding = byIndex.remove(opened.hash("padding_noise_register_id"));
      assertThat(publisher).isBetween(1, 1 + 2 * noise.publisher().orElseThrow().offset());
      assertThat(padding).isPositive();
      assertThat(Collections.frequency(keys, marker))
          .isEqualTo(registers.length / 198 - publisher - padding);
      int reach = byIndex.size() - (int) noise.blindIndexes();
      assertThat(reach).isBetween(0, 2 * noise.reach().orElseThrow().offset());
      assertThat(byIndex.values()).allMatch(k -> k <= 4);
      for (int k = 2; k <= 4; k++) {
        int times = Collections.frequency(byIndex.values(), k);
        assertThat(times).isBetween(0, 2 * noise.blindHistogram().orElseThrow().offset());
        numbersByMultiplicity.computeIfAbsent(k, any -> new HashSet<>()).add(times);
      }
    }
    assertThat(numbersByMultiplicity.values()).allMatch(numbers -> numbers.size() > 1);
  }

  @Test
  void aDuchysNoiseTuples_haveAFixedNumber_andEachClass() {
    Llv2Noise noise = Llv2ProtocolTest.noise(PARAMETERS, 3);
    Llv2Run run = run(noise, 3);
    byte[] tuples =
        new NoiseTuples(Llv2ProtocolTest.setting(PARAMETERS, noise), run.keys(1))
            .draw(run.stageSeeds(1), new byte[0]);
    assertThat((long) tuples.length / 198).isEqualTo(noise.tuples());
    OpenedRecords opened = opened(run);
    List<String> first = opened.field(tuples, 198, 0);
    List<String> second = opened.field(tuples, 198, 1);
    List<String> counts = opened.field(tuples, 198, 2);
    byte[] multiples = new ConstantPoints(Llv2ProtocolTest.KERNEL).counts(3);
    int most = 2 * noise.frequency().orElseThrow().offset();
    int kept = 0;
    for (int n = 1; n <= 3; n++) {
      String count = OpenedRecords.text(Records.column(multiples, 64, n - 1, n, 0, 64));
      int times = 0;
      for (int i = 0; i < counts.size(); i++) {
        if (counts.get(i).equals(count)) {
          assertThat(first.get(i)).isEqualTo(OpenedRecords.ZERO);
          assertThat(second.get(i)).isNotEqualTo(OpenedRecords.ZERO);
          times++;
        }
      }
      assertThat(times).isBetween(1, most);
      kept += times;
    }
    int disagreeing = counts.size() - Collections.frequency(first, OpenedRecords.ZERO);
    assertThat(disagreeing).isBetween(1, most);
    assertThat(Collections.frequency(second, OpenedRecords.ZERO))
        .isEqualTo(counts.size() - kept - disagreeing);
  }

  /** Nobody who chose no factor can divide it out: what the aggregator opens is fresh each time. */
  @Test
  void flagsAndCounts_areMultipliedByTheWorker() {
    LegionsSketch sketch = new LegionsSketch(SKETCH);
    sketch.add(5, 2);
    Llv2Run run = run(Llv2Noise.none(), 4);
    byte[] registers = run.setup(run.encrypted(List.of(sketch)));
    byte[] tuples = run.aggregator().phaseOne(run.worker(0).phaseOne(registers), 1);
    OpenedRecords before = opened(run);
    OpenedRecords after = new OpenedRecords(Llv2ProtocolTest.KERNEL, List.of(run.secret(1)));
    byte[] flagged = run.worker(0).phaseTwo(tuples);
    assertThat(before.field(tuples, 198, 0)).containsExactly(OpenedRecords.ZERO);
    assertThat(after.field(flagged, 198, 0)).containsExactly(OpenedRecords.ZERO);
    String difference = before.field(tuples, 198, 1).get(0);
    assertThat(after.field(flagged, 198, 1)).doesNotContain(difference, OpenedRecords.ZERO);
    byte[] counts = run.aggregator().phaseTwo(flagged, 1);
    byte[] row = run.worker(0).phaseThree(counts);
    byte[] multiples = new ConstantPoints(Llv2ProtocolTest.KERNEL).counts(1);
    assertThat(before.field(counts, 66, 0).get(0)).isEqualTo(before.field(tuples, 198, 2).get(0));
    assertThat(after.field(row, 132, 0))
        .doesNotContain(OpenedRecords.text(multiples), OpenedRecords.ZERO);
    assertThat(after.field(row, 132, 1)).containsExactly(OpenedRecords.ZERO);
  }

  @Test
  void blindedIndexes_areTheSameForTheSameIndexOnly() {
    LegionsSketch sketch = Llv2ProtocolTest.sketches(2).get(0);
    Llv2Run run = run(Llv2Noise.none(), 5);
    byte[] registers = run.setup(run.encrypted(List.of(sketch, sketch)));
    byte[] blinded = run.worker(0).phaseOne(registers);
    OpenedRecords after = new OpenedRecords(Llv2ProtocolTest.KERNEL, List.of(run.secret(1)));
    Map<String, Integer> tags = tally(after.field(blinded, 198, 0));
    assertThat(tags).hasSize(sketch.activeRegisters());
    assertThat(tags.values()).containsOnly(2);
    assertThat(tags.keySet()).doesNotContainAnyElementsOf(opened(run).field(registers, 198, 0));
  }

  /** Two registers of a constant index among four providers are not dropped, but one index. */
  @Test
  void constantIndexOfFewRegisters_isOneIndexWithoutFrequency() {
    LegionsSketch sketch = Llv2ProtocolTest.sketches(2).get(0);
    Llv2Setting setting = Llv2ProtocolTest.setting(PARAMETERS, Llv2Noise.none());
    Llv2Run run = new Llv2Run(setting, 7);
    byte[] index =
        Llv2ProtocolTest.KERNEL.hashToCurve(ConstantPoints.texts("publisher_noise_register_id"));
    byte[] constant =
        new NoiseSegments(setting, run.keys(0).composite())
            .constantIndex(index, 2, run.seed("constant", 1));
    LegionsTally tally =
        run.measureRegisters(Records.concat(run.setup(run.encrypted(List.of(sketch))), constant));
    assertThat(tally.active()).isEqualTo(sketch.activeRegisters() + 1);
    assertThat(tally.byFrequency()).isEqualTo(sketch.tally(3).byFrequency());
  }

  @Test
  void sketchOfOtherParameters_isRefused() {
    Llv2Run run = run(Llv2Noise.none(), 6);
    assertThatThrownBy(
            () -> run.encrypted(List.of(new LegionsSketch(new LegionsParameters(4, 31, 100)))))
        .hasMessageContaining("parameters");
  }
}
