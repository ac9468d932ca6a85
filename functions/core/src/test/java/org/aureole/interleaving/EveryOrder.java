package org.aureole.interleaving;

import java.util.ArrayList;
import java.util.List;

/**
 * Goes through the orders one by one, depth first: each run takes another branch at the last choice
 * that has one left. It knows nothing of the actors' steps beforehand, so an order in which an
 * actor is refused early has just the steps that are left.
 */
final class EveryOrder {
  private final List<Choice> path = new ArrayList<>();
  private final int switches;

  /**
   * @param switches how often at most an actor goes on while another one that was at it could
   */
  EveryOrder(int switches) {
    this.switches = switches;
  }

  /** The order to be played now. */
  Schedule schedule() {
    return new Schedule() {
      private int depth;
      private int switched;
      private int last = -1;

      @Override
      public int next(List<Integer> ready) {
        boolean mayGoOn = ready.contains(last);
        List<Integer> options = mayGoOn && switched == switches ? List.of(last) : ready;
        int chosen = options.get(branch(depth++, options.size()));
        if (mayGoOn && chosen != last) {
          switched++;
        }
        last = chosen;
        return chosen;
      }
    };
  }

  private int branch(int depth, int options) {
    if (depth == path.size()) {
      path.add(new Choice(options));
    }
    Choice choice = path.get(depth);
    if (choice.options != options) {
      throw new AssertionError(
          "at step "
              + depth
              + " there were "
              + choice.options
              + " who could go on, now "
              + options);
    }
    return choice.taken;
  }

  /** Goes to the next order; false if all have been played. */
  boolean advance() {
    while (!path.isEmpty()) {
      Choice choice = path.get(path.size() - 1);
      if (++choice.taken < choice.options) {
        return true;
      }
      path.remove(path.size() - 1);
    }
    return false;
  }

  private static final class Choice {
    private final int options;
    private int taken;

    Choice(int options) {
      this.options = options;
    }
  }
}
