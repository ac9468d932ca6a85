package org.aureole.crypto.bench;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.aureole.crypto.consent.Fingerprint;
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
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.sketch.LegionsParameters;
import org.aureole.crypto.sketch.LegionsSketch;
import org.aureole.crypto.sketch.LegionsTally;
import org.aureole.crypto.sketch.RegisterHash;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Whole stages of Liquid Legions V2 over three Duchies, F = 10, single-threaded and without noise
 * but where it is what is timed: registers of one of two data providers, all active and none
 * destroyed, so that none drops out on the way.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Llv2Benchmark {
  static final int MAXIMUM_FREQUENCY = 10;
  private static final RingContext CONTEXT =
      new RingContext("computations/1", Fingerprint.of(new byte[0]));
  private static final int DUCHIES = 3;
  private static final int AGGREGATOR = DUCHIES - 1;

  private static Seed seed(int number) {
    byte[] bytes = new byte[Seed.BYTES];
    ByteBuffer.wrap(bytes).putInt(number);
    return Seed.of(bytes);
  }

  private static Llv2Parameters parameters(int items) {
    return Llv2Parameters.reachAndFrequency(
        new LegionsParameters(2, items, 10_000_000), DUCHIES, 2, MAXIMUM_FREQUENCY);
  }

  /** Noise of a size that does not matter: only how many registers there are. */
  private static Llv2Noise noise(int items) {
    PrivacyParameters privacy = new PrivacyParameters(0.5, 1e-6);
    return Llv2Noise.of(
        parameters(items),
        new Llv2Noise.Privacy(privacy, Optional.of(privacy), privacy, privacy),
        DUCHIES - 1);
  }

  /** How many noise registers {@link #setupNoise} makes. */
  static int noiseRegisters(int items) {
    return Math.toIntExact(noise(items).registers());
  }

  /** A computation, with what each stage takes. */
  @State(Scope.Benchmark)
  public static class Computation {
    @Param("1000")
    int items;

    private final List<DuchySecret> secrets = new ArrayList<>();
    private final List<DuchyKeys> keys = new ArrayList<>();
    private Llv2Setting setting;
    private RegisterEncryption encryption;
    private LegionsSketch sketch;

    @Setup
    public void agree() {
      setting =
          new Llv2Setting(
              CurveKernels.chosen(), ChunkRunner.sequential(), parameters(items), Llv2Noise.none());
      IntStream.range(0, DUCHIES)
          .forEach(i -> secrets.add(new DuchySecret(seed(i), "duchies/" + i, CONTEXT)));
      List<PublicKeyShare> shares =
          secrets.stream().map(s -> s.publicKeyShare(setting.kernel())).toList();
      secrets.forEach(secret -> keys.add(DuchyKeys.of(setting, secret, shares)));
      encryption = new RegisterEncryption(setting, CONTEXT, shares);
      sketch = full();
    }

    /** A VID in every register, and no second one. */
    private LegionsSketch full() {
      LegionsSketch full = new LegionsSketch(setting.parameters().sketch());
      RegisterHash hash = new RegisterHash(full.parameters());
      BitSet reached = new BitSet(items);
      int missing = items;
      for (long vid = 1; missing > 0; vid++) {
        int index = hash.index(vid);
        if (!reached.get(index)) {
          reached.set(index);
          missing--;
          full.add(vid, 1 + (int) (vid % MAXIMUM_FREQUENCY));
        }
      }
      return full;
    }

    byte[] encrypted() {
      return encryption.encrypt(sketch, seed(9));
    }

    SetupPhase setupPhase(int position) {
      return new SetupPhase(setting, secrets.get(position), keys.get(position));
    }

    RingWorker worker(int position) {
      return new RingWorker(setting, secrets.get(position), keys.get(position));
    }

    RingAggregator aggregator() {
      return new RingAggregator(setting, secrets.get(AGGREGATOR), keys.get(AGGREGATOR));
    }

    byte[] setup(byte[] registers) {
      return setupPhase(AGGREGATOR)
          .allRegisters(
              List.of(
                  setupPhase(0).ownRegisters(List.of(registers)),
                  setupPhase(1).ownRegisters(List.of()),
                  setupPhase(AGGREGATOR).ownRegisters(List.of())));
    }
  }

  // What each stage takes, made by the stages before it, and only as far as is asked for.

  /** All registers, in front of the first worker. */
  @State(Scope.Benchmark)
  public static class Registers {
    private byte[] bytes;

    @Setup
    public void make(Computation c) {
      bytes = c.setup(c.encrypted());
    }
  }

  /** Registers that both workers have blinded. */
  @State(Scope.Benchmark)
  public static class Blinded {
    private byte[] bytes;

    @Setup
    public void make(Computation c, Registers before) {
      bytes = c.worker(1).phaseOne(c.worker(0).phaseOne(before.bytes));
    }
  }

  /** Joined registers, in front of the first worker. */
  @State(Scope.Benchmark)
  public static class Tuples {
    private byte[] bytes;

    @Setup
    public void make(Computation c, Blinded before) {
      bytes = c.aggregator().phaseOne(before.bytes, c.items);
    }
  }

  /** Tuples whose flags both workers have blinded. */
  @State(Scope.Benchmark)
  public static class Flagged {
    private byte[] bytes;

    @Setup
    public void make(Computation c, Tuples before) {
      bytes = c.worker(1).phaseTwo(c.worker(0).phaseTwo(before.bytes));
    }
  }

  /** Counts, in front of the first worker. */
  @State(Scope.Benchmark)
  public static class Counts {
    private byte[] bytes;

    @Setup
    public void make(Computation c, Flagged before) {
      bytes = c.aggregator().phaseTwo(before.bytes, c.items);
    }
  }

  /** Rows of the first worker. */
  @State(Scope.Benchmark)
  public static class Rows {
    private byte[] bytes;

    @Setup
    public void make(Computation c, Counts before) {
      bytes = c.worker(0).phaseThree(before.bytes);
    }
  }

  /** Rows in front of the aggregator. */
  @State(Scope.Benchmark)
  public static class LastRows {
    private byte[] bytes;

    @Setup
    public void make(Computation c, Rows before) {
      bytes = c.worker(1).phaseThree(before.bytes);
    }
  }

  @Benchmark
  public byte[] encryptRegister(Computation c, WorkingThread thread) {
    return c.encrypted();
  }

  @Benchmark
  public byte[] setupNoise(Computation c, WorkingThread thread) {
    Llv2Setting noisy =
        new Llv2Setting(
            c.setting.kernel(), c.setting.runner(), c.setting.parameters(), noise(c.items));
    return new SetupPhase(noisy, c.secrets.get(0), c.keys.get(0)).ownRegisters(List.of());
  }

  @Benchmark
  public byte[] phaseOneWorker(Computation c, Registers in, WorkingThread thread) {
    return c.worker(0).phaseOne(in.bytes);
  }

  @Benchmark
  public byte[] phaseOneAggregator(Computation c, Blinded in, WorkingThread thread) {
    return c.aggregator().phaseOne(in.bytes, c.items);
  }

  @Benchmark
  public byte[] phaseTwoWorker(Computation c, Tuples in, WorkingThread thread) {
    return c.worker(0).phaseTwo(in.bytes);
  }

  @Benchmark
  public byte[] phaseTwoAggregator(Computation c, Flagged in, WorkingThread thread) {
    return c.aggregator().phaseTwo(in.bytes, c.items);
  }

  @Benchmark
  public byte[] phaseThreeFirstWorker(Computation c, Counts in, WorkingThread thread) {
    return c.worker(0).phaseThree(in.bytes);
  }

  @Benchmark
  public byte[] phaseThreeWorker(Computation c, Rows in, WorkingThread thread) {
    return c.worker(1).phaseThree(in.bytes);
  }

  @Benchmark
  public LegionsTally phaseThreeAggregator(Computation c, LastRows in, WorkingThread thread) {
    return c.aggregator().phaseThree(in.bytes, c.items, c.items);
  }

  /** What follows the data providers' part, all of it, one Duchy after the other. */
  @Benchmark
  public LegionsTally whole(Computation c, Registers in, WorkingThread thread) {
    byte[] blinded = c.worker(1).phaseOne(c.worker(0).phaseOne(in.bytes));
    byte[] tuples = c.aggregator().phaseOne(blinded, c.items);
    byte[] flagged = c.worker(1).phaseTwo(c.worker(0).phaseTwo(tuples));
    byte[] counts = c.aggregator().phaseTwo(flagged, c.items);
    byte[] rows = c.worker(1).phaseThree(c.worker(0).phaseThree(counts));
    return c.aggregator().phaseThree(rows, c.items, c.items);
  }
}
