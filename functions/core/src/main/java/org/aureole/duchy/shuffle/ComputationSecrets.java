package org.aureole.duchy.shuffle;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.aureole.crypto.consent.EncryptionPrivateKey;
import org.aureole.crypto.prng.Seed;
import org.aureole.duchy.computation.Output;
import org.aureole.duchy.stage.InternalObjects;
import org.aureole.duchy.stage.StageRun;
import org.aureole.model.error.DomainException;

/**
 * What a Duchy draws for one Computation, once: a key that others seal to, its share of the common
 * seed, and the seed of its noise. Never printed; {@link #close()} overwrites it. Not thread-safe.
 */
final class ComputationSecrets implements AutoCloseable {
  private static final int BYTES = EncryptionPrivateKey.LENGTH + 2 * Seed.BYTES;

  private final EncryptionPrivateKey key;
  private final Seed seedShare;
  private final Seed noiseSeed;

  private ComputationSecrets(EncryptionPrivateKey key, Seed seedShare, Seed noiseSeed) {
    this.key = key;
    this.seedShare = seedShare;
    this.noiseSeed = noiseSeed;
  }

  static ComputationSecrets draw(SecureRandom random) {
    return new ComputationSecrets(
        EncryptionPrivateKey.generate(random), Seed.random(random), Seed.random(random));
  }

  /** The committed secrets of a computation; the caller closes them. */
  static ComputationSecrets read(InternalObjects objects, StageRun run, Output committed) {
    byte[] bytes = objects.secrets(run.row().name(), committed);
    try {
      return of(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Reads what {@link #toBytes()} wrote. */
  static ComputationSecrets of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw DomainException.bug("the secrets of a computation have " + bytes.length + " bytes");
    }
    byte[] key = Arrays.copyOf(bytes, EncryptionPrivateKey.LENGTH);
    int noise = EncryptionPrivateKey.LENGTH + Seed.BYTES;
    byte[] share = Arrays.copyOfRange(bytes, EncryptionPrivateKey.LENGTH, noise);
    byte[] noiseSeed = Arrays.copyOfRange(bytes, noise, BYTES);
    try {
      return new ComputationSecrets(
          EncryptionPrivateKey.fromBytes(key), Seed.of(share), Seed.of(noiseSeed));
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(share, (byte) 0);
      Arrays.fill(noiseSeed, (byte) 0);
    }
  }

  /** Key, seed share, noise seed; the caller overwrites them. */
  byte[] toBytes() {
    byte[] share = seedShare.toBytes();
    byte[] noise = noiseSeed.toBytes();
    byte[] secret = key.export();
    try {
      return ByteBuffer.allocate(BYTES).put(secret).put(share).put(noise).array();
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(share, (byte) 0);
      Arrays.fill(noise, (byte) 0);
    }
  }

  EncryptionPrivateKey key() {
    return key;
  }

  Seed seedShare() {
    return seedShare;
  }

  Seed noiseSeed() {
    return noiseSeed;
  }

  @Override
  public void close() {
    key.destroy();
    seedShare.destroy();
    noiseSeed.destroy();
  }

  @Override
  public String toString() {
    return "ComputationSecrets[redacted]";
  }
}
