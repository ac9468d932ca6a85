package org.aureole.simulation.world;

/**
 * The death of a process in the middle of what it does. An Error, so that no code takes it for a
 * failure that it could handle: a process that is killed handles nothing.
 */
public final class Killed extends Error {
  private static final long serialVersionUID = 1L;

  private final transient Frame frame;

  Killed(Frame frame) {
    super(frame.process() + " was killed", null, false, false);
    this.frame = frame;
  }

  Frame frame() {
    return frame;
  }
}
