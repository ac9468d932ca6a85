package org.aureole.crypto.consent;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Writes fields so that different field lists never give the same bytes: each is preceded by its
 * length as four bytes, big endian. Not thread-safe.
 */
final class CanonicalBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  CanonicalBytes number(int value) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    return this;
  }

  CanonicalBytes field(byte[] value) {
    number(value.length);
    out.writeBytes(value);
    return this;
  }

  CanonicalBytes field(String value) {
    return field(utf8(value));
  }

  byte[] toByteArray() {
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
