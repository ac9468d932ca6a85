package org.aureole.duchy.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * Bytes with a digest that they must have: the read that finds their end throws PROTOCOL_VIOLATION
 * if they have another. Who reads to the end and sees no exception has read the right bytes.
 */
final class DigestCheckedStream extends FilterInputStream {
  private final MessageDigest digest;
  private final byte[] expected;
  private final String name;
  private boolean checked;

  /**
   * @param expected 32 bytes
   * @param name of the object, for the message
   */
  DigestCheckedStream(InputStream in, byte[] expected, String name) {
    this(in, sha256(), expected, name);
  }

  private DigestCheckedStream(InputStream in, MessageDigest digest, byte[] expected, String name) {
    super(new DigestInputStream(in, digest));
    this.digest = digest;
    this.expected = expected.clone();
    this.name = name;
  }

  @Override
  public int read() throws IOException {
    return ended(super.read());
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return ended(super.read(target, offset, length));
  }

  /** Reads instead of skipping: a skipped byte would be missing from the digest. */
  @Override
  public long skip(long count) throws IOException {
    byte[] passed = new byte[8192];
    long left = count;
    while (left > 0) {
      int read = read(passed, 0, (int) Math.min(passed.length, left));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return count - left;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private int ended(int read) {
    if (read < 0 && !checked) {
      checked = true;
      if (!MessageDigest.isEqual(digest.digest(), expected)) {
        throw DomainException.of(
            ErrorCode.PROTOCOL_VIOLATION,
            "the object " + name + " has another digest than its manifest says");
      }
    }
    return read;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
