package org.aureole.pipelines.file;

/** A cell does not hold what its column asks for; the message says what would be right. */
final class InvalidValueException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidValueException(String message) {
    super(message);
  }
}
