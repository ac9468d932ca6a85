package org.aureole.crypto.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.aureole.crypto.hmss.HmssNoise;
import org.aureole.crypto.hmss.HmssParameters;
import org.aureole.crypto.hmss.HmssTally;
import org.aureole.crypto.hmss.ResidueVector;
import org.aureole.crypto.hmss.ShareSplitter;
import org.aureole.crypto.hmss.ShuffleAggregator;
import org.aureole.crypto.hmss.ShuffleWorker;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.vid.FrequencyVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Whole steps of the Honest Majority Share Shuffle, without noise and without the network; an item
 * is an element of the vector. The inputs of a step exist before it is timed.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HmssBenchmark {
  private static final HmssParameters FREQUENCY = HmssParameters.reachAndFrequency(1, 10);
  private static final HmssParameters REACH = HmssParameters.reach(1);

  private static Seed seed(int number) {
    byte[] bytes = new byte[Seed.BYTES];
    bytes[0] = (byte) number;
    return Seed.of(bytes);
  }

  /** A data provider's vector: most VIDs are not reached, some often. */
  @State(Scope.Benchmark)
  public static class Provider {
    @Param("10000000")
    int items;

    private FrequencyVector vector;

    @Setup
    public void fill() {
      vector = new FrequencyVector(items, FREQUENCY.maximumFrequency());
      Random random = new Random(1);
      for (int i = 0; i < items / 2; i++) {
        vector.add(random.nextInt(items), 1);
      }
    }
  }

  /** A data provider splits its vector into a seed and the explicit share. */
  @Benchmark
  public ResidueVector share(Provider provider, WorkingThread thread) {
    return new ShareSplitter(FREQUENCY).explicitShare(provider.vector, seed(1));
  }

  /** How many elements a worker has. */
  @State(Scope.Benchmark)
  public static class Worker {
    @Param("10000000")
    int items;
  }

  /** A worker expands the share of one data provider from its seed, and shuffles. */
  @Benchmark
  public ResidueVector shuffle(Worker state, WorkingThread thread) {
    return shuffled(FREQUENCY, state);
  }

  /** The same for reach alone, where each sum is multiplied by a random non-zero residue. */
  @Benchmark
  public ResidueVector shuffleReach(Worker state, WorkingThread thread) {
    return shuffled(REACH, state);
  }

  private static ResidueVector shuffled(HmssParameters parameters, Worker state) {
    ShuffleWorker worker =
        new ShuffleWorker(parameters, HmssNoise.none(), ShuffleWorker.Position.FIRST, state.items);
    worker.addSeed(seed(1));
    return worker.shuffle(seed(2), seed(3));
  }

  /** The sum of a worker, and a share in wire form. */
  @State(Scope.Benchmark)
  public static class Sum {
    @Param("10000000")
    int items;

    private ShuffleWorker worker;
    private byte[] wire;

    @Setup
    public void allocate() {
      HmssParameters parameters = HmssParameters.reachAndFrequency(5, 10);
      worker = new ShuffleWorker(parameters, HmssNoise.none(), ShuffleWorker.Position.FIRST, items);
      ResidueVector share = ResidueVector.zeros(items, parameters.modulus());
      share.addUniform(seed(4));
      wire = share.toBytes();
    }
  }

  /** A worker adds one data provider's share, expanded from its seed. */
  @Benchmark
  public void addSeed(Sum sum, WorkingThread thread) {
    sum.worker.addSeed(seed(1));
  }

  /** A worker adds one data provider's explicit share from its wire form. */
  @Benchmark
  public void addShare(Sum sum, WorkingThread thread) throws IOException {
    sum.worker.addShare(new ByteArrayInputStream(sum.wire));
  }

  /** The vectors that two workers have sent. */
  @State(Scope.Benchmark)
  public static class Workers {
    @Param("10000000")
    int items;

    private byte[] first;
    private byte[] second;

    @Setup
    public void open() {
      ResidueVector mask = ResidueVector.zeros(items, FREQUENCY.modulus());
      mask.addUniform(seed(1));
      first = mask.toBytes();
      Provider provider = new Provider();
      provider.items = items;
      provider.fill();
      second = new ShareSplitter(FREQUENCY).explicitShare(provider.vector, seed(1)).toBytes();
    }
  }

  /** The aggregator reads both vectors from their wire form, adds and counts. */
  @Benchmark
  public HmssTally aggregate(Workers workers, WorkingThread thread) throws IOException {
    return new ShuffleAggregator(FREQUENCY, HmssNoise.none(), workers.items)
        .aggregate(
            new ByteArrayInputStream(workers.first), new ByteArrayInputStream(workers.second));
  }
}
