package org.aureole.crypto.llv2;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.aureole.crypto.consent.CanonicalBytes;
import org.aureole.crypto.prng.AesCtrStream;
import org.aureole.crypto.prng.Seed;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * Seeds derived from one that is kept: HKDF-SHA-256 of it with info context ‖ purpose ‖ SHA-256 of
 * the input, each, and in the digest each part of the input, with its length in 4 bytes big-endian
 * before it. Another context, purpose or input gives a seed that has nothing to do with this one.
 * Thread-safe; fails once the kept seed is destroyed.
 */
final class DerivedSeeds {
  private final Seed kept;
  private final byte[] context;

  /**
   * @param context a label of what derives, and all that what it derives is for
   */
  DerivedSeeds(Seed kept, byte[] context) {
    this.kept = kept;
    this.context = context.clone();
  }

  /** The seed of a purpose and an input, any number of parts. Who takes it destroys it. */
  Seed seed(String purpose, byte[]... input) {
    byte[] secret = kept.toBytes();
    byte[] derived = new byte[Seed.BYTES];
    byte[] info =
        new CanonicalBytes().field(context).field(purpose).field(digest(input)).toByteArray();
    try {
      HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
      hkdf.init(new HKDFParameters(secret, null, info));
      hkdf.generateBytes(derived, 0, derived.length);
      return Seed.of(derived);
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(derived, (byte) 0);
    }
  }

  /** The stream expanded from {@link #seed}, which is destroyed. */
  AesCtrStream stream(String purpose, byte[]... input) {
    Seed seed = seed(purpose, input);
    try {
      return seed.stream();
    } finally {
      seed.destroy();
    }
  }

  private static byte[] digest(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime offers no SHA-256", e);
    }
  }
}
