package org.aureole.crypto.vid;

/**
 * The order in which every data provider lays out the VIDs of a population: by (signed hash, VID).
 * A VID's place in it is its index; a range of indices is therefore a uniform sample of VIDs.
 *
 * <p>Part of the contract between data providers: equal universes give equal orders everywhere.
 * Immutable and thread-safe. Holds 4 bytes per VID; building needs 9 bytes per VID and hashes
 * each VID three times instead of keeping 8-byte hashes.
 */
public final class VidOrder {
  /** Aimed at per bucket: small enough that insertion sort is the best sort. */
  private static final int VIDS_PER_BUCKET_LOG2 = 3;

  private final VidUniverse universe;
  private final int[] indexByRank;

  private VidOrder(VidUniverse universe, int[] indexByRank) {
    this.universe = universe;
    this.indexByRank = indexByRank;
  }

  /** Orders the VIDs of a universe, in time linear in their number. */
  public static VidOrder of(VidUniverse universe) {
    int[] vids = sortedByHash(universe);
    int[] indexByRank = new int[vids.length];
    for (int index = 0; index < vids.length; index++) {
      indexByRank[universe.rankOf(vids[index])] = index;
    }
    return new VidOrder(universe, indexByRank);
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

  private static int[] sortedByHash(VidUniverse universe) {
    int size = universe.size();
    int bucketBits = Math.max(1, 32 - Integer.numberOfLeadingZeros(size) - VIDS_PER_BUCKET_LOG2);
    VidHash hash = new VidHash();
    int[] ends = new int[1 << bucketBits];
    universe.forEach(vid -> ends[bucketOf(hash.of(vid), bucketBits)]++);
    int total = 0;
    for (int bucket = 0; bucket < ends.length; bucket++) {
      int count = ends[bucket];
      ends[bucket] = total;
      total += count;
    }
    int[] sorted = new int[size];
    universe.forEach(vid -> sorted[ends[bucketOf(hash.of(vid), bucketBits)]++] = vid);
    int start = 0;
    for (int end : ends) {
      sortBucket(sorted, start, end, hash);
      start = end;
    }
    return sorted;
  }

  /** The top bits of the hash with its sign flipped, so that buckets ascend like signed hashes. */
  private static int bucketOf(long hash, int bucketBits) {
    return (int) ((hash ^ Long.MIN_VALUE) >>> (64 - bucketBits));
  }

  /** Stable insertion sort by hash; VIDs arrive ascending, so equal hashes stay ordered by VID. */
  private static void sortBucket(int[] vids, int start, int end, VidHash hash) {
    long[] hashes = new long[end - start];
    for (int i = start; i < end; i++) {
      int vid = vids[i];
      long h = hash.of(vid);
      int j = i - 1;
      while (j >= start && hashes[j - start] > h) {
        hashes[j + 1 - start] = hashes[j - start];
        vids[j + 1] = vids[j];
        j--;
      }
      hashes[j + 1 - start] = h;
      vids[j + 1] = vid;
    }
  }
}
