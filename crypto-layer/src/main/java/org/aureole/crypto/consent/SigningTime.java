package org.aureole.crypto.consent;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * When a signature was made, as far as its verifier can know: at some instant from {@code earliest}
 * to {@code latest}, both included. A certificate that was valid at the end of that time, or until
 * it expired within it, speaks for the signature; a revoked one never does.
 *
 * <p>A signature over something that is made and read at once is made now. A result may be read
 * years later, when the certificate under which it was signed has long been replaced.
 *
 * @param latest not before {@code earliest}; as a rule, now
 */
public record SigningTime(Instant earliest, Instant latest) {
  /** Checks the order. */
  public SigningTime {
    if (latest.isBefore(earliest)) {
      throw new IllegalArgumentException(latest + " is before " + earliest);
    }
  }

  /** At that instant and no other. */
  public static SigningTime at(Instant instant) {
    return new SigningTime(instant, instant);
  }

  /** The last instant of this time at which the whole path was valid, or else {@code latest}. */
  Instant judged(List<X509Certificate> path) {
    Instant end =
        path.stream()
            .map(certificate -> certificate.getNotAfter().toInstant())
            .min(Instant::compareTo)
            .orElse(latest);
    return end.isBefore(earliest) || end.isAfter(latest) ? latest : end;
  }
}
