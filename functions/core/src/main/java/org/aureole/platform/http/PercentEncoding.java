package org.aureole.platform.http;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.aureole.model.error.DomainException;

/** Percent-encoding of RFC 3986, decoded strictly: whole escapes, well-formed UTF-8. */
final class PercentEncoding {
  private PercentEncoding() {}

  /**
   * Decodes one path segment or query word.
   *
   * @param field what the text is, for the message of the error
   * @param plusIsSpace as in query strings of HTML forms
   * @throws DomainException INVALID_ARGUMENT on a broken escape or bytes that are not UTF-8
   */
  static String decode(String field, String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        int high = digit(raw, i + 1);
        int low = digit(raw, i + 2);
        if (high < 0 || low < 0) {
          throw DomainException.invalid(field, "a % must be followed by two hexadecimal digits");
        }
        out.write(high << 4 | low);
        i += 2;
      } else {
        out.write(plusIsSpace && raw[i] == '+' ? ' ' : raw[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(out.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw DomainException.invalid(field, "its percent-escapes are not UTF-8");
    }
  }

  private static int digit(byte[] raw, int index) {
    return index < raw.length ? Character.digit(raw[index], 16) : -1;
  }

  /** Encodes one query word. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
