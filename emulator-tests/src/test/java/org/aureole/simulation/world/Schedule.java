package org.aureole.simulation.world;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which faults happen, and where. At random, at rates that the seed draws for each kind, half of
 * them zero, so that worlds differ in character; or, when a failure is replayed, only those that
 * are named. Every fault is named by its kind and place, such as {@code KILL at job worker1
 * computation commit#2}. Used by one thread at a time.
 */
public final class Schedule {
  private static final double[] RATES = {0.002, 0.01, 0.03, 0.1};

  private final Chance chance;
  private final Map<Fault, Double> rates = new EnumMap<>(Fault.class);
  private final Optional<Set<String>> only;
  private final List<String> happened = new ArrayList<>();
  private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
  private boolean over;

  private Schedule(Chance chance, Set<Fault> possible, Optional<Set<String>> only) {
    this.chance = chance;
    this.only = only;
    for (Fault fault : possible) {
      int rate = chance.below(2 * RATES.length, "rate of " + fault) - RATES.length;
      rates.put(fault, rate < 0 ? 0.0 : RATES[rate]);
    }
  }

  /** Faults of these kinds, at random. */
  public static Schedule random(Chance chance, Set<Fault> possible) {
    return new Schedule(chance, possible, Optional.empty());
  }

  /** Only these faults, wherever their places are reached. */
  public static Schedule replay(Chance chance, Set<Fault> possible, Set<String> only) {
    return new Schedule(chance, possible, Optional.of(Set.copyOf(only)));
  }

  /** Whether a fault happens at a place now. */
  public boolean strikes(Fault fault, String place) {
    double rate = rates.getOrDefault(fault, 0.0);
    return rate > 0 && decide(fault, place, rate);
  }

  /**
   * Whether a fault that a world has at most a few times happens now.
   *
   * @param rate given that the seed lets this kind happen at all
   */
  public boolean strikesOnce(Fault fault, String place, double rate) {
    return rates.getOrDefault(fault, 0.0) > 0 && decide(fault, place, rate);
  }

  private boolean decide(Fault fault, String place, double rate) {
    if (over) {
      return false;
    }
    String name = fault + " at " + chance.occurrence(fault + " at " + place);
    boolean strikes =
        only.isPresent() ? only.get().contains(name) : chance.of("strike " + name) < rate;
    if (strikes) {
      happened.add(name);
      counts.merge(fault, 1, Integer::sum);
    }
    return strikes;
  }

  /** Whether the seed lets faults of a kind happen. */
  public boolean isPossible(Fault fault) {
    return rates.getOrDefault(fault, 0.0) > 0;
  }

  /** No fault happens from now on. */
  public void end() {
    over = true;
  }

  public boolean isOver() {
    return over;
  }

  /** Every fault that happened, in order. */
  public List<String> happened() {
    return List.copyOf(happened);
  }

  /** Whether a fault of that kind has happened. */
  public boolean hasHappened(Fault fault) {
    return counts.containsKey(fault);
  }
}
