package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.curve.BouncyCastleKernel;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.CurveKernels;
import org.aureole.crypto.llv2.ChunkRunner;
import org.aureole.crypto.llv2.DuchyKeys;
import org.aureole.crypto.llv2.DuchySecret;
import org.aureole.crypto.llv2.Llv2Noise;
import org.aureole.crypto.llv2.Llv2Parameters;
import org.aureole.crypto.llv2.Llv2Setting;
import org.aureole.crypto.llv2.PublicKeyShare;
import org.aureole.crypto.llv2.RegisterEncryption;
import org.aureole.crypto.llv2.RingAggregator;
import org.aureole.crypto.llv2.RingContext;
import org.aureole.crypto.llv2.RingWorker;
import org.aureole.crypto.llv2.SetupPhase;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.sketch.LegionsParameters;
import org.aureole.crypto.sketch.LegionsSketch;
import org.aureole.crypto.sketch.LegionsTally;
import org.junit.jupiter.api.Tag;

/**
 * Records of a ring: the first byte chooses which Duchy takes at which stage what follows. The
 * kernel that this machine chooses and the one in Java must make the same of it.
 */
@Tag("fuzz")
class RingRecordsFuzzTest {
  /** How many ways there are to take records. */
  static final int STAGES = 9;

  static final LegionsParameters SKETCH = new LegionsParameters(12, 100, 1000);
  private static final int DUCHIES = 3;
  private static final Llv2Parameters PARAMETERS =
      Llv2Parameters.reachAndFrequency(SKETCH, DUCHIES, 2, 3);

  /** More than a few records only take longer. */
  private static final int MOST_BYTES = 5 * CurveKernel.TUPLE_BYTES;

  /** All Duchies of a computation and a data provider, on one kernel. */
  record Ring(
      Llv2Setting setting,
      SetupPhase setup,
      List<RingWorker> workers,
      RingAggregator aggregator,
      RegisterEncryption provider) {
    static Ring of(CurveKernel kernel) {
      Llv2Setting setting =
          new Llv2Setting(kernel, ChunkRunner.sequential(), PARAMETERS, Llv2Noise.none());
      RingContext context =
          new RingContext("computations/c1", Fingerprint.of("the specification".getBytes()));
      List<DuchySecret> secrets =
          IntStream.range(0, DUCHIES)
              .mapToObj(i ->
                  new DuchySecret(
                      Seed.random(FixedParty.random("d" + i)), "duchies/d" + i, context))
              .toList();
      List<PublicKeyShare> shares =
          secrets.stream().map(secret -> secret.publicKeyShare(kernel)).toList();
      List<DuchyKeys> keys =
          secrets.stream().map(secret -> DuchyKeys.of(setting, secret, shares)).toList();
      return new Ring(
          setting,
          new SetupPhase(setting, secrets.get(0), keys.get(0)),
          List.of(
              new RingWorker(setting, secrets.get(0), keys.get(0)),
              new RingWorker(setting, secrets.get(1), keys.get(1))),
          new RingAggregator(setting, secrets.get(2), keys.get(2)),
          new RegisterEncryption(setting, context, shares));
    }

    byte[] take(int stage, byte[] records) {
      return switch (stage) {
        case 0 -> {
          SetupPhase.requireRegisters(setting, records);
          yield new byte[0];
        }
        case 1 -> setup.ownRegisters(List.of(records));
        case 2 -> workers.get(0).phaseOne(records);
        case 3 -> workers.get(1).phaseTwo(records);
        case 4 -> workers.get(0).phaseThree(records);
        case 5 -> workers.get(1).phaseThree(records);
        case 6 -> aggregator.phaseOne(records, records.length / CurveKernel.TUPLE_BYTES);
        case 7 -> aggregator.phaseTwo(records, records.length / CurveKernel.TUPLE_BYTES);
        default -> counted(records);
      };
    }

    private byte[] counted(byte[] records) {
      int sent = records.length / PARAMETERS.rowBytes();
      LegionsTally tally = aggregator.phaseThree(records, sent, sent);
      return (tally.active() + Arrays.toString(tally.byFrequency())).getBytes();
    }

    /** What a data provider sends. */
    byte[] registers() {
      LegionsSketch sketch = new LegionsSketch(SKETCH);
      sketch.add(1, 1);
      sketch.add(2, 5);
      return provider.encrypt(sketch, Seed.random(FixedParty.random("provider")));
    }
  }

  static final Ring JAVA = Ring.of(new BouncyCastleKernel());
  private static final Ring CHOSEN = Ring.of(CurveKernels.chosen());

  @FuzzTest
  void fuzz(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int stage = (input[0] & 0xff) % STAGES;
    byte[] records = Arrays.copyOfRange(input, 1, Math.min(input.length, 1 + MOST_BYTES));
    List<Optional<ByteString>> results =
        List.of(JAVA, CHOSEN).stream()
            .map(ring -> Hostile.handed(input, () -> ring.take(stage, records)))
            .map(result -> result.map(ByteString::copyFrom))
            .toList();
    assertThat(results.get(1)).isEqualTo(results.get(0));
  }
}
