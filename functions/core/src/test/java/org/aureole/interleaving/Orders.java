package org.aureole.interleaving;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;

/** Plays a race in many orders, each in a world of its own, and has each one judged. */
public final class Orders {
  private final Turns turns;

  public Orders(Turns turns) {
    this.turns = Objects.requireNonNull(turns);
  }

  /** Two or more actors at the start, and what must hold when they are through. */
  public interface Race {
    /** The same actors with the same steps whenever the race is set up. */
    List<Actor> actors();

    /** Throws an AssertionError if something does not hold. */
    void judge(Played played);
  }

  /**
   * What was played.
   *
   * @param orders how many
   * @param aborted in how many of them the database gave up an attempt
   * @param held in how many of them an actor had to wait for another one's row
   */
  public record Tally(int orders, int aborted, int held) {
    static final Tally NONE = new Tally(0, 0, 0);

    Tally and(Played played) {
      return new Tally(
          orders + 1, aborted + (played.aborts() > 0 ? 1 : 0), held + (played.held() ? 1 : 0));
    }
  }

  /** Every order of the actors' steps. */
  public Tally all(IntFunction<Race> races) {
    return all(Integer.MAX_VALUE, races);
  }

  /**
   * Every order with at most so many switches from an actor that could have gone on.
   *
   * @param races sets up a race in a fresh world, by the number of the order
   */
  public Tally all(int switches, IntFunction<Race> races) {
    EveryOrder every = new EveryOrder(switches);
    Tally tally = Tally.NONE;
    do {
      tally = tally.and(play(races.apply(tally.orders()), every.schedule()));
    } while (every.advance());
    return tally;
  }

  /**
   * Every order of the first parts of two actors: as many as there are ways to lay {@code first}
   * and {@code second} steps in a row. Where one whose turn it is must wait for the other, the
   * other goes on; what is left after that is done one after the other.
   */
  public Tally ofParts(int first, int second, IntFunction<Race> races) {
    Tally tally = Tally.NONE;
    for (List<Integer> word : words(first, second)) {
      tally = tally.and(play(races.apply(tally.orders()), spelled(word)));
    }
    return tally;
  }

  /** Stops each of two actors once before each of its steps while the other one goes to its end. */
  public Tally withOneInterruption(IntFunction<Race> races) {
    Tally tally = Tally.NONE;
    for (int interrupted = 0; interrupted < 2; interrupted++) {
      Interruption interruption;
      int after = 0;
      do {
        interruption = new Interruption(interrupted, after++);
        tally = tally.and(play(races.apply(tally.orders()), interruption));
      } while (interruption.took);
    }
    return tally;
  }

  /**
   * One order of two actors, such as one that once went wrong.
   *
   * @param order whose turn it is, step by step, as 0 and 1
   */
  public Played one(List<Integer> order, Race race) {
    return play(race, spelled(order));
  }

  private Played play(Race race, Schedule schedule) {
    Played played = turns.play(race.actors(), schedule);
    try {
      race.judge(played);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(played.toString(), e);
    }
    return played;
  }

  /** All rows of so many zeros and so many ones. */
  static List<List<Integer>> words(int zeros, int ones) {
    if (zeros == 0 && ones == 0) {
      return List.of(List.of());
    }
    List<List<Integer>> words = new ArrayList<>();
    if (zeros > 0) {
      words(zeros - 1, ones).forEach(rest -> words.add(prepended(0, rest)));
    }
    if (ones > 0) {
      words(zeros, ones - 1).forEach(rest -> words.add(prepended(1, rest)));
    }
    return words;
  }

  private static List<Integer> prepended(int letter, List<Integer> rest) {
    List<Integer> word = new ArrayList<>();
    word.add(letter);
    word.addAll(rest);
    return word;
  }

  private static Schedule spelled(List<Integer> word) {
    List<Integer> left = new ArrayList<>(word);
    return ready -> {
      Integer wanted = left.isEmpty() ? ready.get(0) : left.remove(0);
      return ready.contains(wanted) ? wanted : ready.get(0);
    };
  }

  /** Lets one of two take some steps, then the other one go to its end, then the first one. */
  private static final class Interruption implements Schedule {
    private final int interrupted;
    private int left;

    /** Whether the first one came that far. */
    private boolean took;

    Interruption(int interrupted, int steps) {
      this.interrupted = interrupted;
      this.left = steps;
    }

    @Override
    public int next(List<Integer> ready) {
      int other = 1 - interrupted;
      if (left > 0 && ready.contains(interrupted)) {
        left--;
        return interrupted;
      }
      took |= left == 0 && ready.contains(interrupted);
      return ready.contains(other) ? other : interrupted;
    }
  }
}
