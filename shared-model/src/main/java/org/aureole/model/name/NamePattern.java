package org.aureole.model.name;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.aureole.model.error.DomainException;

/**
 * The shape of a resource name, such as {@code measurementConsumers/{id}/measurements/{id}}.
 *
 * <p>An id is 1 to 63 lower-case letters, digits and hyphens and starts with a letter or digit.
 * Immutable and thread-safe.
 */
final class NamePattern {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private final String shape;
  private final String[] segments;

  NamePattern(String shape) {
    this.shape = shape;
    this.segments = shape.split("/");
  }

  /**
   * The ids in {@code name}, in order.
   *
   * @throws DomainException INVALID_ARGUMENT with the expected shape if it is not of this pattern
   */
  List<String> parse(String name) {
    String[] parts = name.split("/", -1);
    if (parts.length != segments.length) {
      throw mismatch(name);
    }
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      if (segments[i].equals("{id}")) {
        ids.add(checkId(parts[i]));
      } else if (!segments[i].equals(parts[i])) {
        throw mismatch(name);
      }
    }
    return ids;
  }

  String format(String... ids) {
    StringBuilder name = new StringBuilder();
    int next = 0;
    for (String segment : segments) {
      if (!name.isEmpty()) {
        name.append('/');
      }
      name.append(segment.equals("{id}") ? ids[next++] : segment);
    }
    return name.toString();
  }

  static String checkId(String id) {
    if (!ID.matcher(id).matches()) {
      throw DomainException.invalid(
          "name",
          "'"
              + printable(id)
              + "' is no resource id; use 1 to 63 lower-case letters, digits and"
              + " hyphens, starting with a letter or digit");
    }
    return id;
  }

  private DomainException mismatch(String name) {
    return DomainException.invalid(
        "name", "'" + printable(name) + "' is no resource name of the form " + shape);
  }

  private static String printable(String text) {
    String shown = text.length() > 200 ? text.substring(0, 200) + "..." : text;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
