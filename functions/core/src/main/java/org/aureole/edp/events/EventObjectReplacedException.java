package org.aureole.edp.events;

import java.io.IOException;

/** The generation of an event object that was asked for was replaced or deleted. */
public final class EventObjectReplacedException extends IOException {
  private static final long serialVersionUID = 1L;

  public EventObjectReplacedException(EventObject object) {
    super(
        "generation " + object.generation() + " of " + object.name() + " was replaced or deleted");
  }
}
