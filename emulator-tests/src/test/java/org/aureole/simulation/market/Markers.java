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

  private final Set<String> vids = new HashSet<>(Audience.markers());

  /** What a text holds that it must not. */
  Optional<String> in(String text) {
    if (text.contains("7000")) {
      Matcher matcher = VID.matcher(text);
      while (matcher.find()) {
        if (vids.contains(matcher.group())) {
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
