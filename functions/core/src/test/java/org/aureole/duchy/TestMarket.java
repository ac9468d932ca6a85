package org.aureole.duchy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.blob.StorageEvent;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.PushEnvelope;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestClock;
import org.aureole.v1.Computation;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.Notification;
import org.aureole.v1.Upload;

/**
 * Duchies, their data providers and a consumer in one thread: every message is an event in a queue,
 * which a test may deliver twice or in any order, and any Duchy may die between two calls.
 */
final class TestMarket implements AutoCloseable {
  static final String MARKET = "market-1";
  static final PartyName AGGREGATOR = PartyName.duchy("aggregator");
  static final PartyName WORKER1 = PartyName.duchy("worker1");
  static final PartyName WORKER2 = PartyName.duchy("worker2");
  static final PartyName CONSUMER = PartyName.measurementConsumer("mc1");
  static final List<PartyName> DUCHIES = duchies(3);
  private static final int MAX_EVENTS = 10_000;

  /** Half a day: a ring that loses every message waits for a sweep at each hand-over. */
  private static final int MAX_ROUNDS = 240;

  final TestClock clock = new TestClock();
  final SecureRandom random = new SecureRandom();
  final Map<PartyName, TestKeys> keys = new HashMap<>();
  final Map<PartyName, TestDuchy> duchies = new LinkedHashMap<>();
  final FakeKingdom kingdom = new FakeKingdom(this::notify);
  final List<Delivery> deliveries = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private UnaryOperator<Delivery> tampering = delivery -> delivery;
  private final Set<PartyName> deaf = new HashSet<>();
  private Random disorder;
  private int measurements;
  private int messages;

  /** Bytes that a party asked to put into a Duchy's inbox. */
  record Delivery(PartyName from, URI to, CreateUploadRequest request, ByteString bytes) {}

  private record Event(PartyName duchy, Runnable action) {}

  /** Of three Duchies. */
  TestMarket(int dataProviders) {
    this(dataProviders, DUCHIES.size());
  }

  TestMarket(int dataProviders, int duchyCount) {
    List<PartyName> names = duchies(duchyCount);
    List<PartyName> parties = new ArrayList<>(names);
    parties.add(CONSUMER);
    for (int i = 1; i <= dataProviders; i++) {
      parties.add(PartyName.dataProvider("edp" + i));
    }
    parties.forEach(party -> keys.put(party, new TestKeys(party.id(), clock.instant())));
    PostgresTestDatabases databases = new PostgresTestDatabases();
    for (PartyName duchy : names) {
      TestDuchy made =
          new TestDuchy(this, duchy, databases.create(clock, Duchy.SCHEMAS.toArray(String[]::new)));
      duchies.put(duchy, made);
      parties.stream().filter(party -> !party.equals(duchy)).forEach(made::approve);
    }
  }

  /** The aggregator, then workers. */
  static List<PartyName> duchies(int count) {
    return Stream.concat(
            Stream.of(AGGREGATOR),
            IntStream.range(1, count).mapToObj(number -> PartyName.duchy("worker" + number)))
        .toList();
  }

  /** A number for the next measurement, from which its people follow, too. */
  int nextMeasurement() {
    return ++measurements;
  }

  TestDuchy duchy(PartyName name) {
    return duchies.get(name);
  }

  /** From now on each message comes twice and in an order that the seed gives. */
  void disorder(long seed) {
    disorder = new Random(seed);
  }

  /** Loses every message to a Duchy from now on, or no longer. */
  void deafen(PartyName duchy, boolean loses) {
    if (loses) {
      deaf.add(duchy);
    } else {
      deaf.remove(duchy);
    }
  }

  /** What a sender that breaks the protocol hands over instead. */
  void tamper(UnaryOperator<Delivery> with) {
    tampering = with;
  }

  /** Leaves an event for later. */
  void enqueue(PartyName duchy, Runnable action) {
    events.add(new Event(duchy, action));
  }

  private void notify(String duchy, Computation computation) {
    Notification notification =
        Notification.newBuilder()
            .setResource(computation.getName())
            .setMeasurement(computation.getMeasurement())
            .build();
    PartyName name = PartyName.parse(duchy);
    push(name, "/v1/messages:kingdom", "kingdom", Map.of(), notification.toByteString());
  }

  /** Tells a Duchy of an object in its inbox. */
  void storageEvent(PartyName duchy, String object) {
    PushedMessage message =
        new StorageEvent("inbox-" + duchy.id(), object)
            .toMessage("inbox", "m" + messages, clock.instant());
    push(duchy, "/v1/messages:storage", "platform", message.attributes(), ByteString.EMPTY);
  }

  private void push(
      PartyName duchy,
      String path,
      String subject,
      Map<String, String> attributes,
      ByteString data) {
    PushedMessage message =
        new PushedMessage("s", "m" + messages++, clock.instant(), attributes, data);
    byte[] envelope = PushEnvelope.encode(message);
    if (deaf.contains(duchy)) {
      return;
    }
    for (int copy = disorder == null ? 1 : 2; copy > 0; copy--) {
      enqueue(duchy, () -> this.duchy(duchy).push(path, subject, envelope));
    }
  }

  /** Delivers every message and runs every job until nothing is left to do now. */
  void pump() {
    for (int handled = 0; !events.isEmpty(); handled++) {
      if (handled > MAX_EVENTS) {
        throw new AssertionError("the market does not come to rest");
      }
      int next = disorder == null ? 0 : disorder.nextInt(events.size());
      Event event = events.remove(next);
      try {
        event.action().run();
      } catch (Faults.Killed e) {
        duchy(event.duchy()).restart();
      }
    }
  }

  /** Lets time pass and every Duchy catch up, until a computation has ended everywhere. */
  void settle(ComputationName computation) {
    pump();
    for (int round = 0; round < MAX_ROUNDS && !rests(computation); round++) {
      clock.advance(Duration.ofMinutes(3));
      duchies.values().forEach(TestDuchy::sweep);
      pump();
    }
  }

  private boolean rests(ComputationName computation) {
    return kingdom.get(computation).getParticipantsList().stream()
        .map(participant -> duchy(PartyName.parse(participant.getDuchy())))
        .allMatch(duchy -> duchy.rests(computation));
  }

  /** Hands over as a party does: asks the receiver's API for a place and puts the bytes there. */
  void deliver(PartyName from, URI to, CreateUploadRequest request, ByteString bytes) {
    deliver(tampering.apply(new Delivery(from, to, request, bytes)));
  }

  private void deliver(Delivery delivery) {
    deliveries.add(delivery);
    TestDuchy receiver =
        duchies.values().stream()
            .filter(duchy -> duchy.apiUrl().equals(delivery.to()))
            .findFirst()
            .orElseThrow(
                () -> DomainException.unavailable(delivery.to() + " does not answer", null));
    Upload upload =
        receiver.call(
            delivery.from().toString(),
            HttpMethod.POST,
            "/v1/uploads",
            delivery.request(),
            Upload.getDefaultInstance());
    if (!upload.getComplete()) {
      receiver.put(URI.create(upload.getUrl()), delivery.bytes());
    }
  }

  /** Each object was only ever handed over with one content. */
  Map<String, List<Fingerprint>> deliveredContents() {
    Map<String, List<Fingerprint>> contents = new LinkedHashMap<>();
    for (Delivery delivery : deliveries) {
      CreateUploadRequest request = delivery.request();
      String what =
          delivery.from()
              + " "
              + delivery.to()
              + " "
              + request.getComputation()
              + " "
              + request.getStage()
              + " "
              + request.getObject().getName();
      Fingerprint digest = Fingerprint.of(delivery.bytes().toByteArray());
      List<Fingerprint> known = contents.computeIfAbsent(what, w -> new ArrayList<>());
      if (!known.contains(digest)) {
        known.add(digest);
      }
    }
    return contents;
  }

  static <M extends Message> M parse(ByteString bytes, M prototype) {
    try {
      @SuppressWarnings("unchecked")
      M parsed = (M) prototype.getParserForType().parseFrom(bytes);
      return parsed;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    duchies.values().forEach(TestDuchy::close);
  }
}
