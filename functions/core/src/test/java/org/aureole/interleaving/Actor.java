package org.aureole.interleaving;

import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * One of those who act at the same time.
 *
 * @param name for messages, and for {@link Played}; another one for each actor of a race
 * @param act what it does, run once in a thread of its own
 */
public record Actor(String name, Callable<?> act) {
  public Actor {
    Objects.requireNonNull(name);
    Objects.requireNonNull(act);
  }

  /** An actor whose call answers nothing. */
  public static Actor of(String name, Runnable act) {
    return new Actor(
        name,
        () -> {
          act.run();
          return "done";
        });
  }
}
