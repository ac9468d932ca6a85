package org.aureole.pipelines.tally;

import org.aureole.pipelines.template.EventRow;
import org.aureole.pipelines.template.EventTemplates;

/** A row on which nothing but population attributes is known, to be seen through a population. */
record PopulationRow(EventTemplates templates) implements EventRow {
  @Override
  public long vid() {
    throw new UnsupportedOperationException("no event");
  }

  @Override
  public long timestampMicros() {
    throw new UnsupportedOperationException("no event");
  }

  @Override
  public boolean isSet(int field) {
    return false;
  }

  @Override
  public long raw(int field) {
    return templates.fields().get(field).defaultRaw();
  }

  @Override
  public String text(int field) {
    return "";
  }
}
