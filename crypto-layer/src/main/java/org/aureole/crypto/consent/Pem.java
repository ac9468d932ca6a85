package org.aureole.crypto.consent;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aureole.model.error.DomainException;

/** Certificates as people hand them over: the text form of RFC 7468. */
public final class Pem {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final Pattern BLOCK = Pattern.compile(BEGIN + "([A-Za-z0-9+/=\\s]*)" + END);
  private static final int LINE = 64;

  private Pem() {}

  /** The text form of a certificate in DER; ends without a line break. */
  public static String of(byte[] der) {
    return BEGIN
        + "\n"
        + Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der)
        + "\n"
        + END;
  }

  /**
   * The DER of a certificate that comes in either form; in text, whatever stands around it.
   *
   * @return what is not in text form as it is: whether it is a certificate is for {@link
   *     Certificates#parse}
   * @throws DomainException INVALID_ARGUMENT for a text with half a certificate or with several
   */
  public static byte[] decoded(byte[] given) {
    String text = new String(given, StandardCharsets.ISO_8859_1);
    if (!text.contains(BEGIN)) {
      return given.clone();
    }
    Matcher block = BLOCK.matcher(text);
    if (!block.find()) {
      throw DomainException.invalid("certificate", "begins in PEM, and does not end");
    }
    String encoded = block.group(1);
    if (block.find()) {
      throw DomainException.invalid("certificate", "is one of several in the text; give one alone");
    }
    try {
      return Base64.getMimeDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      throw DomainException.invalid(
          "certificate", "is in PEM, but not in base64 between its lines");
    }
  }
}
