package org.aureole.crypto.hmss;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.aureole.crypto.prng.AesCtrStream;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.prng.UniformSequence;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * One of the two workers of a computation: sums its shares of all data providers, hides its noise
 * among them, and shuffles, in step with the other worker by their common seed.
 *
 * <p>What comes out is uniform by itself; only together with the other worker's does it open. The
 * sum does not depend on the order in which shares are added. One-shot and not thread-safe.
 */
public final class ShuffleWorker {
  /** Which of the two workers this is; both parties know it alike. */
  public enum Position {
    FIRST,
    SECOND
  }

  private final HmssParameters parameters;
  private final HmssNoise noise;
  private final Position position;
  private final int noiseLength;
  private final int shuffledLength;
  private ResidueVector sum;
  private int shares;

  /**
   * @param vectorLength N, the number of sampled VIDs, the same for all data providers
   */
  public ShuffleWorker(
      HmssParameters parameters, HmssNoise noise, Position position, int vectorLength) {
    this.parameters = parameters;
    this.noise = noise;
    this.position = position;
    this.noiseLength = (int) noise.length(parameters);
    this.shuffledLength = noise.shuffledLength(parameters, vectorLength);
    this.sum = ResidueVector.zeros(vectorLength, parameters.modulus(), shuffledLength);
  }

  /** Adds the explicit share of one data provider. */
  public void addShare(ResidueVector share) {
    open().add(share);
    shares++;
  }

  /**
   * Adds the explicit share of one data provider in wire form, chunk by chunk.
   *
   * @throws DomainException PROTOCOL_VIOLATION if it is not a vector of N residues; this worker is
   *     then unusable
   */
  public void addShare(InputStream wire) throws IOException {
    open().add(wire);
    shares++;
  }

  /** Adds the share of one data provider that is given by its seed. */
  public void addSeed(Seed seed) {
    open().addUniform(seed);
    shares++;
  }

  /**
   * Ends the sum and gives what goes to the aggregator: N + 2L elements.
   *
   * @param commonSeed of {@link SeedAgreement#commonSeed}, the same at both workers
   * @param noiseSeed this worker's own, drawn once per computation, never shared
   * @throws DomainException FAILED_PRECONDITION if the number of shares is not that of the data
   *     providers
   */
  public ResidueVector shuffle(Seed commonSeed, Seed noiseSeed) {
    ResidueVector vector = open();
    if (shares != parameters.dataProviders()) {
      throw DomainException.of(
          ErrorCode.FAILED_PRECONDITION,
          "%d shares arrived where %d data providers take part"
              .formatted(shares, parameters.dataProviders()));
    }
    sum = null;
    long masksTook = parameters.goal() == HmssGoal.REACH ? vector.multiplyNonZero(commonSeed) : 0;
    AesCtrStream common = commonSeed.stream(masksTook);
    if (!noise.isNone()) {
      int from = vector.length();
      vector = vector.grown(shuffledLength);
      appendNoise(vector, from, common, noiseSeed);
    }
    Seed shuffleSeed = Seed.drawn(common);
    try {
      return vector.shuffled(shuffleSeed);
    } finally {
      shuffleSeed.destroy();
      vector.destroy();
    }
  }

  /** The first worker appends (n₁ − V₁) ‖ V₂, the second V₁ ‖ (n₂ − V₂). */
  private void appendNoise(ResidueVector target, int at, AesCtrStream common, Seed noiseSeed) {
    int modulus = target.modulus();
    int[] own = new NoiseVector(parameters, noise).draw(noiseSeed);
    int[] mask = new int[noiseLength];
    int from = at;
    for (Position owner : List.of(Position.FIRST, Position.SECOND)) {
      new UniformSequence(common, noiseLength, modulus).read(mask, noiseLength);
      if (owner == position) {
        for (int i = 0; i < noiseLength; i++) {
          int difference = own[i] - mask[i];
          mask[i] = difference + ((difference >> 31) & modulus);
        }
      }
      target.set(from, mask, noiseLength);
      from += noiseLength;
    }
    Arrays.fill(own, 0);
    Arrays.fill(mask, 0);
  }

  private ResidueVector open() {
    if (sum == null) {
      throw new IllegalStateException("this worker has already shuffled");
    }
    return sum;
  }

  /** Clears the sum, if it is not yet shuffled. */
  public void destroy() {
    if (sum != null) {
      sum.destroy();
      sum = null;
    }
  }
}
