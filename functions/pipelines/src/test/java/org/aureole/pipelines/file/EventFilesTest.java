package org.aureole.pipelines.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.aureole.edp.events.EventObject;
import org.aureole.pipelines.InMemoryObjects;
import org.aureole.pipelines.SmallMarket;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.TemplateField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilesTest {
  private static final EventTemplates TEMPLATES = EventTemplates.AD_EVENT;

  @TempDir Path folder;

  private final InMemoryObjects objects = new InMemoryObjects();
  private final EventFiles files = new EventFiles(objects, TEMPLATES);
  private final EventFileWriter writer = new EventFileWriter(TEMPLATES);

  /** Each event as one line of text: all that a cursor shows of it. */
  private static List<String> lines(EventCursor cursor) {
    List<String> lines = new ArrayList<>();
    try (cursor) {
      while (cursor.next()) {
        StringBuilder line = new StringBuilder();
        line.append(cursor.row()).append(' ').append(cursor.vid());
        line.append(' ').append(cursor.timestampMicros());
        for (TemplateField field : TEMPLATES.fields()) {
          line.append(' ').append(cursor.isSet(field.index()));
          line.append('=').append(cursor.raw(field.index()));
        }
        lines.add(line.toString());
      }
    }
    return lines;
  }

  private EventObject csv() throws IOException {
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    writer.writeCsv(SmallMarket.events(), csv);
    return objects.put("events.csv", csv.toByteArray());
  }

  private EventObject parquet() throws IOException {
    Path file = folder.resolve("events.parquet");
    writer.writeParquet(SmallMarket.events(), file);
    return objects.put("events.parquet", Files.readAllBytes(file));
  }

  @Test
  void csvGivesBackWhatWasWritten() throws IOException {
    EventObject csv = csv();
    assertThat(lines(files.open(csv))).isEqualTo(lines(SmallMarket.events())).hasSize(3200);
  }

  @Test
  void parquetGivesBackWhatWasWritten() throws IOException {
    EventObject parquet = parquet();
    assertThat(lines(files.open(parquet))).isEqualTo(lines(SmallMarket.events())).hasSize(3200);
  }

  /** The CSV reader wraps every throwable: a machine out of memory is no broken file. */
  @Test
  void errorOfTheMachineIsNotTheFilesFault() throws IOException {
    EventObject csv = csv();
    OutOfMemoryError exhausted = new OutOfMemoryError("of the machine");
    EventFiles onExhausted =
        new EventFiles(
            (object, offset, length) ->
                new InputStream() {
                  @Override
                  public int read() {
                    throw exhausted;
                  }
                },
            TEMPLATES);
    assertThatThrownBy(() -> onExhausted.open(csv)).isSameAs(exhausted);
  }

  @Test
  void gzippedCsvReadsAsCsv() throws IOException {
    EventObject csv = csv();
    String text = new String(objects.bytes(csv), StandardCharsets.UTF_8);
    EventObject gzip = objects.put("events.csv.gz", InMemoryObjects.gzip(text));
    assertThat(lines(files.open(gzip))).isEqualTo(lines(files.open(csv)));
  }

  @Test
  void formatIsToldByContentNotByName() throws IOException {
    EventObject misnamed = objects.put("events.csv", objects.bytes(parquet()));
    assertThat(lines(files.open(misnamed))).hasSize(3200);
  }

  @Test
  void parquetReadsOnlyNeededFields() throws IOException {
    EventObject parquet = parquet();
    int wanted = TEMPLATES.field("video_ad.watch_duration").orElseThrow().index();
    try (EventCursor cursor = files.open(parquet, field -> field == wanted)) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.raw(wanted)).isEqualTo(7500);
      assertThat(cursor.isSet(TEMPLATES.field("person.gender").orElseThrow().index())).isFalse();
      assertThat(cursor.bytesRead()).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-15T09:30:00Z, 2026-03-15T09:30:00Z",
    "2026-03-15t09:30:00z, 2026-03-15T09:30:00Z",
    "2026-03-15 09:30:00.5+01:30, 2026-03-15T08:00:00.5Z",
    "2026-03-15T00:10:00-23:59, 2026-03-16T00:09:00Z",
    "2024-02-29T23:59:59.123456789Z, 2024-02-29T23:59:59.123456Z",
    "1773567000000000, 2026-03-15T09:30:00Z",
  })
  void timestampsAreRfc3339OrMicroseconds(String text, Instant expected) {
    EventObject csv = objects.put("t.csv", "vid,timestamp\n1," + text + "\n");
    try (EventCursor cursor = files.open(csv)) {
      cursor.next();
      long micros = cursor.timestampMicros();
      assertThat(Instant.ofEpochSecond(0, micros * 1000)).isEqualTo(expected);
    }
  }

  @Test
  void csvTakesQuotesBlanksMarksEmptyCellsAndOtherColumns() {
    EventObject csv =
        objects.put(
            "odd.csv",
            "\uFEFFvid , timestamp,campaign,person.gender,video_ad.viewed_fraction,"
                + "video_ad.length,banner_ad.viewable\r\n"
                + "\" 12 \", 2026-03-15T09:30:00Z ,\"a, \"\"b\"\"\",female,-0.0,1.5s,TRUE\r\n"
                + "\r\n"
                + "2147483647,2026-03-15T09:30:00Z,,2,1e-3,,0\r\n"
                + "3,2026-03-15T09:30:00Z,,,,,");
    assertThat(lines(files.open(csv)))
        .containsExactly(
            "1 12 1773567000000000 true=2 false=0 false=0 true=1500 true=0 false=0 true=1",
            "2 2147483647 1773567000000000 true=2 false=0 false=0 false=0 true="
                + Double.doubleToLongBits(0.001)
                + " false=0 true=0",
            "3 3 1773567000000000 false=0 false=0 false=0 false=0 false=0 false=0 false=0");
  }

  @ParameterizedTest
  @CsvSource({
    "0.1",
    "0.30000000000000004",
    "123456789.125",
    "1e22",
    "-7.25",
    "9007199254740993",
    "0.000001",
    "3.141592653589793238462643383279"
  })
  void numbersReadAsTheJdkReadsThem(String number) {
    EventObject csv =
        objects.put(
            "n.csv", "vid,timestamp,video_ad.viewed_fraction\n1,2026-03-15T09:30:00Z," + number);
    int field = TEMPLATES.field("video_ad.viewed_fraction").orElseThrow().index();
    try (EventCursor cursor = files.open(csv)) {
      cursor.next();
      assertThat(Double.longBitsToDouble(cursor.raw(field))).isEqualTo(Double.parseDouble(number));
    }
  }
}
