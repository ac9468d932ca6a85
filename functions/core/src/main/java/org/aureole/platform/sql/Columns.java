package org.aureole.platform.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Column names with their values, in order; values as {@link Tx} takes them. Immutable. */
public final class Columns {
  private static final Columns NONE = new Columns(new LinkedHashMap<>());

  private final Map<String, Object> values;

  private Columns(Map<String, Object> values) {
    this.values = values;
  }

  public static Columns none() {
    return NONE;
  }

  public static Columns of(String column, Object value) {
    return NONE.and(column, value);
  }

  /** These columns and one more, which must be new. */
  public Columns and(String column, Object value) {
    SqlNames.check(column);
    Map<String, Object> more = new LinkedHashMap<>(values);
    if (more.containsKey(column)) {
      throw new IllegalArgumentException("column " + column + " is given twice");
    }
    more.put(column, value);
    return new Columns(more);
  }

  /** These columns and {@code others}, which must be new. */
  public Columns and(Columns others) {
    Columns all = this;
    for (Map.Entry<String, Object> e : others.values.entrySet()) {
      all = all.and(e.getKey(), e.getValue());
    }
    return all;
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  List<String> names() {
    return List.copyOf(values.keySet());
  }

  /** The values in the order of {@link #names()}; holds nulls. */
  List<Object> values() {
    return new ArrayList<>(values.values());
  }

  /** {@code a, b, c}. */
  String list() {
    return String.join(", ", values.keySet());
  }

  /** {@code ?, ?, ?}. */
  String placeholders() {
    return String.join(", ", Collections.nCopies(values.size(), "?"));
  }

  /** {@code a = ?, b = ?}. */
  String assignments() {
    return String.join(", ", values.keySet().stream().map(c -> c + " = ?").toList());
  }
}
