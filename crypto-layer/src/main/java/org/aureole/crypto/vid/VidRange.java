package org.aureole.crypto.vid;

import org.aureole.model.error.DomainException;

/**
 * A run of consecutive virtual ids, both ends included. Immutable.
 *
 * @param first the first VID, in [1, 2³¹)
 * @param last the last VID, in [first, 2³¹)
 */
public record VidRange(long first, long last) {
  public VidRange {
    if (first < 1) {
      throw DomainException.invalid("vidRange.first", "is " + first + "; VIDs start at 1");
    }
    if (last > Integer.MAX_VALUE) {
      throw DomainException.invalid("vidRange.last", "is " + last + "; VIDs are below 2147483648");
    }
    if (last < first) {
      throw DomainException.invalid(
          "vidRange.last", "is " + last + ", before the first VID " + first);
    }
  }

  /** The number of VIDs, at least 1. */
  public long size() {
    return last - first + 1;
  }
}
