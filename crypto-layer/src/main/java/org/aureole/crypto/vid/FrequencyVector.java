package org.aureole.crypto.vid;

import java.util.Arrays;
import org.aureole.model.error.DomainException;

/**
 * One non-negative number per sampled VID (impressions, or units of watch time), each capped:
 * additions saturate at the cap. Positions are those of an {@link IndexRange}.
 *
 * <p>Takes 1, 2 or 4 bytes per VID, the least that hold the cap. Not thread-safe. It says who saw
 * what: it never leaves its data provider, and {@link #destroy()} clears it.
 */
public final class FrequencyVector {
  private static final int BYTE_LIMIT = 0xff;
  private static final int CHAR_LIMIT = 0xffff;

  private final int length;
  private final int cap;
  private final byte[] bytes;
  private final char[] chars;
  private final int[] ints;

  /**
   * A vector of zeros.
   *
   * @param length the number of sampled VIDs N, at least 0
   * @param cap the largest number an element can hold, at least 1; Integer.MAX_VALUE for "no cap"
   */
  public FrequencyVector(int length, int cap) {
    if (length < 0) {
      throw DomainException.invalid("length", "is negative: " + length);
    }
    if (cap < 1) {
      throw DomainException.invalid("cap", "is " + cap + "; it is at least 1");
    }
    this.length = length;
    this.cap = cap;
    this.bytes = cap <= BYTE_LIMIT ? new byte[length] : null;
    this.chars = bytes == null && cap <= CHAR_LIMIT ? new char[length] : null;
    this.ints = bytes == null && chars == null ? new int[length] : null;
  }

  public int length() {
    return length;
  }

  public int cap() {
    return cap;
  }

  /** The number at a position in [0, length). */
  public int get(int position) {
    if (bytes != null) {
      return bytes[position] & BYTE_LIMIT;
    }
    return chars != null ? chars[position] : ints[position];
  }

  /**
   * Adds to one VID, up to the cap.
   *
   * @param position in [0, length)
   * @param amount at least 0
   */
  public void add(int position, long amount) {
    if (amount < 0) {
      throw DomainException.invalid("amount", "is negative: " + amount);
    }
    int current = get(position);
    int next = amount >= cap - current ? cap : current + (int) amount;
    if (bytes != null) {
      bytes[position] = (byte) next;
    } else if (chars != null) {
      chars[position] = (char) next;
    } else {
      ints[position] = next;
    }
  }

  /** Adds another vector of the same length, element by element, each sum up to this cap. */
  public void addAll(FrequencyVector other) {
    if (other.length != length) {
      throw DomainException.invalid(
          "other", "has " + other.length + " elements where " + length + " are expected");
    }
    for (int i = 0; i < length; i++) {
      int amount = other.get(i);
      if (amount != 0) {
        add(i, amount);
      }
    }
  }

  /** Copies {@code count} elements from a position on to the start of an array. */
  public void copyTo(int position, int[] target, int count) {
    for (int i = 0; i < count; i++) {
      target[i] = get(position + i);
    }
  }

  /**
   * The numbers, each at most {@code limit}, one unsigned byte each, in a new array.
   *
   * @param limit in [0, 255]
   */
  public byte[] toBytes(int limit) {
    if (limit < 0 || limit > BYTE_LIMIT) {
      throw DomainException.invalid("limit", "is " + limit + "; it is in [0, 255]");
    }
    byte[] numbers = bytes != null ? bytes.clone() : new byte[length];
    if (bytes == null || cap > limit) {
      for (int i = 0; i < length; i++) {
        numbers[i] = (byte) Math.min(get(i), limit);
      }
    }
    return numbers;
  }

  /** The sum over all VIDs of min(element, limit). */
  public long sum(int limit) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      sum += Math.min(get(i), limit);
    }
    return sum;
  }

  /**
   * How many VIDs have each number; the last bucket, index {@code limit}, counts limit and more.
   */
  public long[] histogram(int limit) {
    if (limit < 1) {
      throw DomainException.invalid("maximumFrequency", "is " + limit + "; it is at least 1");
    }
    long[] buckets = new long[limit + 1];
    for (int i = 0; i < length; i++) {
      buckets[Math.min(get(i), limit)]++;
    }
    return buckets;
  }

  /** Overwrites every element with 0. */
  public void destroy() {
    if (bytes != null) {
      Arrays.fill(bytes, (byte) 0);
    } else if (chars != null) {
      Arrays.fill(chars, (char) 0);
    } else {
      Arrays.fill(ints, 0);
    }
  }
}
