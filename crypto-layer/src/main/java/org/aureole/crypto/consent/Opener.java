package org.aureole.crypto.consent;

/** What can open messages sealed to a party, without showing the key. Thread-safe. */
@FunctionalInterface
public interface Opener {
  /**
   * Opens a message that was sealed in exactly this context.
   *
   * @return the plaintext, which nobody has signed unless it holds a signature itself
   * @throws org.aureole.model.error.DomainException CONSENT_SIGNAL_INVALID, with one message for
   *     every way in which it can be wrong; UNAVAILABLE if a key service does not answer
   */
  byte[] open(SigningContext context, byte[] sealed);
}
