package org.aureole.pipelines.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.aureole.edp.events.EventAnalysis;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventProgress;
import org.aureole.model.error.DomainException;
import org.aureole.pipelines.InMemoryObjects;
import org.aureole.pipelines.SmallMarket;
import org.aureole.pipelines.template.EventTemplates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet as another implementation writes it; write_fixtures.py says what the files hold. */
class ForeignParquetTest {
  private static final int FRACTION =
      EventTemplates.AD_EVENT.field("video_ad.viewed_fraction").orElseThrow().index();
  private static final int GENDER =
      EventTemplates.AD_EVENT.field("person.gender").orElseThrow().index();

  private final InMemoryObjects objects = new InMemoryObjects();

  private EventObject fixture(String name) throws IOException {
    try (InputStream in = ForeignParquetTest.class.getResourceAsStream("/parquet/" + name)) {
      return objects.put(name, in.readAllBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flat_snappy.parquet",
        "millis_gzip.parquet",
        "nanos_zstd_v2.parquet",
        "int96_plain.parquet",
        "nested_text.parquet",
      })
  void readsTheSameFourEvents(String name) throws IOException {
    EventObject object = fixture(name);
    List<String> events = new ArrayList<>();
    try (EventCursor cursor = new EventFiles(objects, EventTemplates.AD_EVENT).open(object)) {
      while (cursor.next()) {
        events.add(
            "%d %d %s %d"
                .formatted(
                    cursor.vid(),
                    cursor.timestampMicros() - 1_773_567_000_000_000L,
                    cursor.isSet(FRACTION) ? Double.longBitsToDouble(cursor.raw(FRACTION)) : "none",
                    cursor.raw(GENDER)));
      }
    }
    assertThat(events)
        .containsExactly(
            "1 0 0.25 1", "2 1000000 0.5 1", "1001 2000000 none 2", "3001 3000000 1.0 2");
    EventAnalysis analysis = SmallMarket.analysis(objects);
    assertThat(analysis.inspect(object, EventProgress.NONE).rows()).isEqualTo(4);
  }

  @Test
  void namesACompressionThatItDoesNotRead() throws IOException {
    EventObject object = fixture("brotli.parquet");
    EventFiles files = new EventFiles(objects, EventTemplates.AD_EVENT);
    assertThatThrownBy(
            () -> {
              try (EventCursor cursor = files.open(object)) {
                cursor.next();
              }
            })
        .isInstanceOf(DomainException.class)
        .hasMessageContaining(
            "compression BROTLI is not supported; use SNAPPY, ZSTD, GZIP or none");
  }
}
