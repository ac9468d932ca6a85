package org.aureole.crypto.sketch;

import java.util.Arrays;
import org.aureole.model.error.DomainException;

/**
 * A Liquid Legions sketch in clear. Each register is empty, holds one key with a count, or is
 * destroyed: two different keys fell into it, and none is known of it any more. Equal keys add
 * their counts (the same-key aggregator).
 *
 * <p>Takes 8 bytes per register. Not thread-safe. It says who saw what: it never leaves its data
 * provider, and {@link #destroy()} clears it.
 */
public final class LegionsSketch {
  private static final int EMPTY = 0;
  private static final int DESTROYED = -1;

  private final LegionsParameters parameters;
  private final RegisterHash hash;

  /** Key + 1, or one of the two states above. */
  private final int[] states;

  private final int[] counts;

  public LegionsSketch(LegionsParameters parameters) {
    this.parameters = parameters;
    this.hash = new RegisterHash(parameters);
    this.states = new int[parameters.registers()];
    this.counts = new int[parameters.registers()];
  }

  public LegionsParameters parameters() {
    return parameters;
  }

  /**
   * Adds impressions of one VID.
   *
   * @param impressions at least 1; a register's count ends at 2³¹ − 1
   */
  public void add(long vid, int impressions) {
    if (impressions < 1) {
      throw DomainException.invalid("impressions", "is " + impressions + "; it is at least 1");
    }
    merge(hash.index(vid), hash.key(vid) + 1, impressions);
  }

  /** Adds all registers of another sketch of the same parameters. */
  public void merge(LegionsSketch other) {
    if (!parameters.equals(other.parameters)) {
      throw DomainException.invalid("other", "is a sketch of other parameters");
    }
    for (int index = 0; index < states.length; index++) {
      if (other.states[index] != EMPTY) {
        merge(index, other.states[index], other.counts[index]);
      }
    }
  }

  private void merge(int index, int state, int count) {
    if (states[index] == EMPTY) {
      states[index] = state;
    } else if (states[index] != state) {
      states[index] = DESTROYED;
    }
    counts[index] =
        count > Integer.MAX_VALUE - counts[index] ? Integer.MAX_VALUE : counts[index] + count;
  }

  /** Whether at least one VID fell into a register. */
  public boolean isActive(int index) {
    return states[index] != EMPTY;
  }

  /** Whether keys that differ fell into a register. */
  public boolean isDestroyed(int index) {
    return states[index] == DESTROYED;
  }

  /** The key of a register that is active and not destroyed, in [0, K). */
  public int key(int index) {
    if (states[index] == EMPTY || states[index] == DESTROYED) {
      throw new IllegalStateException("register " + index + " has no key");
    }
    return states[index] - 1;
  }

  /** The impressions that fell into a register; 0 if it is empty. */
  public int count(int index) {
    return counts[index];
  }

  /** How many registers are active. */
  public int activeRegisters() {
    return (int) Arrays.stream(states).filter(state -> state != EMPTY).count();
  }

  /**
   * What this sketch says in clear.
   *
   * @param maximumFrequency F, at least 1
   */
  public LegionsTally tally(int maximumFrequency) {
    long[] byFrequency = new long[maximumFrequency];
    for (int index = 0; index < states.length; index++) {
      if (states[index] != EMPTY && states[index] != DESTROYED) {
        byFrequency[Math.min(counts[index], maximumFrequency) - 1]++;
      }
    }
    return LegionsTally.reachAndFrequency(activeRegisters(), byFrequency);
  }

  /** Empties every register. */
  public void destroy() {
    Arrays.fill(states, EMPTY);
    Arrays.fill(counts, 0);
  }
}
