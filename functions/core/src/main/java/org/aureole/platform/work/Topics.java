package org.aureole.platform.work;

/** The port to the message topics of the party's cloud. Thread-safe. */
@FunctionalInterface
public interface Topics {
  /**
   * Hands over a message; returns only when the service has stored it.
   *
   * @throws RuntimeException when it is not certain that the service has it; it is then sent again
   */
  void publish(Message message);
}
