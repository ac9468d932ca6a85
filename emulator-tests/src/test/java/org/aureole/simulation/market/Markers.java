package org.aureole.simulation.market;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must appear nowhere but where it belongs: the numbers of people who were reached, which
 * stand in files of events only; tokens; and the leave to upload.
 */
final class Markers {
  private static final Pattern VID = Pattern.compile("(?<!\\d)7000\\d{4}(?!\\d)");
  private static final Pattern TOKEN =
      Pattern.compile("eyJ[A-Za-z0-9_-]{20,}\\.[A-Za-z0-9_-]{20,}");
  private static final Pattern UPLOAD = Pattern.compile("https://storage\\.[a-z0-9.]+/upload/\\d+");

  private static final int ID_DIGITS = 32;

  private final Set<String> vids = new HashSet<>(Audience.markers());

  /**
   * Random ids are written in 32 hexadecimal digits; in thousands of worlds one looks like a VID.
   */
  private static boolean isOfAnId(String text, int start, int end) {
    int from = start;
    while (from > 0 && isHex(text.charAt(from - 1))) {
      from--;
    }
    int to = end;
    while (to < text.length() && isHex(text.charAt(to))) {
      to++;
    }
    return to - from >= ID_DIGITS;
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  /** What a text holds that it must not. */
  Optional<String> in(String text) {
    if (text.contains("7000")) {
      Matcher matcher = VID.matcher(text);
      while (matcher.find()) {
        if (vids.contains(matcher.group()) && !isOfAnId(text, matcher.start(), matcher.end())) {
          return Optional.of("the VID " + matcher.group());
        }
      }
    }
    if (text.contains("eyJ") && TOKEN.matcher(text).find()) {
      return Optional.of("a token");
    }
    return text.contains("/upload/") && UPLOAD.matcher(text).find()
        ? Optional.of("an upload URL")
        : Optional.empty();
  }
}
