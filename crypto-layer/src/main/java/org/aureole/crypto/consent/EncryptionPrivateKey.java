package org.aureole.crypto.consent;

import java.security.SecureRandom;
import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.aureole.model.error.DomainException;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/**
 * An X25519 private key that opens what was sealed to its public key. Shows nothing of itself;
 * {@link #destroy()} overwrites it, after which only the public key is left. Copies that the
 * arithmetic makes for one operation are left to the garbage collector. Thread-safe.
 */
public final class EncryptionPrivateKey implements Destroyable, Opener {
  /** The length of an exported key in bytes. */
  public static final int LENGTH = 32;

  private final byte[] value;
  private final EncryptionPublicKey publicKey;
  private boolean destroyed;

  private EncryptionPrivateKey(byte[] value) {
    this.value = value;
    this.publicKey =
        EncryptionPublicKey.fromBytes(
            new X25519PrivateKeyParameters(value).generatePublicKey().getEncoded());
  }

  /** A new key from {@code random}. */
  public static EncryptionPrivateKey generate(SecureRandom random) {
    byte[] value = new byte[LENGTH];
    random.nextBytes(value);
    return new EncryptionPrivateKey(value);
  }

  /**
   * A key as {@link #export()} gave it. The caller overwrites its array.
   *
   * @throws DomainException INVALID_ARGUMENT if it is not 32 bytes long
   */
  public static EncryptionPrivateKey fromBytes(byte[] value) {
    if (value.length != LENGTH) {
      throw DomainException.invalid(
          "privateKey", "has " + value.length + " bytes; an X25519 key has " + LENGTH);
    }
    return new EncryptionPrivateKey(value.clone());
  }

  /** The public key, also after the key is destroyed. */
  public EncryptionPublicKey publicKey() {
    return publicKey;
  }

  /**
   * The 32 secret bytes, to be wrapped at once and then overwritten by the caller.
   *
   * @throws IllegalStateException if the key is destroyed
   */
  public synchronized byte[] export() {
    requireAlive();
    return value.clone();
  }

  /** {@link Sealing#open} with this key. */
  @Override
  public byte[] open(SigningContext context, byte[] sealed) {
    return Sealing.open(this, context, sealed);
  }

  @Override
  public synchronized void destroy() {
    Arrays.fill(value, (byte) 0);
    destroyed = true;
  }

  @Override
  public synchronized boolean isDestroyed() {
    return destroyed;
  }

  synchronized X25519PrivateKeyParameters parameters() {
    requireAlive();
    return new X25519PrivateKeyParameters(value);
  }

  private void requireAlive() {
    if (destroyed) {
      throw new IllegalStateException("the private key is destroyed");
    }
  }

  @Override
  public String toString() {
    return "EncryptionPrivateKey[redacted, public " + publicKey.fingerprint() + "]";
  }
}
