package org.aureole.crypto.curve;

import java.math.BigInteger;
import org.aureole.model.error.DomainException;
import org.bouncycastle.math.ec.ECPoint;

/** The sums of {@link CurveKernel#joinGroups}, before fresh encryptions of zero are added. */
final class GroupJoin {
  private final ECPoint marker;
  private final ECPoint[] keys;
  private final ECPoint[] counts;
  private final BigInteger[] weights;
  private final int[] groupSizes;

  GroupJoin(
      ECPoint[] marker, ECPoint[] keys, ECPoint[] counts, BigInteger[] weights, int[] groupSizes) {
    if (marker.length != 1) {
      throw DomainException.bug("marker: is not one affine point");
    }
    long registers = 0;
    for (int size : groupSizes) {
      if (size < 1) {
        throw DomainException.bug("groupSizes: a group has " + size + " registers");
      }
      registers += size;
    }
    if (keys.length != 2 * registers || counts.length != keys.length) {
      throw DomainException.bug(
          "groups of %d registers where there are %d keys and %d counts"
              .formatted(registers, keys.length / 2, counts.length / 2));
    }
    this.marker = marker[0];
    this.keys = keys;
    this.counts = counts;
    this.weights = weights;
    this.groupSizes = groupSizes;
  }

  /** u and e of A, of B and of N for each group. */
  ECPoint[] tuples() {
    ECPoint[] tuples = new ECPoint[6 * groupSizes.length];
    int register = 0;
    for (int group = 0; group < groupSizes.length; group++) {
      for (int component = 0; component < 2; component++) {
        join(register, component, groupSizes[group], tuples, 6 * group + component);
      }
      tuples[6 * group + 3] = tuples[6 * group + 3].add(marker);
      register += groupSizes[group];
    }
    return tuples;
  }

  /** One component of a group's sums: of A at a place of the target, of B and N two and four on. */
  private void join(int register, int component, int size, ECPoint[] target, int at) {
    int first = 2 * register + component;
    ECPoint differences = P256Points.INFINITY;
    ECPoint count = counts[first];
    for (int i = 1; i < size; i++) {
      ECPoint difference = keys[first + 2 * i].subtract(keys[first]);
      differences = differences.add(difference.multiply(weights[register + i]));
      count = count.add(counts[first + 2 * i]);
    }
    target[at] = differences;
    target[at + 2] = differences.subtract(keys[first]);
    target[at + 4] = count;
  }
}
