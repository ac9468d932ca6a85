package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.cloud.functions.HttpFunction;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.blob.LocalBucket;
import org.aureole.local.blob.LocalStorage;
import org.aureole.local.topic.LocalTopics;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * Uploads to signed URLs. One URL was given out, for one object of known size and digest: whatever
 * is sent, at the end the bucket holds exactly that object or nothing, and no other file changed.
 */
@Tag("fuzz")
class UploadUrlFuzzTest {
  static final String OBJECT = "external/dataProviders-edp1/c1/requisition-r1/share";
  static final byte[] SHARE = "sixteen bytes :)".getBytes(StandardCharsets.US_ASCII);
  private static final URI BASE = URI.create("http://127.0.0.1:9");

  @TempDir private static Path folder;
  private static Database database;
  private static LocalTopics topics;
  private static LocalStorage storage;
  private static LocalBucket bucket;
  private static HttpFunction function;
  private static List<Path> before;
  static URI url;

  @BeforeAll
  static void start() throws IOException {
    start(folder);
    before = files();
  }

  static void start(Path in) throws IOException {
    TestClock clock = new TestClock();
    Path keys = Files.createDirectories(in.resolve("storage"));
    Path key =
        Files.createFile(
            keys.resolve("upload-url.key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(key, new byte[32]);
    database = new PostgresTestDatabases().create(clock, LocalTopics.SCHEMA);
    topics = new LocalTopics(database, ApiClient.newHttpClient(), clock);
    storage = new LocalStorage(BASE, keys, database, topics, clock, Duration.ofDays(1));
    bucket = storage.open("inbox", in.resolve("inbox"), "worker1", "storage");
    function = storage.function();
    url =
        bucket
            .uploads()
            .create(
                OBJECT,
                SHARE.length,
                Optional.of(ByteString.copyFrom(Fingerprint.of(SHARE).bytes())),
                Duration.ofMinutes(15))
            .url();
  }

  @AfterAll
  static void stop() {
    storage.close();
    topics.close();
    database.close();
  }

  @FuzzTest
  @DictionaryFile(resourcePath = "upload.dict")
  void fuzz(byte[] input) throws IOException {
    FakeHttp http = new FakeHttp(HttpInput.parse(input));
    Hostile.handed(input, () -> http.serve(function));
    assertThat(http.status()).as(http.text()).isBetween(200, 499);
    Hostile.checkText(http.text(), input);
    // Where the first run of an input was repeated, the object is there from that one.
    Optional<BlobRef> stored = bucket.store().stat(OBJECT);
    assertThat(http.status() == 201 && stored.isEmpty()).as("stored, but not there").isFalse();
    if (stored.isPresent()) {
      assertThat(bucket.store().readAll(stored.get(), 1 << 20))
          .isEqualTo(ByteString.copyFrom(SHARE));
      bucket.store().delete(OBJECT);
    }
    assertThat(files()).isEqualTo(before);
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return List.copyOf(new TreeSet<>(all.filter(Files::isRegularFile).toList()));
    }
  }
}
