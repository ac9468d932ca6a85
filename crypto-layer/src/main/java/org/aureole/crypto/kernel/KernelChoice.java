package org.aureole.crypto.kernel;

import org.aureole.model.error.DomainException;

/** Which of two twins computes, as the system property {@value #PROPERTY} says. */
public enum KernelChoice {
  /** Native kernels where they load, Java elsewhere; the default. */
  AUTO,
  /** Java, whatever is there. */
  JAVA,
  /** Native kernels; where they do not load, their first use fails. */
  NATIVE;

  /** The system property: {@code auto}, {@code java} or {@code native}. */
  public static final String PROPERTY = "aureole.kernels";

  /**
   * The choice that a value of the property means.
   *
   * @throws DomainException INVALID_ARGUMENT if it means none
   */
  static KernelChoice of(String value) {
    for (KernelChoice choice : values()) {
      if (choice.name().equalsIgnoreCase(value)) {
        return choice;
      }
    }
    throw DomainException.invalid(PROPERTY, "is '" + value + "'; it is auto, java or native");
  }
}
