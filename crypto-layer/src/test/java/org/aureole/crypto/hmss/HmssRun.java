package org.aureole.crypto.hmss;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.vid.FrequencyVector;

/** All parties of one computation in memory; vectors pass between them in wire form. */
public final class HmssRun {
  private final HmssParameters parameters;
  private final HmssNoise noise;
  private final int run;

  /**
   * @param run from which all seeds derive
   */
  public HmssRun(HmssParameters parameters, HmssNoise noise, int run) {
    this.parameters = parameters;
    this.noise = noise;
    this.run = run;
  }

  /** What the workers send. */
  public record Shuffled(ResidueVector first, ResidueVector second) {}

  public HmssTally measure(List<FrequencyVector> vectors) throws IOException {
    Shuffled shuffled = shuffle(vectors);
    return new ShuffleAggregator(parameters, noise, vectors.get(0).length())
        .aggregate(
            new ByteArrayInputStream(shuffled.first().toBytes()),
            new ByteArrayInputStream(shuffled.second().toBytes()));
  }

  public Shuffled shuffle(List<FrequencyVector> vectors) throws IOException {
    int length = vectors.get(0).length();
    ShuffleWorker first =
        new ShuffleWorker(parameters, noise, ShuffleWorker.Position.FIRST, length);
    ShuffleWorker second =
        new ShuffleWorker(parameters, noise, ShuffleWorker.Position.SECOND, length);
    ShareSplitter splitter = new ShareSplitter(parameters);
    for (int provider = 0; provider < vectors.size(); provider++) {
      Seed seed = seed("share", provider);
      byte[] explicit = splitter.explicitShare(vectors.get(provider), seed).toBytes();
      ShuffleWorker explicitWorker = provider % 2 == 0 ? first : second;
      ShuffleWorker seedWorker = provider % 2 == 0 ? second : first;
      explicitWorker.addShare(new ByteArrayInputStream(explicit));
      seedWorker.addSeed(seed);
    }
    Seed common =
        new SeedAgreement("computations/" + run).commonSeed(seed("common", 1), seed("common", 2));
    return new Shuffled(
        first.shuffle(common, seed("noise", 1)), second.shuffle(common, seed("noise", 2)));
  }

  public Seed seed(String purpose, int number) {
    byte[] bytes = new byte[Seed.BYTES];
    ByteBuffer.wrap(bytes).putInt(run).putInt(purpose.hashCode()).putInt(number);
    return Seed.of(bytes);
  }
}
