package org.aureole.crypto.vid;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;

/**
 * The hash that orders VIDs: FarmHash Fingerprint64 over 8 bytes big-endian VID, then 8 bytes
 * big-endian 21858450. Compared as a signed number.
 *
 * <p>Not thread-safe: one instance reuses its input buffer.
 */
final class VidHash {
  private static final long SALT = 21_858_450L;

  private final HashFunction fingerprint = Hashing.farmHashFingerprint64();
  private final byte[] input = new byte[16];

  VidHash() {
    for (int i = 0; i < 8; i++) {
      input[8 + i] = (byte) (SALT >>> (56 - 8 * i));
    }
  }

  long of(int vid) {
    input[4] = (byte) (vid >>> 24);
    input[5] = (byte) (vid >>> 16);
    input[6] = (byte) (vid >>> 8);
    input[7] = (byte) vid;
    return fingerprint.hashBytes(input).asLong();
  }
}
