package org.aureole.crypto.hmss;

import java.io.IOException;
import java.io.InputStream;
import java.util.stream.IntStream;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.model.error.DomainException;

/**
 * The aggregator of a computation: adds the two workers' shuffled vectors, which opens a noisy
 * multiset of combined frequencies, and counts. Immutable and thread-safe.
 *
 * <p>Values that no honest sum has are counted like F and more, not refused: a refusal that depends
 * on what was opened, and the more so its text, would be an answer without noise.
 */
public final class ShuffleAggregator {
  private final HmssParameters parameters;
  private final HmssNoise noise;
  private final int vectorLength;

  /**
   * @param vectorLength N, the number of sampled VIDs
   */
  public ShuffleAggregator(HmssParameters parameters, HmssNoise noise, int vectorLength) {
    this.parameters = parameters;
    this.noise = noise;
    this.vectorLength = vectorLength;
  }

  /**
   * Opens and counts, chunk by chunk, without holding a vector.
   *
   * @param first the first worker's vector in wire form
   * @param second the second worker's
   * @throws DomainException PROTOCOL_VIOLATION if a vector is not N + 2L residues
   */
  public HmssTally aggregate(InputStream first, InputStream second) throws IOException {
    int[] opened = open(first, second);
    return parameters.goal() == HmssGoal.REACH ? reach(opened[0]) : reachAndFrequency(opened);
  }

  /** How many elements open to each residue. */
  private int[] open(InputStream first, InputStream second) throws IOException {
    int length = noise.shuffledLength(parameters, vectorLength);
    int modulus = parameters.modulus();
    ResidueReader firstReader = new ResidueReader(first, length, modulus);
    ResidueReader secondReader = new ResidueReader(second, length, modulus);
    int[] counts = new int[modulus];
    if (modulus <= ResidueKernels.MAXIMUM_MODULUS) {
      countBytes(firstReader, secondReader, counts, length);
    } else {
      countWide(firstReader, secondReader, counts, length);
    }
    firstReader.requireEnd();
    secondReader.requireEnd();
    return counts;
  }

  private static void countBytes(
      ResidueReader firstReader, ResidueReader secondReader, int[] counts, int length)
      throws IOException {
    ResidueKernels kernels = ResidueKernels.chosen();
    byte[] first = new byte[ResidueReader.CHUNK_BYTES];
    byte[] second = new byte[ResidueReader.CHUNK_BYTES];
    int count;
    for (int at = 0; at < length; at += count) {
      count = firstReader.readBytes(first);
      secondReader.readBytes(second);
      if (!kernels.countSums(first, second, count, counts.length, counts)) {
        throw ResidueReader.notBelow(counts.length);
      }
    }
  }

  private static void countWide(
      ResidueReader firstReader, ResidueReader secondReader, int[] counts, int length)
      throws IOException {
    int modulus = counts.length;
    int[] firstChunk = new int[ResidueVector.CHUNK];
    int[] secondChunk = new int[ResidueVector.CHUNK];
    int left = length;
    while (left > 0) {
      int count = firstReader.read(firstChunk, left);
      secondReader.read(secondChunk, count);
      for (int i = 0; i < count; i++) {
        int reduced = firstChunk[i] + secondChunk[i] - modulus;
        counts[reduced + ((reduced >> 31) & modulus)]++;
      }
      left -= count;
    }
  }

  private HmssTally reach(int zeros) {
    long nonZero = (long) noise.shuffledLength(parameters, vectorLength) - zeros;
    long reachBaseline = noise.reach().map(DistributedGaussian::baseline).orElse(0L);
    return new HmssTally(clampToVector(nonZero - reachBaseline), new long[0]);
  }

  private HmssTally reachAndFrequency(int[] counts) {
    long reachBaseline = noise.reach().map(DistributedGaussian::baseline).orElse(0L);
    long baseline = noise.frequency().map(DistributedGaussian::baseline).orElse(0L);
    int maximum = parameters.maximumFrequency();
    long unreached = Math.max(0, counts[0] - reachBaseline);
    long[] byFrequency =
        IntStream.rangeClosed(1, maximum)
            .mapToLong(k -> k < maximum ? Math.max(0, counts[k] - baseline) : 0)
            .toArray();
    // The last bucket is what remains of N: it takes no noise values of its own, and all of F·E
    // and above falls into it without a change to the others.
    long below = unreached + IntStream.range(0, maximum - 1).mapToLong(i -> byFrequency[i]).sum();
    byFrequency[maximum - 1] = Math.max(0, vectorLength - below);
    return new HmssTally(clampToVector(vectorLength + reachBaseline - counts[0]), byFrequency);
  }

  private long clampToVector(long count) {
    return Math.max(0, Math.min(vectorLength, count));
  }
}
