package org.aureole.local.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.cloud.functions.HttpFunction;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.aureole.local.function.FunctionHost;
import org.aureole.local.topic.LocalTopics;
import org.aureole.local.topic.Subscription;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.StorageEvent;
import org.aureole.platform.blob.Upload;
import org.aureole.platform.blob.Uploader;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.PushEndpoint;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.http.Router;
import org.aureole.platform.http.TimedBody;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.TestTokens;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("store")
class LocalStorageTest {
  private static final HttpClient HTTP = ApiClient.newHttpClient();
  private static final String AUDIENCE = "https://worker1.example";
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir private Path folder;
  private final TestClock clock = new TestClock();
  private final TestTokens tokens = new TestTokens(AUDIENCE, clock.instant());
  private final List<PushedMessage> events = Collections.synchronizedList(new ArrayList<>());
  private final AtomicReference<HttpFunction> served = new AtomicReference<>();
  private Database database;
  private FunctionHost party;
  private FunctionHost host;
  private LocalTopics topics;
  private LocalStorage storage;
  private LocalBucket inbox;

  @BeforeEach
  void start() {
    database = new PostgresTestDatabases().create(clock, LocalTopics.SCHEMA);
    party =
        FunctionHost.start(
            FunctionHost.ANY_PORT,
            new Router(
                List.of(PushEndpoint.ofOwnTopic("t.storage", "/push", (call, m) -> events.add(m))),
                tokens.authenticator(),
                clock));
    host =
        FunctionHost.start(
            FunctionHost.ANY_PORT, (request, response) -> served.get().service(request, response));
    open(NEVER);
  }

  private void open(Duration betweenScans) {
    topics = new LocalTopics(database, HTTP, clock);
    topics.subscribe(
        new Subscription(
            "worker1-storage",
            "worker1",
            "storage",
            URI.create(party.url() + "/push"),
            AUDIENCE,
            audience -> tokens.of(Role.PLATFORM)));
    storage =
        new LocalStorage(
            host.url(), folder.resolve("storage"), database, topics, clock, betweenScans);
    served.set(storage.function());
    inbox = storage.open("worker1-inbox", folder.resolve("inbox"), "worker1", "storage");
  }

  @AfterEach
  void stop() {
    shut();
    host.close();
    party.close();
    database.close();
  }

  private void shut() {
    storage.close();
    topics.close();
  }

  private Upload leave(String object, long max) {
    return inbox.uploads().create(object, max, Optional.empty(), MINUTE);
  }

  @Test
  void anUploadIsStoredAndToldAtOnce() {
    Upload upload = leave("external/edp1/a b+ü", 5);
    assertThat(put(upload.url(), "hello")).isEqualTo(201);
    BlobRef ref = inbox.store().stat("external/edp1/a b+ü").orElseThrow();
    assertThat(inbox.store().readAll(ref, 5).toStringUtf8()).isEqualTo("hello");
    await(() -> events.size() == 1);
    assertThat(StorageEvent.of(events.get(0)))
        .isEqualTo(new StorageEvent("worker1-inbox", "external/edp1/a b+ü"));
    assertThat(events.get(0).attribute("eventType")).isEqualTo("OBJECT_FINALIZE");
    assertThat(events.get(0).attribute("objectGeneration"))
        .isEqualTo(Long.toString(ref.generation()));
    assertThat(events.get(0).attribute("objectSize")).isEqualTo("5");
  }

  static Stream<Arguments> forgeries() {
    return Stream.of(
        forgery("another object", query -> query.replace("object=mine", "object=yours")),
        forgery("an object above", query -> query.replace("object=mine", "object=..%2Fmine")),
        forgery("another bucket", query -> query.replace("bucket=worker1", "bucket=worker2")),
        forgery("a larger body", query -> query.replace("maxBytes=3", "maxBytes=3000")),
        forgery("a number that is none", query -> query.replace("maxBytes=3", "maxBytes=x")),
        forgery("later", query -> query.replace("expires=1", "expires=2")),
        forgery("any digest", query -> query.replaceFirst("sha256=[0-9a-f]+", "sha256=")),
        forgery("no signature", query -> query.replaceFirst("&signature=.*", "")),
        forgery("an empty signature", query -> query.replaceFirst("signature=.*", "signature=")),
        forgery("half a signature", query -> query.substring(0, query.length() - 32)),
        forgery("two objects", query -> query + "&object=yours"),
        forgery("nothing at all", query -> ""));
  }

  private static Arguments forgery(String name, UnaryOperator<String> change) {
    return Arguments.of(name, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void aUrlIsGoodForWhatWasSignedOnly(String name, UnaryOperator<String> change) {
    Upload upload = inbox.uploads().create("mine", 3, Optional.of(sha256("abc")), MINUTE);
    String url = upload.url().toString();
    String query = url.substring(url.indexOf('?') + 1);
    assertThat(change.apply(query)).isNotEqualTo(query);
    assertThat(put(URI.create(host.url() + "/upload?" + change.apply(query)), "abc"))
        .isEqualTo(403);
    assertThat(inbox.store().list("")).isEmpty();
    assertThat(put(upload.url(), "abc")).isEqualTo(201);
  }

  @Test
  void aUrlIsGoodUntilItExpires() {
    Upload upload = leave("late", 3);
    clock.advance(Duration.ofSeconds(59));
    assertThat(put(leave("other", 3).url(), "abc")).isEqualTo(201);
    clock.advance(Duration.ofSeconds(1));
    assertThat(put(upload.url(), "abc")).isEqualTo(403);
    assertThat(inbox.store().stat("late")).isEmpty();
  }

  @Test
  void noMoreBytesThanAllowedAreTakenHoweverTheyCome() {
    assertThat(put(leave("exact", 3).url(), "abc")).isEqualTo(201);
    assertThat(put(leave("more", 3).url(), "abcd")).isEqualTo(413);
    BodyPublisher unannounced = BodyPublishers.fromPublisher(BodyPublishers.ofString("abcd"));
    assertThat(put(leave("unannounced", 3).url(), unannounced)).isEqualTo(413);
    assertThat(inbox.store().list("").map(BlobRef::name)).containsExactly("exact");
  }

  @Test
  void aUrlServesOnce() {
    Upload upload = leave("once", 3);
    assertThat(put(upload.url(), "abc")).isEqualTo(201);
    assertThat(put(upload.url(), "xyz")).isEqualTo(409);
    BlobRef ref = inbox.store().stat("once").orElseThrow();
    assertThat(inbox.store().readAll(ref, 3).toStringUtf8()).isEqualTo("abc");
  }

  @Test
  void aUrlIsNotUsedManyTimesAtOnce() throws Exception {
    URI url = leave("parallel", 100).url();
    try (Socket first = beginning(url);
        Socket second = beginning(url)) {
      await(() -> incoming() == 2);
      assertThat(put(url, "abc")).isEqualTo(429);
      assertThat(put(leave("another", 3).url(), "abc")).isEqualTo(201);
      second.close();
      await(() -> put(url, "abc") == 201);
      assertThat(first.isConnected()).isTrue();
    }
    await(() -> incoming() == 0);
  }

  /** An upload of 100 bytes of which one has been sent. */
  private static Socket beginning(URI url) throws IOException {
    Socket socket = new Socket("127.0.0.1", url.getPort());
    String head =
        "PUT "
            + url.getRawPath()
            + "?"
            + url.getRawQuery()
            + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  private long incoming() {
    try (Stream<Path> files = Files.list(folder.resolve("inbox/.incoming"))) {
      return files.count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anUploadThatDripsIsGivenUp() throws Exception {
    AtomicLong nanos = new AtomicLong();
    InputStream dripping =
        new InputStream() {
          @Override
          public int read() {
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
            return 'x';
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            bytes[offset] = (byte) read();
            return 1;
          }
        };
    TimedBody timed = new TimedBody(dripping, TimedBody.Pace.USUAL, nanos::get);
    DomainException error =
        catchThrowableOfType(
            DomainException.class, () -> inbox.store().create("slow", timed, Optional.empty()));
    assertThat(error).hasRootCauseInstanceOf(TimedBody.TooSlowException.class);
    assertThat(inbox.store().stat("slow")).isEmpty();
    assertThat(incoming()).isZero();
  }

  @Test
  void otherBytesThanTheStatedOnesAreRefused() {
    Upload upload = inbox.uploads().create("d", 3, Optional.of(sha256("abc")), MINUTE);
    assertThat(put(upload.url(), "abd")).isEqualTo(400);
    assertThat(inbox.store().stat("d")).isEmpty();
    assertThat(put(upload.url(), "abc")).isEqualTo(201);
  }

  @Test
  void badRequestsForLeaveAreRefused() {
    Optional<ByteString> none = Optional.empty();
    assertInvalid(() -> inbox.uploads().create("../x", 1, none, MINUTE));
    assertInvalid(() -> inbox.uploads().create("x", -1, none, MINUTE));
    assertInvalid(() -> inbox.uploads().create("x", 1, none, Duration.ofMinutes(61)));
    assertInvalid(() -> inbox.uploads().create("x", 1, none, Duration.ZERO));
    assertInvalid(() -> inbox.uploads().create("x", 1, Optional.of(ByteString.EMPTY), MINUTE));
  }

  @Test
  void otherMethodsAndPathsAreRefused() throws Exception {
    Upload upload = leave("x", 3);
    HttpResponse<String> got =
        HTTP.send(
            HttpRequest.newBuilder(upload.url()).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(got.statusCode()).isEqualTo(405);
    assertThat(put(host.url().resolve("/elsewhere"), "abc")).isEqualTo(404);
  }

  @Test
  void theUploaderTellsTheSameBytesFromOthers() {
    Uploader uploader = new Uploader(HTTP);
    LocalBucket mine = storage.open("edp1-internal", folder.resolve("mine"), "worker1", "storage");
    Uploader.Content content = content(mine, "share", "the share");
    assertThat(uploader.upload(leave("share", 100), content)).isEqualTo(Uploader.Outcome.CREATED);
    assertThat(uploader.upload(leave("share", 100), content)).isEqualTo(Uploader.Outcome.IDENTICAL);
    Uploader.Content other = content(mine, "other", "another share");
    assertThat(
            catchThrowableOfType(
                    DomainException.class, () -> uploader.upload(leave("share", 100), other))
                .code())
        .isEqualTo(ErrorCode.ALREADY_EXISTS);
    assertThat(
            catchThrowableOfType(
                    DomainException.class, () -> uploader.upload(leave("small", 3), other))
                .code())
        .isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
  }

  @Test
  void aDroppedFileIsToldWhenItHasSettled() throws IOException {
    Path file = folder.resolve("inbox/day1.csv");
    Files.writeString(file, "vid");
    storage.scan();
    Files.writeString(file, ",timestamp\n", StandardOpenOption.APPEND);
    storage.scan();
    assertThat(topics.pending() + events.size()).isZero();
    storage.scan();
    await(() -> events.size() == 1);
    assertThat(events.get(0).attribute("objectSize")).isEqualTo("14");
    storage.scan();
    storage.scan();
    await(() -> topics.pending() == 0);
    assertThat(events).hasSize(1);
  }

  @Test
  void replacingAndDeletingAreToldToo() throws IOException {
    Path file = folder.resolve("inbox/day1.csv");
    Files.writeString(file, "one");
    scanTwice();
    Files.delete(file);
    Files.writeString(file, "two");
    scanTwice();
    Files.delete(file);
    scanTwice();
    await(() -> events.size() == 3);
    assertThat(events.stream().map(event -> event.attribute("eventType")))
        .containsExactlyInAnyOrder("OBJECT_FINALIZE", "OBJECT_FINALIZE", "OBJECT_DELETE");
  }

  @Test
  void whatHappenedWhileTheMarketWasDownIsToldAndNothingTwice() throws IOException {
    put(leave("external/1", 10).url(), "told");
    await(() -> events.size() == 1);
    shut();
    Files.writeString(folder.resolve("inbox/new.csv"), "x");
    inbox.store().delete("external/1");
    open(Duration.ofMillis(20));
    await(() -> told().size() == 3);
    assertThat(told())
        .containsExactlyInAnyOrder(
            "OBJECT_FINALIZE external/1", "OBJECT_DELETE external/1", "OBJECT_FINALIZE new.csv");
    shut();
    open(NEVER);
    scanTwice();
    await(() -> topics.pending() == 0);
    assertThat(told()).hasSize(3);
  }

  @Test
  void anEventThatNobodyWantsYetWaits() throws IOException {
    storage.open("edp1-events", folder.resolve("events"), "edp1", "storage");
    Files.writeString(folder.resolve("events/day1.csv"), "x");
    scanTwice();
    topics.subscribe(
        new Subscription(
            "edp1-storage",
            "edp1",
            "storage",
            URI.create(party.url() + "/push"),
            AUDIENCE,
            audience -> tokens.of(Role.PLATFORM)));
    scanTwice();
    await(() -> events.size() == 1);
    assertThat(events.get(0).attribute("bucketId")).isEqualTo("edp1-events");
  }

  @Test
  void urlsOfAnEarlierRunStayGood() {
    Upload upload = leave("x", 3);
    shut();
    open(NEVER);
    assertThat(put(upload.url(), "abc")).isEqualTo(201);
  }

  @Test
  void oneNameOneBucket() {
    assertThatThrownBy(
            () -> storage.open("worker1-inbox", folder.resolve("other"), "worker1", "storage"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void urlsAreEncodedAsQueriesAre() {
    String url = leave("external/a&b=c d", 3).url().toString();
    assertThat(URLDecoder.decode(url, StandardCharsets.UTF_8)).contains("object=external/a&b=c d&");
    assertThat(put(URI.create(url), "abc")).isEqualTo(201);
    assertThat(inbox.store().stat("external/a&b=c d")).isPresent();
  }

  /** Each event once: topics may deliver a message again, above all after a restart. */
  private List<String> told() {
    Map<String, String> byId = new HashMap<>();
    for (PushedMessage event : List.copyOf(events)) {
      byId.put(event.id(), event.attribute("eventType") + " " + event.attribute("objectId"));
    }
    return List.copyOf(byId.values());
  }

  private void scanTwice() {
    storage.scan();
    storage.scan();
  }

  private static Uploader.Content content(LocalBucket bucket, String name, String text) {
    var stored = bucket.store().create(name, ByteString.copyFromUtf8(text));
    return Uploader.Content.of(bucket.store(), stored.ref(), stored.sha256());
  }

  private static int put(URI url, String body) {
    return put(url, BodyPublishers.ofString(body));
  }

  private static int put(URI url, BodyPublisher body) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(url).PUT(body).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static ByteString sha256(String text) {
    try {
      return ByteString.copyFrom(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertInvalid(Runnable action) {
    assertThat(catchThrowableOfType(DomainException.class, action::run).code())
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  private static void await(BooleanSupplier condition) {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 3000; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      try {
        never.await(10, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted", e);
      }
    }
    throw new AssertionError("not within 30 s");
  }
}
