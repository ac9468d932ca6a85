package org.aureole.crypto.llv2;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.aureole.crypto.curve.CurveKernel;

/** Which registers share an index, by the indexes' tags. */
final class IndexGroups {
  /** The positions of all registers, those of a group beside each other. */
  private final int[] order;

  /** Where each group begins in the order, and the end of the last one. */
  private final int[] starts;

  private final int[] sizes;

  private IndexGroups(int[] order, int[] starts) {
    this.order = order;
    this.starts = starts;
    this.sizes =
        IntStream.range(0, starts.length - 1).map(g -> starts[g + 1] - starts[g]).toArray();
  }

  /**
   * @param tags a point for each register, the same if and only if the index is
   */
  static IndexGroups of(byte[] tags) {
    int bytes = CurveKernel.POINT_BYTES;
    int[] order = Records.order(tags, bytes);
    int[] starts = new int[order.length + 1];
    int groups = 0;
    for (int i = 0; i < order.length; i++) {
      if (i == 0 || Records.compare(tags, bytes, order[i - 1], order[i]) != 0) {
        starts[groups++] = i;
      }
    }
    starts[groups] = order.length;
    return new IndexGroups(order, Arrays.copyOf(starts, groups + 1));
  }

  /** How many registers each group has, at least 1. */
  int[] sizes() {
    return sizes;
  }

  /** The positions of a group's registers. */
  IntStream members(int group) {
    return Arrays.stream(order, starts[group], starts[group + 1]);
  }
}
