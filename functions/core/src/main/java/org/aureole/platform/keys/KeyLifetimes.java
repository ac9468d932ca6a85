package org.aureole.platform.keys;

import java.time.Duration;
import org.aureole.model.error.DomainException;

/**
 * How long new certificates are valid, from their creation.
 *
 * @param root of the party's root; positive
 * @param certificate of signing certificates; positive, and cut where the root's ends
 */
public record KeyLifetimes(Duration root, Duration certificate) {
  /** Ten years, and one year. */
  public static final KeyLifetimes DEFAULT =
      new KeyLifetimes(Duration.ofDays(3652), Duration.ofDays(365));

  /** Checks that both are positive. */
  public KeyLifetimes {
    if (root.isNegative() || root.isZero()) {
      throw DomainException.invalid("root", "must be a positive duration");
    }
    if (certificate.isNegative() || certificate.isZero()) {
      throw DomainException.invalid("certificate", "must be a positive duration");
    }
  }
}
