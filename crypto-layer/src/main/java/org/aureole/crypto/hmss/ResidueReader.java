package org.aureole.crypto.hmss;

import java.io.IOException;
import java.io.InputStream;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** Reads a vector of residues in wire form, chunk by chunk, and refuses what is not one. */
final class ResidueReader {
  private final InputStream wire;
  private final int modulus;
  private final int elementBytes;
  private final byte[] bytes;
  private int missing;

  ResidueReader(InputStream wire, int length, int modulus) {
    this.wire = wire;
    this.modulus = modulus;
    this.elementBytes = ResidueVector.elementBytes(modulus);
    this.bytes = new byte[ResidueVector.CHUNK * elementBytes];
    this.missing = length;
  }

  /**
   * Reads the next elements, as many as are missing but at most {@code limit} and a chunk.
   *
   * @throws DomainException PROTOCOL_VIOLATION if the stream ends early or an element is not below
   *     the modulus
   */
  int read(int[] target, int limit) throws IOException {
    int count = Math.min(Math.min(limit, ResidueVector.CHUNK), missing);
    int wanted = count * elementBytes;
    if (wire.readNBytes(bytes, 0, wanted) < wanted) {
      throw violation("ends before its last element");
    }
    for (int i = 0; i < count; i++) {
      int value =
          elementBytes == 1
              ? bytes[i] & 0xff
              : ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
      if (value >= modulus) {
        throw violation("holds an element that is not below the modulus " + modulus);
      }
      target[i] = value;
    }
    missing -= count;
    return count;
  }

  /** Checks that the stream holds nothing more. */
  void requireEnd() throws IOException {
    if (wire.read() >= 0) {
      throw violation("goes on after its last element");
    }
  }

  private static DomainException violation(String what) {
    return DomainException.of(ErrorCode.PROTOCOL_VIOLATION, "a vector of shares " + what);
  }
}
