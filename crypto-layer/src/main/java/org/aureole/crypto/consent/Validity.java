package org.aureole.crypto.consent;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.aureole.model.error.DomainException;

/**
 * The time in which a certificate may be used, both ends included, in whole seconds as X.509 stores
 * it.
 *
 * @param notBefore the first instant; cut down to the second
 * @param notAfter the last instant, after the first; cut down to the second
 */
public record Validity(Instant notBefore, Instant notAfter) {
  /** Cuts to seconds and checks the order. */
  public Validity {
    notBefore = notBefore.truncatedTo(ChronoUnit.SECONDS);
    notAfter = notAfter.truncatedTo(ChronoUnit.SECONDS);
    if (!notBefore.isBefore(notAfter)) {
      throw DomainException.invalid(
          "validity", "ends on " + notAfter + ", which is not after its start on " + notBefore);
    }
  }

  /** From {@code start} for {@code length}. */
  public static Validity starting(Instant start, Duration length) {
    return new Validity(start, start.plus(length));
  }

  boolean contains(Validity other) {
    return !other.notBefore.isBefore(notBefore) && !other.notAfter.isAfter(notAfter);
  }
}
