package org.aureole.local.cli.party;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names of fields in few short lines: one line for each event template. */
final class FieldLines {
  private FieldLines() {}

  /**
   * The lines.
   *
   * @param fields such as {@code video_ad.viewed_fraction}, those of a template together
   */
  static List<String> of(List<String> fields) {
    Map<String, List<String>> byTemplate = new LinkedHashMap<>();
    for (String field : fields) {
      String template = field.contains(".") ? field.substring(0, field.indexOf('.')) : field;
      byTemplate.computeIfAbsent(template, key -> new ArrayList<>()).add(field);
    }
    return byTemplate.values().stream().map(some -> String.join(" ", some)).toList();
  }
}
