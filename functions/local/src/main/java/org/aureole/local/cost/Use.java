package org.aureole.local.cost;

/** What a cloud counts, mostly in order to bill it. */
public enum Use {
  /** Requests that functions answered. */
  FUNCTION_CALLS("function calls"),

  /**
   * Seconds in which a function worked on a request, the start of its instance included. Requests
   * that one instance answers at once count each, so a cloud that bills the instance bills less.
   */
  FUNCTION_SECONDS("function seconds"),

  /** Seconds of executions of jobs, from start to end, each at least a minute. */
  JOB_SECONDS("job seconds"),

  /** Bytes of messages, once when published and once when delivered, each at least 1 KiB. */
  MESSAGE_BYTES("message bytes"),

  /** Objects stored and lists of objects; to delete costs nothing. */
  OBJECT_WRITES("objects written"),

  /** Objects and their metadata read. */
  OBJECT_READS("objects read"),

  /** Calls of a key, to sign, wrap or unwrap. */
  KEY_OPERATIONS("key operations"),

  /** Transactions committed; not billed, but a database of a size takes so many a second. */
  TRANSACTIONS("transactions");

  private final String label;

  Use(String label) {
    this.label = label;
  }

  /** For people. */
  String label() {
    return label;
  }
}
