package org.aureole.platform.http;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;

/** The header that says when to come again (RFC 9110 §10.2.3), in its form of whole seconds. */
final class RetryAfter {
  static final String HEADER = "Retry-After";

  private static final int MAX_DIGITS = 9;

  private RetryAfter() {}

  /** What the header says: at least one second, rounded up. */
  static long seconds(Optional<Duration> wait) {
    Duration least = Duration.ofSeconds(1);
    Duration time = wait.filter(w -> w.compareTo(least) > 0).orElse(least);
    return time.plusNanos(999_999_999).toSeconds();
  }

  /** What a reply says; empty where it says nothing or gives a date. */
  static Optional<Duration> of(HttpHeaders headers) {
    return headers
        .firstValue(HEADER)
        .map(String::trim)
        .filter(text -> !text.isEmpty() && text.length() <= MAX_DIGITS)
        .filter(text -> text.chars().allMatch(c -> c >= '0' && c <= '9'))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }
}
