package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.aureole.edp.events.EventAnalysis;
import org.aureole.edp.events.EventFileSummary;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventObjectReader;
import org.aureole.edp.events.EventProgress;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.file.EventFileWriter;
import org.aureole.pipelines.file.EventFiles;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.tally.FileEventAnalyses;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.FieldType;
import org.aureole.pipelines.template.TemplateField;
import org.aureole.v1.PopulationSpec;

/** An event file, read as a data provider reads what somebody put into its bucket. */
final class EventFileTarget {
  private static final EventTemplates TEMPLATES = EventTemplates.AD_EVENT;
  private static final PopulationSpec POPULATION =
      new PopulationSpecs(TEMPLATES)
          .parse(
              "subpopulations { vid_ranges { start_vid: 1 end_vid_inclusive: 1000 } attributes {"
                  + " [type.googleapis.com/aureole.v1.Person] { gender: MALE age_group:"
                  + " YEARS_18_TO_34 social_grade_group: A_B_C1 } } }");

  private static final AtomicReference<byte[]> FILE = new AtomicReference<>(new byte[0]);
  private static final EventObjectReader READER =
      (object, offset, length) -> new ByteArrayInputStream(FILE.get(), (int) offset, (int) length);
  private static final EventFiles FILES = new EventFiles(READER, TEMPLATES);
  private static final EventAnalysis ANALYSIS =
      new FileEventAnalyses(TEMPLATES, READER).over(POPULATION);

  private EventFileTarget() {}

  static void read(byte[] file) {
    EventObject object = stored(file);
    Optional<List<List<Object>>> events = Hostile.handed(file, () -> events(FILES.open(object)));
    Optional<EventFileSummary> summary =
        Hostile.handed(file, () -> ANALYSIS.inspect(object, EventProgress.NONE));
    summary.ifPresent(s -> assertThat(s.rows()).isEqualTo(events.orElseThrow().size()));
    events.ifPresent(read -> {
      EventObject written = stored(written(FILES.open(object)));
      assertThat(events(FILES.open(written))).isEqualTo(read);
    });
  }

  private static EventObject stored(byte[] file) {
    FILE.set(file);
    return new EventObject("events", "1", file.length);
  }

  /** Every event with every field. */
  private static List<List<Object>> events(EventCursor open) {
    List<List<Object>> events = new ArrayList<>();
    try (EventCursor cursor = open) {
      while (cursor.next()) {
        assertThat(cursor.vid()).isBetween(1L, (1L << 31) - 1);
        List<Object> event = new ArrayList<>();
        event.add(cursor.vid());
        event.add(cursor.timestampMicros());
        for (TemplateField field : TEMPLATES.fields()) {
          int index = field.index();
          event.add(cursor.isSet(index));
          event.add(
              field.type() == FieldType.STRING ? cursor.text(index) : (Object) cursor.raw(index));
        }
        events.add(event);
      }
    }
    return events;
  }

  private static byte[] written(EventCursor open) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (EventCursor cursor = open) {
      new EventFileWriter(TEMPLATES).writeCsv(cursor, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
