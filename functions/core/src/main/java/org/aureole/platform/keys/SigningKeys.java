package org.aureole.platform.keys;

import java.security.PublicKey;
import org.aureole.crypto.consent.Signer;

/**
 * Makes signing keys on P-256 and signs with them: in this process, or in a key service that keeps
 * them. Thread-safe; shows nothing secret in {@code toString}.
 */
public interface SigningKeys {
  /** What a key is for. */
  enum Use {
    /** Issues the party's own certificates. */
    ROOT,
    /** Signs the party's messages. */
    MESSAGES
  }

  /**
   * A key that was made.
   *
   * @param handle what {@link #signer} needs to find it: the key itself, or its name at a service.
   *     Kept encrypted in any case
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and handed on at once
  record Made(byte[] handle, PublicKey publicKey) {
    @Override
    public String toString() {
      return "Made[redacted]";
    }
  }

  /**
   * Makes another key.
   *
   * @throws org.aureole.model.error.DomainException UNAVAILABLE if the service does not answer;
   *     FAILED_PRECONDITION if this process may not make keys
   */
  Made make(Use use);

  /** What signs with a key that was made. */
  Signer signer(byte[] handle);
}
