package org.aureole.platform.blob;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.aureole.model.error.DomainException;

/**
 * Which names an object may have: what Google Cloud Storage, S3 and a folder all take.
 *
 * <p>A name is one to twenty segments joined by {@code /}, at most 1024 bytes of UTF-8 in all and
 * 255 in a segment, in Unicode normal form C. No segment is empty or starts with a dot, which rules
 * out {@code ..} and hidden files; there are no control characters, backslashes or lone surrogates.
 */
public final class BlobNames {
  private static final int MAX_SEGMENTS = 20;
  private static final int MAX_BYTES = 1024;
  private static final int MAX_SEGMENT_BYTES = 255;

  private BlobNames() {}

  /**
   * The name itself.
   *
   * @throws DomainException INVALID_ARGUMENT saying which rule it breaks
   */
  public static String check(String name) {
    if (name.isEmpty()) {
      throw invalid("an object has a name");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw invalid("the name is longer than " + MAX_BYTES + " bytes");
    }
    if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
      throw invalid("the name is not in Unicode normal form C");
    }
    name.codePoints().forEach(BlobNames::checkCharacter);
    String[] segments = name.split("/", -1);
    if (segments.length > MAX_SEGMENTS) {
      throw invalid("the name has more than " + MAX_SEGMENTS + " segments");
    }
    for (String segment : segments) {
      if (segment.isEmpty()) {
        throw invalid("the name has an empty segment: no / in front, at the end, or twice");
      }
      if (segment.startsWith(".")) {
        throw invalid("no segment of the name may start with a dot");
      }
      if (segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
        throw invalid("a segment of the name is longer than " + MAX_SEGMENT_BYTES + " bytes");
      }
    }
    return name;
  }

  /** Whether {@link #check} takes the name. */
  public static boolean isValid(String name) {
    try {
      check(name);
      return true;
    } catch (DomainException e) {
      return false;
    }
  }

  private static void checkCharacter(int codePoint) {
    boolean surrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    if (Character.isISOControl(codePoint) || surrogate || codePoint == '\\') {
      throw invalid("the name holds a control character, a backslash or half a character");
    }
  }

  private static DomainException invalid(String message) {
    return DomainException.invalid("objectName", message);
  }
}
