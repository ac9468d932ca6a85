package org.aureole.pipelines;

import java.util.HashMap;
import java.util.Map;
import org.aureole.pipelines.template.EventRow;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.FieldType;

/** An event written down by field paths. */
public final class MapRow implements EventRow {
  private final Map<Integer, Long> raws = new HashMap<>();

  public MapRow with(String path, long raw) {
    raws.put(EventTemplates.AD_EVENT.field(path).orElseThrow().index(), raw);
    return this;
  }

  public MapRow with(String path, double value) {
    return with(path, FieldType.rawOf(value));
  }

  @Override
  public long vid() {
    return 1;
  }

  @Override
  public long timestampMicros() {
    return 0;
  }

  @Override
  public boolean isSet(int field) {
    return raws.containsKey(field);
  }

  @Override
  public long raw(int field) {
    return raws.getOrDefault(field, EventTemplates.AD_EVENT.fields().get(field).defaultRaw());
  }

  @Override
  public String text(int field) {
    return "";
  }
}
