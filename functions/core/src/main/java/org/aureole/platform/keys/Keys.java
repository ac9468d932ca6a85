package org.aureole.platform.keys;

import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Opener;
import org.aureole.crypto.consent.SigningIdentity;

/**
 * A party's private keys, used where they lie: in a key service, or in an encrypted folder. No key
 * leaves through this port. Thread-safe; nothing secret in {@code toString}.
 *
 * <p>All methods throw {@code DomainException} UNAVAILABLE if the keys cannot be reached just now,
 * and FAILED_PRECONDITION if they were not created, or were altered.
 */
public interface Keys extends Opener {
  /**
   * The largest secret that {@link #wrap} takes, in bytes: what every key service takes at once.
   */
  int MAX_SECRET_BYTES = 4096;

  /**
   * The current signing key with its certificate chain. Ask again for each message: keys are
   * replaced while the party runs.
   *
   * @throws org.aureole.model.error.DomainException FAILED_PRECONDITION also if the certificate has
   *     expired
   */
  SigningIdentity signing();

  /** The public key to which others currently seal messages for this party. */
  EncryptionPublicKey encryptionKey();

  /**
   * Encrypts a secret, such as the private key of one computation, so that the caller may keep it
   * in a bucket. Deleting every copy of the result destroys the secret.
   *
   * @param name what the secret is, not secret itself; needed again to unwrap, so that one wrapped
   *     secret cannot be put in the place of another
   * @param secret 1 to {@link #MAX_SECRET_BYTES} bytes; left as it is, the caller overwrites it
   * @throws org.aureole.model.error.DomainException INVALID_ARGUMENT for any other size
   */
  byte[] wrap(String name, byte[] secret);

  /**
   * The secret that was wrapped under that name. The caller overwrites it after use.
   *
   * @throws org.aureole.model.error.DomainException FAILED_PRECONDITION if it was altered, wrapped
   *     under another name, or by another party
   */
  byte[] unwrap(String name, byte[] wrapped);
}
