package org.aureole.platform.sql;

import java.util.regex.Pattern;

/** Names of tables and columns, which cannot be bound and so are checked before they enter SQL. */
final class SqlNames {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");

  private SqlNames() {}

  static String check(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' is not a table or column name: lower-case letters, digits and _ only");
    }
    return name;
  }
}
