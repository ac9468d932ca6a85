package org.aureole.kingdom.validation;

import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** The path of a field as the caller wrote it, such as {@code party.rootCertificate}. Immutable. */
public record FieldPath(String text) {
  /** The request itself. */
  public static final FieldPath ROOT = new FieldPath("");

  /** The field {@code name} of this message. */
  public FieldPath field(String name) {
    return new FieldPath(text.isEmpty() ? name : text + "." + name);
  }

  /** The element {@code index} of this list. */
  public FieldPath at(int index) {
    return new FieldPath(text + "[" + index + "]");
  }

  /** An INVALID_ARGUMENT at this field; the message says what is wrong and what would be right. */
  public DomainException invalid(String message) {
    return DomainException.invalid(text, message);
  }

  /** An error of any code at this field. */
  public DomainException error(ErrorCode code, String message) {
    return DomainException.at(code, text, message);
  }

  /** Runs a check that knows no path, and names this field in what it refuses. */
  public void check(Runnable check) {
    try {
      check.run();
    } catch (DomainException e) {
      throw error(e.code(), e.getMessage());
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
