package org.aureole.crypto.consent;

import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** The errors of this package. Causes are left out: they could tell a peer what exactly failed. */
final class ConsentErrors {
  private ConsentErrors() {}

  static DomainException signal(String message) {
    return DomainException.of(ErrorCode.CONSENT_SIGNAL_INVALID, message);
  }

  static DomainException certificate(String message) {
    return DomainException.of(ErrorCode.CERTIFICATE_INVALID, message);
  }
}
