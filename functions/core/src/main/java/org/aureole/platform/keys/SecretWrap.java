package org.aureole.platform.keys;

/**
 * Authenticated encryption of small secrets under one key that stays where it is, each bound to a
 * name. Thread-safe; shows nothing secret in {@code toString}.
 */
public interface SecretWrap {
  /**
   * Encrypts.
   *
   * @param name what the secret is, not secret itself
   * @param secret left as it is
   * @throws org.aureole.model.error.DomainException UNAVAILABLE if the key cannot be reached
   */
  byte[] wrap(String name, byte[] secret);

  /**
   * Decrypts.
   *
   * @param what how to call it in errors
   * @throws org.aureole.model.error.DomainException FAILED_PRECONDITION if it was altered, is of
   *     another name, or encrypted under another key; UNAVAILABLE if the key cannot be reached
   */
  byte[] unwrap(String name, byte[] wrapped, String what);
}
