package org.aureole.crypto.consent;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Writes fields so that different field lists never give the same bytes: each is preceded by its
 * length as four bytes, big endian; numbers have a fixed length. Not thread-safe.
 */
public final class CanonicalBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  /** Four bytes, big endian. */
  public CanonicalBytes number(int value) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    return this;
  }

  /** The eight bytes of IEEE 754, big endian. */
  public CanonicalBytes real(double value) {
    out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
    return this;
  }

  /** Any bytes. */
  public CanonicalBytes field(byte[] value) {
    number(value.length);
    out.writeBytes(value);
    return this;
  }

  /**
   * A text in UTF-8.
   *
   * @throws IllegalArgumentException if it holds an unpaired surrogate
   */
  public CanonicalBytes field(String value) {
    return field(utf8(value));
  }

  /** What was written so far; a copy. */
  public byte[] toByteArray() {
    return out.toByteArray();
  }

  /** Strict, because the lenient encoder maps every unpaired surrogate to one and the same byte. */
  private static byte[] utf8(String value) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a name holds an unpaired surrogate", e);
    }
  }
}
