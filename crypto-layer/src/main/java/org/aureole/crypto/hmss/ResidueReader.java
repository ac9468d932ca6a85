package org.aureole.crypto.hmss;

import java.io.IOException;
import java.io.InputStream;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** Reads a vector of residues in wire form, chunk by chunk, and refuses what is not one. */
final class ResidueReader {
  /** Bytes read or written at a time. */
  static final int CHUNK_BYTES = 64 * 1024;

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
    fill(bytes, count * elementBytes);
    for (int i = 0; i < count; i++) {
      int value =
          elementBytes == 1
              ? bytes[i] & 0xff
              : ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
      if (value >= modulus) {
        throw notBelow(modulus);
      }
      target[i] = value;
    }
    missing -= count;
    return count;
  }

  /**
   * Reads the next elements as they are, one byte each and not yet compared with the modulus: as
   * many as are missing, but at most the target holds.
   *
   * @throws DomainException PROTOCOL_VIOLATION if the stream ends early
   */
  int readBytes(byte[] target) throws IOException {
    int count = Math.min(target.length, missing);
    fill(target, count);
    missing -= count;
    return count;
  }

  private void fill(byte[] target, int wanted) throws IOException {
    if (wire.readNBytes(target, 0, wanted) < wanted) {
      throw violation("ends before its last element");
    }
  }

  /** Checks that the stream holds nothing more. */
  void requireEnd() throws IOException {
    if (wire.read() >= 0) {
      throw violation("goes on after its last element");
    }
  }

  static DomainException notBelow(int modulus) {
    return violation("holds an element that is not below the modulus " + modulus);
  }

  private static DomainException violation(String what) {
    return DomainException.of(ErrorCode.PROTOCOL_VIOLATION, "a vector of shares " + what);
  }
}
