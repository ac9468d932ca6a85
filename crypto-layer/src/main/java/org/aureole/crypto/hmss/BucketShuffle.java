package org.aureole.crypto.hmss;

import org.aureole.crypto.prng.AesCtrStream;
import org.aureole.crypto.prng.RandomIntegers;
import org.aureole.crypto.prng.Seed;

/**
 * The permutation of the shuffle: exactly uniform, and kind to caches.
 *
 * <p>Each element is thrown into one of 256 buckets by a random byte, then each bucket is shuffled
 * by Fisher and Yates with unbiased draws, and the buckets follow each other (Rao 1961, Sandelius
 * 1962). As labels are independent and uniform, every order is equally likely; as a bucket is 256
 * times smaller than the vector, its random accesses stay in cache where a plain Fisher–Yates over
 * a large vector misses at every step.
 *
 * <p>The seed's stream gives M label bytes and then the draws of the buckets in order; labels are
 * expanded twice (to count, to place) instead of being kept. The result is a function of seed and
 * length alone, so that both workers permute alike. Takes a second array of the same length.
 */
final class BucketShuffle {
  private static final int BUCKETS = 256;
  private static final int CHUNK = 16 * 1024;

  private BucketShuffle() {}

  /**
   * A new array with the first elements in the order that the seed gives to arrays of that length.
   *
   * @param length how many elements, from the first on
   */
  static byte[] shuffle(byte[] elements, int length, Seed seed) {
    int[] ends = bucketStarts(length, seed);
    byte[] placed = new byte[length];
    AesCtrStream stream = seed.stream();
    byte[] labels = new byte[CHUNK];
    int count;
    for (int at = 0; at < length; at += count) {
      count = Math.min(CHUNK, length - at);
      stream.fill(labels, 0, count);
      for (int i = 0; i < count; i++) {
        placed[ends[labels[i] & 0xff]++] = elements[at + i];
      }
    }
    RandomIntegers random = new RandomIntegers(stream);
    int start = 0;
    for (int end : ends) {
      for (int i = end - start; i > 1; i--) {
        int j = start + random.below(i);
        int last = start + i - 1;
        byte moved = placed[last];
        placed[last] = placed[j];
        placed[j] = moved;
      }
      start = end;
    }
    return placed;
  }

  /** {@link #shuffle(byte[], int, Seed)} for wide elements: the same permutation. */
  static char[] shuffle(char[] elements, Seed seed) {
    int[] ends = bucketStarts(elements.length, seed);
    char[] placed = new char[elements.length];
    AesCtrStream stream = seed.stream();
    byte[] labels = new byte[CHUNK];
    int count;
    for (int at = 0; at < elements.length; at += count) {
      count = Math.min(CHUNK, elements.length - at);
      stream.fill(labels, 0, count);
      for (int i = 0; i < count; i++) {
        placed[ends[labels[i] & 0xff]++] = elements[at + i];
      }
    }
    RandomIntegers random = new RandomIntegers(stream);
    int start = 0;
    for (int end : ends) {
      for (int i = end - start; i > 1; i--) {
        int j = start + random.below(i);
        int last = start + i - 1;
        char moved = placed[last];
        placed[last] = placed[j];
        placed[j] = moved;
      }
      start = end;
    }
    return placed;
  }

  /** Where each bucket begins in the output. */
  private static int[] bucketStarts(int length, Seed seed) {
    int[] starts = new int[BUCKETS];
    AesCtrStream stream = seed.stream();
    byte[] labels = new byte[CHUNK];
    int count;
    for (int at = 0; at < length; at += count) {
      count = Math.min(CHUNK, length - at);
      stream.fill(labels, 0, count);
      for (int i = 0; i < count; i++) {
        starts[labels[i] & 0xff]++;
      }
    }
    int total = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      int size = starts[bucket];
      starts[bucket] = total;
      total += size;
    }
    return starts;
  }
}
