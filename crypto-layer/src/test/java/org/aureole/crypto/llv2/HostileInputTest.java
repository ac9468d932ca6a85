package org.aureole.crypto.llv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.CurvePoints;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every stage against what an honest peer would not send. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTest {
  private static final Llv2Parameters PARAMETERS =
      Llv2Parameters.reachAndFrequency(Llv2ProtocolTest.SKETCH, 2, 2, 3);
  private static final Llv2Setting SETTING = Llv2ProtocolTest.setting(PARAMETERS, Llv2Noise.none());

  private final Llv2Run run = new Llv2Run(SETTING, 1);
  private final List<byte[]> ofProviders = run.encrypted(Llv2ProtocolTest.sketches(2));
  private final byte[] registers = run.setup(ofProviders);
  private final int sent = registers.length / 198;
  private final byte[] blinded = run.worker(0).phaseOne(registers);
  private final byte[] tuples = run.aggregator().phaseOne(blinded, sent);
  private final int sentTuples = tuples.length / 198;
  private final byte[] flagged = run.worker(0).phaseTwo(tuples);
  private final byte[] counts = run.aggregator().phaseTwo(flagged, sentTuples);
  private final int sentCounts = counts.length / 66;
  private final byte[] rows = run.worker(0).phaseThree(counts);

  /** Every stage on what arrives, changed. */
  private Stream<ThrowingCallable> stagesOn(UnaryOperator<byte[]> change) {
    return Stream.of(
        () -> SetupPhase.requireRegisters(SETTING, change.apply(ofProviders.get(0))),
        () -> run.worker(0).phaseOne(change.apply(registers)),
        () -> run.aggregator().phaseOne(change.apply(blinded), sent),
        () -> run.worker(0).phaseTwo(change.apply(tuples)),
        () -> run.aggregator().phaseTwo(change.apply(flagged), sentTuples),
        () -> run.worker(0).phaseThree(change.apply(counts)),
        () -> run.aggregator().phaseThree(change.apply(rows), sentTuples, sentCounts));
  }

  private static void refused(ThrowingCallable call, String word) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION))
        .hasMessageContaining(word);
  }

  /** How many records came carries noise for a reason, and errors are told to peers. */
  private static void refusedWithoutNumber(ThrowingCallable call) {
    refused(call, "records came");
    assertThatThrownBy(call).message().doesNotContainPattern("[0-9]");
  }

  @Test
  void unchanged_allPass() {
    stagesOn(bytes -> bytes)
        .forEach(call -> {
          try {
            call.call();
          } catch (Throwable e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void cutRecords_areRefused() {
    for (int less : new int[] {1, 33, 65}) {
      stagesOn(bytes -> Arrays.copyOf(bytes, bytes.length - less))
          .forEach(call -> refused(call, "are not whole records of "));
    }
    stagesOn(bytes -> Arrays.copyOf(bytes, bytes.length + 1))
        .forEach(call -> refused(call, "are not whole records of "));
  }

  /** The first point of the first record: infinity, another form, not on the curve. */
  @Test
  void badPoints_areRefused() {
    for (int prefix : new int[] {0, 1, 4, 5, 6, 0xff}) {
      stagesOn(bytes -> changed(bytes, 0, prefix)).forEach(call -> refused(call, "P-256"));
    }
    stagesOn(
            bytes -> {
              byte[] infinity = bytes.clone();
              Arrays.fill(infinity, 0, 33, (byte) 0);
              return infinity;
            })
        .forEach(call -> refused(call, "P-256"));
    stagesOn(
            bytes -> {
              byte[] above = bytes.clone();
              Arrays.fill(above, 1, 33, (byte) 0xff);
              return above;
            })
        .forEach(call -> refused(call, "P-256"));
  }

  private static byte[] changed(byte[] bytes, int at, int to) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) to;
    return copy;
  }

  /**
   * Anybody can encrypt infinity as an index. To refuse it once it is opened would tell all whether
   * an index that somebody made of another's ciphertext is one that he guesses.
   */
  @Test
  void anIndexAtInfinity_isAnIndexLikeOthers() {
    byte[] hostile = registers.clone();
    for (int record = 0; record < 2; record++) {
      byte[] r = {(byte) (record + 1)};
      byte[] zero =
          SETTING
              .kernel()
              .encryptZero(
                  SETTING.kernel().prepare(run.compositeKey()), Records.concat(new byte[31], r));
      System.arraycopy(zero, 0, hostile, CurveKernel.TUPLE_BYTES * record, 66);
    }
    byte[] passed = run.worker(0).phaseOne(hostile);
    int bytes = CurveKernel.TUPLE_BYTES;
    byte[] twoGone = Arrays.copyOfRange(registers, 2 * bytes, registers.length);
    int rest = indexes(run.worker(0).phaseOne(twoGone), sent - 2);
    assertThat(indexes(passed, sent)).isEqualTo(rest + 1);
  }

  private int indexes(byte[] passed, int number) {
    return run.aggregator().phaseOne(passed, number).length / CurveKernel.TUPLE_BYTES;
  }

  /** Anybody can make what one share of the key opens to infinity. */
  @Test
  void whatAWorkerOpensToInfinity_isRefused() {
    byte[] u = SETTING.kernel().generator().point();
    byte[] zeroRow = counts.clone();
    System.arraycopy(u, 0, zeroRow, 0, 33);
    byte[] oneUnit = new ConstantPoints(SETTING.kernel()).counts(1);
    byte[] shareAndUnit =
        CurvePoints.sum(
            Records.concat(
                run.secret(0).publicKeyShare(SETTING.kernel()).point(),
                CurvePoints.compress(oneUnit)));
    System.arraycopy(shareAndUnit, 0, zeroRow, 33, 33);
    refused(() -> run.worker(0).phaseThree(zeroRow), "infinity");
  }

  @Test
  void wrongNumbers_areRefusedWhereTheyAreKnown() {
    Stream.<ThrowingCallable>of(
            () -> run.aggregator().phaseOne(less(blinded, 198), sent),
            () -> run.aggregator().phaseOne(twice(blinded), sent),
            () -> run.aggregator().phaseTwo(less(flagged, 198), sentTuples),
            () -> run.aggregator().phaseTwo(twice(flagged), sentTuples),
            () -> run.aggregator().phaseThree(less(rows, 132), sentTuples, sentCounts),
            () -> run.aggregator().phaseThree(twice(rows), sentTuples, sentCounts),
            () -> run.worker(0).phaseOne(Records.repeat(registers, 20)),
            () -> SetupPhase.requireRegisters(SETTING, Records.repeat(registers, 20)),
            () -> run.setupOf(0).ownRegisters(List.of(Records.repeat(registers, 20))),
            () -> run.setupOf(1).allRegisters(List.of(Records.repeat(registers, 20), registers)))
        .forEach(HostileInputTest::refusedWithoutNumber);
  }

  @Test
  void noiseThatIsMissing_isRefused() {
    Llv2Noise noise = Llv2ProtocolTest.noise(PARAMETERS, 20);
    Llv2Run noisy = new Llv2Run(Llv2ProtocolTest.setting(PARAMETERS, noise), 2);
    byte[] first = noisy.setupOf(0).ownRegisters(List.of());
    byte[] second = noisy.setupOf(1).ownRegisters(List.of());
    refused(() -> noisy.setupOf(1).allRegisters(List.of(less(first, 198), second)), "records came");
    byte[] all = noisy.setupOf(1).allRegisters(List.of(first, second));
    refused(() -> noisy.worker(0).phaseOne(less(all, 198)), "records came");
    refused(() -> noisy.worker(0).phaseTwo(new byte[0]), "records came");
  }

  /**
   * Two records of each stage with some bytes changed at random: an answer or a refusal, always.
   */
  @Test
  void damagedRecords_neverCrashAStage() {
    Random random = new Random(1);
    int refusals = 0;
    for (int round = 0; round < 25; round++) {
      UnaryOperator<byte[]> damage =
          bytes -> {
            byte[] damaged = bytes.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
              damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return damaged;
          };
      for (ThrowingCallable stage : stagesOnTwoRecords(damage)) {
        try {
          stage.call();
        } catch (DomainException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION);
          refusals++;
        } catch (Throwable e) {
          throw new AssertionError("a stage crashed", e);
        }
      }
    }
    // About half of all changed x are on the curve.
    assertThat(refusals).isBetween(50, 150);
  }

  private List<ThrowingCallable> stagesOnTwoRecords(UnaryOperator<byte[]> damage) {
    return List.of(
        () -> SetupPhase.requireRegisters(SETTING, damage.apply(two(ofProviders.get(0), 198))),
        () -> run.worker(0).phaseOne(damage.apply(two(registers, 198))),
        () -> run.aggregator().phaseOne(damage.apply(two(blinded, 198)), 2),
        () -> run.worker(0).phaseTwo(damage.apply(two(tuples, 198))),
        () -> run.aggregator().phaseTwo(damage.apply(two(flagged, 198)), 2),
        () -> run.worker(0).phaseThree(damage.apply(two(counts, 66))),
        () -> run.aggregator().phaseThree(damage.apply(two(rows, 132)), 2, 2));
  }

  private static byte[] two(byte[] records, int recordBytes) {
    return Arrays.copyOf(records, 2 * recordBytes);
  }

  private static byte[] less(byte[] records, int bytes) {
    return Arrays.copyOf(records, records.length - bytes);
  }

  private static byte[] twice(byte[] records) {
    return Records.repeat(records, 2);
  }

  /** Replayed registers give a group larger than the number of providers: counted, not refused. */
  @Test
  void repeatedRegisters_areNoOracle() {
    byte[] repeated = Records.concat(registers, Records.repeat(Arrays.copyOf(registers, 198), 3));
    int more = sent + 3;
    byte[] joined = run.aggregator().phaseOne(run.worker(0).phaseOne(repeated), more);
    assertThat(joined.length / 198).isEqualTo(sentTuples);
  }

  @Test
  void secondAttempts_giveTheSameBytes() {
    Llv2Run again = new Llv2Run(SETTING, 1);
    assertThat(again.encrypted(Llv2ProtocolTest.sketches(2)).get(0)).isEqualTo(ofProviders.get(0));
    assertThat(again.worker(0).phaseOne(registers)).isEqualTo(blinded);
    assertThat(again.aggregator().phaseOne(blinded, sent)).isEqualTo(tuples);
    assertThat(again.worker(0).phaseTwo(tuples)).isEqualTo(flagged);
    assertThat(again.aggregator().phaseTwo(flagged, sentTuples)).isEqualTo(counts);
    assertThat(again.worker(0).phaseThree(counts)).isEqualTo(rows);
  }

  @Test
  void rolesAndGoals_areKept() {
    Llv2Setting reach =
        Llv2ProtocolTest.setting(
            Llv2Parameters.reach(Llv2ProtocolTest.SKETCH, 2, 2), Llv2Noise.none());
    Llv2Run ofReach = new Llv2Run(reach, 3);
    byte[] none = new byte[0];
    Stream.<ThrowingCallable>of(
            () -> run.aggregator().reach(none, 0),
            () -> ofReach.aggregator().phaseOne(none, 0),
            () -> ofReach.aggregator().phaseTwo(none, 0),
            () -> ofReach.aggregator().phaseThree(none, 0, 0),
            () -> ofReach.worker(0).phaseTwo(none),
            () -> ofReach.worker(0).phaseThree(none))
        .forEach(call ->
            assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                    DomainException.class,
                    e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION)));
    assertThatThrownBy(() -> new RingWorker(SETTING, run.secret(1), run.keys(1)))
        .hasMessageContaining("worker");
    assertThatThrownBy(() -> new RingAggregator(SETTING, run.secret(0), run.keys(0)))
        .hasMessageContaining("aggregator");
  }

  @Test
  void impossibleParameters_areRefused() {
    assertThatThrownBy(() -> Llv2Parameters.reach(Llv2ProtocolTest.SKETCH, 1, 2))
        .hasMessageContaining("duchies");
    assertThatThrownBy(() -> Llv2Parameters.reach(Llv2ProtocolTest.SKETCH, 2, 0))
        .hasMessageContaining("dataProviders");
    assertThatThrownBy(() -> Llv2Parameters.reachAndFrequency(Llv2ProtocolTest.SKETCH, 2, 2, 1))
        .hasMessageContaining("maximumFrequency");
    assertThatThrownBy(() ->
            Llv2ProtocolTest.noise(
                Llv2Parameters.reachAndFrequency(Llv2ProtocolTest.SKETCH, 3, 1000, 3), 1e-3))
        .hasMessageContaining("more than a stage can hold");
    Llv2Noise.Privacy privacy =
        new Llv2Noise.Privacy(
            new PrivacyParameters(1, 0.1),
            Optional.empty(),
            new PrivacyParameters(1, 0.1),
            new PrivacyParameters(1, 0.1));
    assertThatThrownBy(() -> Llv2Noise.of(PARAMETERS, privacy, 1))
        .hasMessageContaining("does not fit the goal");
  }
}
