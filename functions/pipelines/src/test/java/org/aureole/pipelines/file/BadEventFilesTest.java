package org.aureole.pipelines.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import blue.strategic.parquet.ParquetWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventObjectReader;
import org.aureole.edp.events.EventProgress;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.pipelines.InMemoryObjects;
import org.aureole.pipelines.SmallMarket;
import org.aureole.pipelines.template.EventTemplates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every file that a data provider may get wrong, and what it is told. */
class BadEventFilesTest {
  private static final String HEAD = "vid,timestamp\n";
  private static final String TIME = "2026-03-15T09:30:00Z";

  @TempDir Path folder;

  private final InMemoryObjects objects = new InMemoryObjects();

  private void assertRefused(EventObject object, String... parts) {
    assertThatThrownBy(() -> inspect(objects, object))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.EVENT_FILE_INVALID);
              assertThat(e.field()).contains(object.name());
              assertThat(e)
                  .hasMessageStartingWith(object.name() + ": ")
                  .hasMessageContainingAll(parts);
            });
  }

  private static void inspect(EventObjectReader reader, EventObject object) {
    SmallMarket.analysis(reader).inspect(object, EventProgress.NONE);
  }

  private void assertCsvRefused(String text, String... parts) {
    assertRefused(objects.put("events.csv", text), parts);
    assertRefused(objects.put("events.csv.gz", InMemoryObjects.gzip(text)), parts);
  }

  @Test
  void emptyFile() {
    assertRefused(objects.put("events.csv", ""), "is empty");
    assertRefused(objects.put("events.csv", "\n\n"), "has no header");
    assertRefused(objects.put("events.csv.gz", InMemoryObjects.gzip("")), "has no header");
  }

  @Test
  void fileWithoutARow() throws IOException {
    assertCsvRefused(HEAD, "has no events");
    assertRefused(
        parquet("message e { required int64 vid; required int64 timestamp; }"), "has no events");
  }

  @Test
  void missingColumns() throws IOException {
    assertCsvRefused("vid,time\n1," + TIME + "\n", "column timestamp is missing", "vid, time");
    assertCsvRefused("timestamp\n" + TIME + "\n", "column vid is missing");
    assertRefused(
        parquet("message e { required int64 vid; required int64 t; }"),
        "column timestamp is missing");
  }

  @Test
  void columnsThatOccurTwiceOrNameNoField() {
    assertCsvRefused("vid,timestamp,vid\n1," + TIME + ",1\n", "column vid occurs twice");
    assertCsvRefused(
        "vid,timestamp,person.sex\n1," + TIME + ",1\n",
        "column person.sex is not a field",
        "person.gender");
  }

  @ParameterizedTest
  @CsvSource({
    "yesterday",
    "''",
    "2026-03-15",
    "2026-03-15T09:30:00",
    "2026-03-15T09:30Z",
    "2026-13-15T09:30:00Z",
    "2026-02-30T09:30:00Z",
    "2026-03-15T24:00:00Z",
    "2026-03-15T09:60:00Z",
    "2026-03-15T09:30:60Z",
    "2026-03-15T09:30:00.Z",
    "2026-03-15T09:30:00+0130",
    "2026-03-15T09:30:00Zulu",
    "1999-12-31T23:59:59Z",
    "2100-01-01T00:00:00Z",
    "1773567000",
    "1773567000000",
    "99999999999999999999",
    "-1",
  })
  void badTimestamps(String timestamp) {
    assertCsvRefused(HEAD + "1," + TIME + "\n2," + timestamp + "\n", "row 2, column timestamp: ");
  }

  @Test
  void secondsTakenForMicrosecondsAreToldSo() {
    assertCsvRefused(HEAD + "1,1773567000\n", "microseconds since 1970, not seconds");
  }

  @ParameterizedTest
  @CsvSource({"0", "-5", "2147483648", "99999999999999999999", "1.5", "abc", "''", "0x1f", "+7"})
  void vidsThatAreNone(String vid) {
    assertCsvRefused(
        HEAD + vid + "," + TIME + "\n",
        "row 1, column vid: must be a whole number from 1 to 2147483647");
  }

  @Test
  void vidsOutsideThePopulationAreCountedButNotNamed() {
    String text =
        HEAD + "1," + TIME + "\n2500," + TIME + "\n2,%s\n2501,%s\n2502,%s\n".replace("%s", TIME);
    assertCsvRefused(
        text, "row 2, column vid: is not in the population, nor are those of 2 other rows");
    assertThatThrownBy(() -> inspect(objects, objects.put("events.csv", text)))
        .hasMessageNotContaining("250");
  }

  @ParameterizedTest
  @CsvSource({
    "person.gender, OTHER, 'must be one of GENDER_UNSPECIFIED, MALE, FEMALE or its number'",
    "person.gender, 7, must be one of",
    "person.gender, FEMALE, but the population has MALE for this VID",
    "video_ad.viewed_fraction, half, must be a number",
    "video_ad.viewed_fraction, NaN, must be a number",
    "video_ad.viewed_fraction, 1e999, must be a number",
    "video_ad.length, -1, 'must be seconds, at least 0'",
    "video_ad.length, 00:30, must be seconds",
    "banner_ad.viewable, yes, must be true or false",
  })
  void cellsOfAnotherType(String column, String value, String message) {
    assertCsvRefused(
        "vid,timestamp," + column + "\n1," + TIME + ",\n1," + TIME + "," + value + "\n",
        "row 2, column " + column + ": ",
        message);
  }

  @Test
  void rowsOfAnotherLength() {
    assertCsvRefused(HEAD + "1," + TIME + "\n2\n", "row 2: has 1 cells where the header has 2");
    assertCsvRefused(HEAD + "1," + TIME + ",x\n", "row 1: has 3 cells where the header has 2");
  }

  @Test
  void brokenCsv() {
    assertCsvRefused(HEAD + "1," + TIME + "\n\"2," + TIME + "\n", "not readable as CSV");
    assertCsvRefused(HEAD + "\"1\"2," + TIME + "\n", "not readable as CSV");
    byte[] latin1 =
        (HEAD + "1," + TIME + "\n2,\u00e9\n")
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertRefused(
        objects.put("events.csv", latin1),
        "not readable as CSV in UTF-8 after row 0: some bytes further on are no UTF-8");
    byte[] gzip = InMemoryObjects.gzip(HEAD + ("1," + TIME + "\n").repeat(100));
    assertRefused(
        objects.put("events.csv.gz", Arrays.copyOf(gzip, gzip.length - 20)), "not readable as CSV");
  }

  @Test
  void otherFormats() {
    assertRefused(
        objects.put("events.zip", new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0}),
        "neither CSV",
        "Parquet");
    assertRefused(objects.put("events.parquet", "PARE" + "x".repeat(100)), "encrypted Parquet");
    assertRefused(objects.put("events.json", "{\"vid\": 1}\n"), "column vid is missing");
  }

  @Test
  void brokenParquet() throws IOException {
    EventObject whole = goodParquet();
    byte[] bytes = objects.bytes(whole);
    assertRefused(
        objects.put("events.parquet", Arrays.copyOf(bytes, bytes.length - 10)),
        "not readable as Parquet");
    assertRefused(objects.put("events.parquet", "PAR1"), "not readable as Parquet");
    byte[] noise = bytes.clone();
    Arrays.fill(noise, 4, bytes.length / 2, (byte) 0x5a);
    assertRefused(objects.put("events.parquet", noise), "not readable as Parquet");
  }

  @Test
  void parquetColumnsOfAnotherType() throws IOException {
    assertRefused(
        parquet("message e { required double vid; required int64 timestamp; }"),
        "column vid has the Parquet type DOUBLE; write it as INT64");
    assertRefused(
        parquet("message e { required int64 vid; required double timestamp; }"),
        "column timestamp has the Parquet type DOUBLE");
    assertRefused(
        parquet("message e { required int64 vid; required int64 timestamp; repeated int64 x; }"),
        "has no events");
    assertRefused(
        parquet(
            "message e { required int64 vid; required int64 timestamp;"
                + " repeated boolean banner_ad.viewable; }"),
        "column banner_ad.viewable is repeated");
    assertRefused(
        parquet(
            "message e { required int64 vid; required int64 timestamp;"
                + " optional double banner_ad.viewable; }"),
        "column banner_ad.viewable has the Parquet type DOUBLE; write it as BOOL");
  }

  @Test
  void parquetCells() throws IOException {
    String schema =
        "message e { optional int64 vid; optional int64 timestamp; optional int32 person.gender; }";
    assertRefused(parquet(schema, row(1L, null, null)), "row 1, column timestamp: is null");
    assertRefused(
        parquet(schema, row(null, 1773567000000000L, null)), "row 1, column vid: is null");
    assertRefused(
        parquet(schema, row(1L, 1773567000000000L, 1), row(1L, 1773567000L, 1)),
        "row 2, column timestamp: ",
        "not seconds");
    assertRefused(
        parquet(schema, row(1L, 1773567000000000L, 9)),
        "row 1, column person.gender: must be one of");
    assertRefused(parquet(schema, row(0L, 1773567000000000L, 1)), "row 1, column vid: ");
    assertRefused(
        parquet(schema, row(2500L, 1773567000000000L, 1)),
        "row 1, column vid: is not in the population");
  }

  private static Consumer<blue.strategic.parquet.ValueWriter> row(
      Long vid, Long timestamp, Integer gender) {
    return values -> {
      if (vid != null) {
        values.write("vid", vid);
      }
      if (timestamp != null) {
        values.write("timestamp", timestamp);
      }
      if (gender != null) {
        values.write("person.gender", gender);
      }
    };
  }

  @SafeVarargs
  private EventObject parquet(String schema, Consumer<blue.strategic.parquet.ValueWriter>... rows)
      throws IOException {
    MessageType type = MessageTypeParser.parseMessageType(schema);
    Path file = Files.createTempFile(folder, "events", ".parquet");
    Files.delete(file);
    try (ParquetWriter<Consumer<blue.strategic.parquet.ValueWriter>> writer =
        ParquetWriter.writeFile(type, file.toFile(), Consumer::accept)) {
      for (Consumer<blue.strategic.parquet.ValueWriter> row : rows) {
        writer.write(row);
      }
    }
    return objects.put("events.parquet", Files.readAllBytes(file));
  }

  private EventObject goodParquet() throws IOException {
    Path file = folder.resolve("good.parquet");
    new EventFileWriter(EventTemplates.AD_EVENT).writeParquet(SmallMarket.events(), file);
    return objects.put("events.parquet", Files.readAllBytes(file));
  }

  @Test
  void fileReplacedBeforeOrWhileItIsRead() throws IOException {
    EventObject parquet = goodParquet();
    objects.put(parquet.name(), objects.bytes(parquet));
    assertRefused(parquet, "was replaced or deleted while it was read");

    String rows = HEAD + ("1," + TIME + "\n").repeat(100_000);
    EventObject csv = objects.put("events.csv", rows);
    assertThatThrownBy(() ->
            SmallMarket.analysis(objects)
                .inspect(csv, (row, bytes) -> objects.put("events.csv", rows)))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.EVENT_FILE_INVALID))
        .hasMessageContaining("was replaced or deleted while it was read");
  }

  @Test
  void objectShorterThanItsSize() throws IOException {
    EventObject csv = objects.put("events.csv", HEAD + "1," + TIME + "\n");
    EventObjectReader shortened =
        (object, offset, length) -> {
          try (InputStream in = objects.open(object, offset, length)) {
            byte[] bytes = in.readAllBytes();
            return new ByteArrayInputStream(bytes, 0, bytes.length - 5);
          }
        };
    assertThatThrownBy(() -> inspect(shortened, csv))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.EVENT_FILE_INVALID))
        .hasMessageContaining("ends before its " + csv.size() + " bytes");
  }

  @Test
  void storeThatFailsIsNotTheFilesFault() throws IOException {
    for (EventObject object :
        new EventObject[] {objects.put("a.csv", HEAD + "1," + TIME + "\n"), goodParquet()}) {
      EventObjectReader failing =
          (opened, offset, length) -> {
            throw new IOException("connection reset");
          };
      assertThatThrownBy(() -> inspect(failing, object))
          .isInstanceOfSatisfying(
              DomainException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(e.isRetryable()).isTrue();
              });
    }
  }
}
