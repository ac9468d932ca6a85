package org.aureole.crypto.consent;

/**
 * A private key that signs and never shows itself: held in memory, or by a key management service.
 * Implementations are thread-safe and show nothing secret in {@code toString}.
 */
public interface Signer {
  /** How {@link #sign} signs. */
  SignatureAlgorithm algorithm();

  /**
   * Signs the exact bytes. Callers outside this package go through {@link Signatures#sign}, which
   * binds the context.
   *
   * @throws org.aureole.model.error.DomainException UNAVAILABLE if a key service does not answer
   */
  byte[] sign(byte[] message);
}
