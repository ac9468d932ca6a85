package org.aureole.platform.keys;

import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.SigningIdentity;

/**
 * Creating and replacing a party's keys: what an operator does by command, never a handler. Every
 * method may be repeated after a crash or an unclear answer. Thread-safe.
 */
public interface KeyAdministration {
  /**
   * Creates what is missing of the root, the signing key with its certificate, and the encryption
   * key; leaves alone what is there.
   *
   * @param displayName common name of new certificates, 1 to 55 characters; for people only
   * @return the root certificate in DER, which other parties approve
   */
  byte[] create(String displayName);

  /**
   * The root certificate in DER.
   *
   * @throws org.aureole.model.error.DomainException FAILED_PRECONDITION if there is none yet
   */
  byte[] root();

  /**
   * Replaces the signing key and issues a certificate for the new one. What the old one signed
   * stays valid until its certificate expires or is revoked.
   *
   * @param current fingerprint of the certificate to replace; if it is no longer the current one,
   *     nothing happens
   * @return the current signing key after the call
   */
  SigningIdentity rotateSigning(Fingerprint current);

  /**
   * Replaces the encryption key. Messages sealed to earlier ones can still be opened.
   *
   * @param current fingerprint of the key to replace; if it is no longer the current one, nothing
   *     happens
   * @return the current key after the call
   */
  EncryptionPublicKey rotateEncryption(Fingerprint current);
}
