package org.aureole.crypto.vid;

import java.util.Arrays;

/**
 * The order in which every data provider lays out the VIDs of a population: by (signed hash, VID).
 * A VID's place in it is its index; a range of indices is therefore a uniform sample of VIDs.
 *
 * <p>Part of the contract between data providers: equal universes give equal orders everywhere.
 * Immutable and thread-safe. Holds 4 bytes per VID; building takes 12.
 */
public final class VidOrder {
  private final VidUniverse universe;
  private final int[] indexByRank;

  private VidOrder(VidUniverse universe, int[] indexByRank) {
    this.universe = universe;
    this.indexByRank = indexByRank;
  }

  /** Orders the VIDs of a universe. */
  public static VidOrder of(VidUniverse universe) {
    return of(universe, 32 - Integer.numberOfLeadingZeros(universe.size() - 1));
  }

  /**
   * Orders by one sort of packed keys: as much of the hash as fits, then the rank. The few VIDs
   * whose hashes agree in that part are put right afterwards by their whole hashes.
   *
   * @param rankBits how many low bits of a key hold the rank
   */
  static VidOrder of(VidUniverse universe, int rankBits) {
    long rankMask = (1L << rankBits) - 1;
    long[] keys = new long[universe.size()];
    VidHash hash = new VidHash();
    int[] rank = {0};
    universe.forEach(vid -> {
      keys[rank[0]] = (hash.of(vid) & ~rankMask) | rank[0];
      rank[0]++;
    });
    Arrays.sort(keys);
    resolveTies(keys, rankMask, universe, hash);
    int[] indexByRank = new int[keys.length];
    for (int index = 0; index < keys.length; index++) {
      indexByRank[(int) (keys[index] & rankMask)] = index;
    }
    return new VidOrder(universe, indexByRank);
  }

  /**
   * Stable insertion sort within each run of equal hash parts, where keys ascend by VID already.
   */
  private static void resolveTies(long[] keys, long rankMask, VidUniverse universe, VidHash hash) {
    for (int i = 1; i < keys.length; i++) {
      long key = keys[i];
      int to = i;
      if (((key ^ keys[i - 1]) & ~rankMask) == 0) {
        long whole = hash.of(universe.vidOfRank((int) (key & rankMask)));
        while (to > 0
            && ((key ^ keys[to - 1]) & ~rankMask) == 0
            && hash.of(universe.vidOfRank((int) (keys[to - 1] & rankMask))) > whole) {
          keys[to] = keys[to - 1];
          to--;
        }
        keys[to] = key;
      }
    }
  }

  public VidUniverse universe() {
    return universe;
  }

  /** The number of VIDs, P. */
  public int size() {
    return indexByRank.length;
  }

  /** The index of a VID in [0, size), or -1 if the VID is not of this population. */
  public int indexOf(long vid) {
    int rank = universe.rankOf(vid);
    return rank < 0 ? -1 : indexByRank[rank];
  }

  /** All VIDs by index, in a new array of {@link #size()} elements. */
  public int[] vids() {
    int[] vids = new int[indexByRank.length];
    for (int rank = 0; rank < vids.length; rank++) {
      vids[indexByRank[rank]] = universe.vidOfRank(rank);
    }
    return vids;
  }

  /** Shows every VID once with its index, in no order that means anything. */
  public void forEach(Visitor visitor) {
    for (int rank = 0; rank < indexByRank.length; rank++) {
      visitor.visit(universe.vidOfRank(rank), indexByRank[rank]);
    }
  }

  /** Looks at a VID and its index. */
  @FunctionalInterface
  public interface Visitor {
    void visit(long vid, int index);
  }
}
