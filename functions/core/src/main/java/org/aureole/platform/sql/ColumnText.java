package org.aureole.platform.sql;

import java.util.Objects;

/**
 * Free text for people, as a text column takes it, whoever wrote it: a peer, an exception, a file.
 *
 * <p>Every text that this process did not write itself goes through here before it becomes a
 * column, or part of a report that another party stores. Names and keys do not: one that is wrong
 * is refused, not mended.
 */
public final class ColumnText {
  /** The longest text, in chars. */
  public static final int MAX = 1000;

  private static final char REPLACEMENT = '\uFFFD';

  private ColumnText() {}

  /** As {@link #of(String, int)}, at most {@link #MAX} long. */
  public static String of(String text) {
    return of(text, MAX);
  }

  /**
   * The text without what a database or a peer would refuse: each control character but the line
   * feed (U+0000 among them, which PostgreSQL cannot store) and each unpaired surrogate becomes
   * U+FFFD. Text that has none and is short enough comes back as it is.
   *
   * @param text null, as the message of an exception may be, becomes empty
   * @param max the longest result, in chars; a longer text is cut between two characters
   */
  public static String of(String text, int max) {
    String whole = Objects.requireNonNullElse(text, "");
    StringBuilder clean = new StringBuilder(Math.min(whole.length(), max));
    int at = 0;
    while (at < whole.length()) {
      int codePoint = whole.codePointAt(at);
      int chars = Character.charCount(codePoint);
      if (clean.length() + chars > max) {
        break;
      }
      clean.appendCodePoint(isStorable(codePoint) ? codePoint : REPLACEMENT);
      at += chars;
    }
    return clean.toString();
  }

  /** Whether a text column of every database takes the text: no U+0000, no unpaired surrogate. */
  public static boolean isStorable(String text) {
    return text.codePoints()
        .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }

  private static boolean isStorable(int codePoint) {
    boolean unpaired = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return !unpaired && (codePoint == '\n' || !Character.isISOControl(codePoint));
  }
}
