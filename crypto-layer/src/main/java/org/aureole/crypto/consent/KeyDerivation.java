package org.aureole.crypto.consent;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.crypto.params.HKDFParameters;

/** Keys from keys, and keys from passphrases. Pure functions. */
public final class KeyDerivation {
  private static final int ARGON2_MEMORY_KIB = 64 * 1024;
  private static final int ARGON2_PASSES = 3;
  private static final int ARGON2_LANES = 4;

  private KeyDerivation() {}

  /**
   * HKDF-SHA256 (RFC 5869) without salt.
   *
   * @param key uniformly random bytes, 32 or more
   * @param info what the derived key is for; different infos give independent keys
   * @param length of the derived key in bytes, 1 to 8160
   */
  public static byte[] fromKey(byte[] key, byte[] info, int length) {
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
    hkdf.init(new HKDFParameters(key, new byte[0], info));
    byte[] derived = new byte[length];
    hkdf.generateBytes(derived, 0, length);
    return derived;
  }

  /**
   * Argon2id (RFC 9106, section 4, second recommended choice: 64 MiB, 3 passes, 4 lanes). Takes a
   * noticeable part of a second, on purpose.
   *
   * @param passphrase left as it is, the caller overwrites it
   * @param salt random, 16 bytes
   * @return 32 bytes
   */
  public static byte[] fromPassphrase(char[] passphrase, byte[] salt) {
    Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
    argon2.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withSalt(salt)
            .withMemoryAsKB(ARGON2_MEMORY_KIB)
            .withIterations(ARGON2_PASSES)
            .withParallelism(ARGON2_LANES)
            .build());
    ByteBuffer utf8 = StandardCharsets.UTF_8.encode(CharBuffer.wrap(passphrase));
    byte[] bytes = new byte[utf8.remaining()];
    utf8.get(bytes);
    byte[] key = new byte[32];
    argon2.generateBytes(bytes, key);
    Arrays.fill(bytes, (byte) 0);
    utf8.clear();
    while (utf8.hasRemaining()) {
      utf8.put((byte) 0);
    }
    return key;
  }
}
