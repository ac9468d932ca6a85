package org.aureole.platform.sql;

import java.util.ArrayList;
import java.util.List;

/** Splits the text of a migration into statements. */
final class SqlScript {
  private final String text;
  private final List<String> statements = new ArrayList<>();
  private final StringBuilder current = new StringBuilder();
  private int at;

  private SqlScript(String text) {
    this.text = text;
  }

  /**
   * The statements of {@code text}, without comments and without their closing {@code ;}. A {@code
   * ;} inside quotes does not end a statement.
   *
   * @throws IllegalArgumentException for a quote or comment that is not closed
   */
  static List<String> statements(String text) {
    SqlScript script = new SqlScript(text);
    script.split();
    return List.copyOf(script.statements);
  }

  private void split() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\'' || c == '"') {
        copyQuoted(c);
      } else if (text.startsWith("--", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        skipBlockComment();
      } else {
        at++;
        if (c == ';') {
          end();
        } else {
          current.append(c);
        }
      }
    }
    end();
  }

  private void copyQuoted(char quote) {
    int end = text.indexOf(quote, at + 1);
    if (end < 0) {
      throw new IllegalArgumentException("a " + quote + " is not closed: " + start());
    }
    // A doubled quote inside reads as two quoted pieces side by side, which copies it unchanged.
    current.append(text, at, end + 1);
    at = end + 1;
  }

  private void skipBlockComment() {
    int end = text.indexOf("*/", at);
    if (end < 0) {
      throw new IllegalArgumentException("a /* is not closed: " + start());
    }
    current.append(' ');
    at = end + 2;
  }

  private String start() {
    return text.substring(at, Math.min(text.length(), at + 40));
  }

  private void end() {
    String statement = current.toString().strip();
    if (!statement.isEmpty()) {
      statements.add(statement);
    }
    current.setLength(0);
  }
}
