package org.aureole.pipelines.tally;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.aureole.edp.events.EventFileSummary;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventProgress;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.file.EventFileFault;
import org.aureole.pipelines.file.EventFiles;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.template.FieldType;
import org.aureole.pipelines.template.TemplateField;

/** Reads one file in full and checks every cell. */
final class FileInspection {
  private final Population population;
  private final EventFiles files;
  private final EventObject object;
  private final EventFileFault fault;

  FileInspection(Population population, EventFiles files, EventObject object) {
    this.population = population;
    this.files = files;
    this.object = object;
    this.fault = new EventFileFault(object);
  }

  EventFileSummary run(EventProgress progress) {
    PassProgress told = new PassProgress(progress);
    OutsidePopulation outside = new OutsidePopulation();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    try (EventCursor cursor = files.open(object)) {
      List<TemplateField> present =
          population.templates().fields().stream()
              .filter(field -> cursor.columns().contains(field.path()))
              .toList();
      while (cursor.next()) {
        checkRow(cursor, present, outside);
        first = Math.min(first, cursor.timestampMicros());
        last = Math.max(last, cursor.timestampMicros());
        told.row(cursor);
      }
      told.endOfFile(cursor);
      if (cursor.row() == 0) {
        throw fault.file("has no events; an event file has at least one row after its header");
      }
      outside.check(fault);
      return new EventFileSummary(
          object, cursor.row(), instant(first), instant(last), cursor.columns());
    }
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private void checkRow(
      EventCursor cursor, List<TemplateField> present, OutsidePopulation outside) {
    int subPopulation = population.subPopulationOf(cursor.vid());
    if (subPopulation < 0) {
      outside.note(cursor.row());
      return;
    }
    for (TemplateField field : present) {
      if (field.type() == FieldType.STRING || !cursor.isSet(field.index())) {
        continue;
      }
      long value = cursor.raw(field.index());
      if (field.populationAttribute()) {
        checkAttribute(cursor, field, value, population.attribute(subPopulation, field.index()));
      }
    }
  }

  private void checkAttribute(EventCursor cursor, TemplateField field, long found, long expected) {
    if (found != field.defaultRaw() && found != expected) {
      throw fault.cell(
          cursor.row(),
          field.path(),
          "is %s, but the population has %s for this VID; leave the column out or correct it"
              .formatted(field.format(found, ""), field.format(expected, "")));
    }
  }
}
