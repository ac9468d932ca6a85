package org.aureole.pipelines.template;

/**
 * One event. A row is a view: what it shows may change when its owner moves on.
 *
 * <p>Fields are named by their index in {@link EventTemplates#fields}.
 */
public interface EventRow {
  /** The virtual person, 1 to 2³¹ − 1. */
  long vid();

  /** When the event happened, in microseconds since the epoch. */
  long timestampMicros();

  /** Whether the event has a value for the field. */
  boolean isSet(int field);

  /** The raw value (see {@link FieldType}); the default of the field's type where it is not set. */
  long raw(int field);

  /** The value of a STRING field; empty where it is not set. */
  String text(int field);
}
