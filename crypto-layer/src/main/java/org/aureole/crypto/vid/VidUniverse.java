package org.aureole.crypto.vid;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.aureole.model.error.DomainException;

/**
 * All virtual ids of a population: a set of disjoint ranges, and for each VID its rank, which is
 * its place (from 0) when VIDs are counted in ascending order.
 *
 * <p>Immutable and thread-safe; a rank is found by binary search over the ranges, without a table
 * per VID.
 */
public final class VidUniverse {
  /** Some virtual machines refuse arrays of the very last lengths. */
  private static final int MAXIMUM_SIZE = Integer.MAX_VALUE - 8;

  private final int[] firstVids;
  private final int[] lastVids;
  private final int[] firstRanks;
  private final int size;

  private VidUniverse(int[] firstVids, int[] lastVids, int[] firstRanks, int size) {
    this.firstVids = firstVids;
    this.lastVids = lastVids;
    this.firstRanks = firstRanks;
    this.size = size;
  }

  /**
   * The universe of these ranges, in any order.
   *
   * @throws DomainException INVALID_ARGUMENT if there is no range or two ranges overlap
   */
  public static VidUniverse of(Collection<VidRange> ranges) {
    if (ranges.isEmpty()) {
      throw DomainException.invalid("vidRanges", "is empty; a population has at least one VID");
    }
    VidRange[] sorted = ranges.toArray(new VidRange[0]);
    Arrays.sort(sorted, Comparator.comparingLong(VidRange::first));
    int[] firsts = new int[sorted.length];
    int[] lasts = new int[sorted.length];
    int[] ranks = new int[sorted.length];
    long size = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i > 0 && sorted[i].first() <= sorted[i - 1].last()) {
        throw DomainException.invalid(
            "vidRanges",
            "the ranges %s and %s overlap; a VID belongs to one range only"
                .formatted(describe(sorted[i - 1]), describe(sorted[i])));
      }
      firsts[i] = (int) sorted[i].first();
      lasts[i] = (int) sorted[i].last();
      ranks[i] = (int) size;
      size += sorted[i].size();
    }
    if (size > MAXIMUM_SIZE) {
      throw DomainException.invalid(
          "vidRanges", "hold " + size + " VIDs; at most " + MAXIMUM_SIZE + " are supported");
    }
    return new VidUniverse(firsts, lasts, ranks, (int) size);
  }

  private static String describe(VidRange range) {
    return range.first() + ".." + range.last();
  }

  /** The number of VIDs, P; at least 1. */
  public int size() {
    return size;
  }

  public boolean contains(long vid) {
    return rankOf(vid) >= 0;
  }

  /** The rank of the VID in [0, size), or -1 if it is not of this universe. */
  public int rankOf(long vid) {
    if (vid < firstVids[0] || vid > lastVids[lastVids.length - 1]) {
      return -1;
    }
    int range = lastNotAbove(firstVids, (int) vid);
    return vid <= lastVids[range] ? firstRanks[range] + (int) vid - firstVids[range] : -1;
  }

  /**
   * The VID of that rank.
   *
   * @param rank in [0, size)
   * @throws IndexOutOfBoundsException if there is no such rank
   */
  public int vidOfRank(int rank) {
    Objects.checkIndex(rank, size);
    int range = lastNotAbove(firstRanks, rank);
    return firstVids[range] + rank - firstRanks[range];
  }

  /** Hands over every VID in ascending order, which is the order of ranks. */
  public void forEach(IntConsumer consumer) {
    for (int range = 0; range < firstVids.length; range++) {
      for (long vid = firstVids[range]; vid <= lastVids[range]; vid++) {
        consumer.accept((int) vid);
      }
    }
  }

  private static int lastNotAbove(int[] ascending, int value) {
    int found = Arrays.binarySearch(ascending, value);
    return found >= 0 ? found : -found - 2;
  }
}
