package org.aureole.crypto.llv2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aureole.crypto.sketch.LegionsSketch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What stages give that are run on a second input, against their callers' duty: no point of the
 * first run comes again, nor a blinded index; only how much noise there is stays the same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondInputTest {
  private static final Llv2Parameters PARAMETERS =
      Llv2Parameters.reachAndFrequency(Llv2ProtocolTest.SKETCH, 2, 2, 2);
  private static final Llv2Noise NOISE = Llv2ProtocolTest.noise(PARAMETERS, 3);
  private static final Llv2Setting SETTING = Llv2ProtocolTest.setting(PARAMETERS, NOISE);

  private final Llv2Run run = new Llv2Run(SETTING, 1);
  private final OpenedRecords opened =
      new OpenedRecords(Llv2ProtocolTest.KERNEL, List.of(run.secret(0), run.secret(1)));
  private final List<byte[]> ofProviders = run.encrypted(Llv2ProtocolTest.sketches(2));
  private final byte[] registers = run.setup(ofProviders);
  private final byte[] tuples =
      run.aggregator().phaseOne(run.worker(0).phaseOne(registers), registers.length / 198);

  private static List<String> points(byte[] bytes) {
    List<String> points = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += 33) {
      points.add(HexFormat.of().formatHex(bytes, at, at + 33));
    }
    return points;
  }

  /** All records but that the first is once more the second: as many, and others. */
  private static byte[] another(byte[] records) {
    byte[] changed = records.clone();
    System.arraycopy(records, 198, changed, 0, 198);
    return changed;
  }

  private static void assertNothingShared(byte[] first, byte[] second) {
    assertThat(Collections.disjoint(points(first), points(second))).isTrue();
  }

  @Test
  void blindedIndexes_areOthers() {
    byte[] first = run.worker(0).phaseOne(registers);
    byte[] second = run.worker(0).phaseOne(another(registers));
    assertNothingShared(first, second);
    OpenedRecords after = new OpenedRecords(Llv2ProtocolTest.KERNEL, List.of(run.secret(1)));
    assertThat(Collections.disjoint(after.field(first, 198, 0), after.field(second, 198, 0)))
        .isTrue();
  }

  @Test
  void laterPhases_shareNothing() {
    byte[] blinded = run.worker(0).phaseOne(registers);
    assertNothingShared(
        run.aggregator().phaseOne(blinded, blinded.length / 198),
        run.aggregator().phaseOne(another(blinded), blinded.length / 198));
    byte[] flagged = run.worker(0).phaseTwo(tuples);
    assertNothingShared(flagged, run.worker(0).phaseTwo(another(tuples)));
    byte[] counts = run.aggregator().phaseTwo(flagged, tuples.length / 198);
    assertNothingShared(counts, run.aggregator().phaseTwo(another(flagged), tuples.length / 198));
    byte[] fewer = Arrays.copyOf(counts, counts.length - 66);
    assertNothingShared(run.worker(0).phaseThree(counts), run.worker(0).phaseThree(fewer));
  }

  /** Where registers are as many, two sketches give as many records. */
  @Test
  void anotherSketch_isEncryptedOtherwise_withAsMuchNoise() {
    LegionsSketch sketch = Llv2ProtocolTest.sketches(2).get(0);
    LegionsSketch seenMore = new LegionsSketch(sketch.parameters());
    seenMore.merge(sketch);
    seenMore.merge(sketch);
    byte[] first = run.encrypted(List.of(sketch)).get(0);
    byte[] second = run.encrypted(List.of(seenMore)).get(0);
    assertThat(second).hasSameSizeAs(first);
    assertNothingShared(first, second);
    assertThat(run.encrypted(List.of(sketch)).get(0)).isEqualTo(first);
  }

  @Test
  void noiseRegisters_areOthers_inTheSameNumbers() {
    NoiseRegisters noise = new NoiseRegisters(SETTING, run.keys(0).composite());
    byte[] first = noise.draw(run.stageSeeds(0), ofProviders.get(0));
    byte[] second = noise.draw(run.stageSeeds(0), ofProviders.get(1));
    assertNothingShared(first, second);
    assertThat(multiplicities(first, 0)).isEqualTo(multiplicities(second, 0));
    // Random indexes are each draw's own.
    List<String> indexes = new ArrayList<>(opened.field(first, 198, 0));
    indexes.retainAll(opened.field(second, 198, 0));
    assertThat(tally(indexes)).hasSize(2);
    assertThat(multiplicities(noise.draw(run.stageSeeds(1), ofProviders.get(0)), 0))
        .isNotEqualTo(multiplicities(first, 0));
  }

  @Test
  void noiseTuples_areOthers_inTheSameNumbers() {
    NoiseTuples noise = new NoiseTuples(SETTING, run.keys(0));
    byte[] first = noise.draw(run.stageSeeds(0), registers);
    byte[] second = noise.draw(run.stageSeeds(0), another(registers));
    assertNothingShared(first, second);
    OpenedRecords rest = new OpenedRecords(Llv2ProtocolTest.KERNEL, List.of(run.secret(1)));
    for (int flag = 0; flag < 2; flag++) {
      assertThat(Collections.frequency(rest.field(first, 198, flag), OpenedRecords.ZERO))
          .isEqualTo(Collections.frequency(rest.field(second, 198, flag), OpenedRecords.ZERO));
    }
    assertThat(multiplicities(first, 2)).isEqualTo(multiplicities(second, 2));
  }

  /** In which order registers of providers are read from a store is no second input. */
  @Test
  void orderOfProviders_changesNothing() {
    List<byte[]> reversed = List.of(ofProviders.get(1), ofProviders.get(0));
    assertThat(run.setupOf(0).ownRegisters(reversed))
        .isEqualTo(run.setupOf(0).ownRegisters(ofProviders));
    byte[] ofOne = run.setupOf(0).ownRegisters(List.of(ofProviders.get(0)));
    List<String> shared = new ArrayList<>(points(ofOne));
    shared.retainAll(points(run.setupOf(0).ownRegisters(ofProviders)));
    assertThat(shared).containsExactlyInAnyOrderElementsOf(points(ofProviders.get(0)));
  }

  private static Map<String, Integer> tally(Collection<String> values) {
    Map<String, Integer> counts = new HashMap<>();
    values.forEach(value -> counts.merge(value, 1, Integer::sum));
    return counts;
  }

  /** How many plaintexts come once, twice, … in one field of the records. */
  private Map<Integer, Integer> multiplicities(byte[] records, int field) {
    Map<Integer, Integer> times = new TreeMap<>();
    tally(opened.field(records, 198, field)).values().forEach(n -> times.merge(n, 1, Integer::sum));
    return times;
  }
}
