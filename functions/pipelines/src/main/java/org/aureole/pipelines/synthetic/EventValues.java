package org.aureole.pipelines.synthetic;

import java.util.Arrays;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.TemplateField;

/** The values of an event's template fields. For use by one thread. */
final class EventValues {
  private final EventTemplates templates;
  private final long[] raws;
  private final String[] texts;
  private final boolean[] set;

  EventValues(EventTemplates templates) {
    this.templates = templates;
    this.raws = new long[templates.fields().size()];
    this.texts = new String[raws.length];
    this.set = new boolean[raws.length];
    clear();
  }

  void clear() {
    templates.fields().forEach(field -> raws[field.index()] = field.defaultRaw());
    Arrays.fill(texts, "");
    Arrays.fill(set, false);
  }

  void setRaw(TemplateField field, long raw) {
    raws[field.index()] = raw;
    set[field.index()] = true;
  }

  void setText(TemplateField field, String text) {
    texts[field.index()] = text;
    set[field.index()] = !text.isEmpty();
  }

  boolean isSet(int field) {
    return set[field];
  }

  long raw(int field) {
    return raws[field];
  }

  String text(int field) {
    return texts[field];
  }
}
