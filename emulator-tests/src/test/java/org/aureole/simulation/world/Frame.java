package org.aureole.simulation.world;

import java.util.function.BooleanSupplier;

/**
 * One process at work within an activity: a function that answers a call, a job. Compared by
 * identity.
 */
final class Frame {
  private final String process;
  private final BooleanSupplier alive;

  Frame(String process, BooleanSupplier alive) {
    this.process = process;
    this.alive = alive;
  }

  String process() {
    return process;
  }

  boolean isAlive() {
    return alive.getAsBoolean();
  }
}
