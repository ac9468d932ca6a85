package org.aureole.local.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.aureole.local.function.FunctionHost;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.PushEndpoint;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.http.Router;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.TestTokens;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.work.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("store")
class LocalTopicsTest {
  private static final HttpClient HTTP = ApiClient.newHttpClient();
  private static final String AUDIENCE = "https://party.example";
  private static final Redelivery QUICK =
      new Redelivery(Duration.ofMillis(5), Duration.ofMillis(20), 4);

  private final InstantSource clock = InstantSource.system();
  private final TestTokens tokens = new TestTokens(AUDIENCE, clock.instant());
  private final List<PushedMessage> taken = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Integer> tries = Collections.synchronizedMap(new HashMap<>());
  private volatile Predicate<PushedMessage> takes = message -> true;
  private Database database;
  private FunctionHost party;
  private LocalTopics topics;

  @BeforeEach
  void start() {
    database = new PostgresTestDatabases().create(clock, LocalTopics.SCHEMA);
    party =
        FunctionHost.start(
            FunctionHost.ANY_PORT,
            new Router(
                List.of(
                    PushEndpoint.ofKingdomTopic(
                        "t.push",
                        "/push/{subscriber}",
                        (call, message) -> {
                          tries.merge(message.id(), 1, Integer::sum);
                          if (!takes.test(message)) {
                            throw DomainException.unavailable("not now", null);
                          }
                          taken.add(message);
                        })),
                tokens.authenticator(),
                clock));
  }

  @AfterEach
  void stop() {
    if (topics != null) {
      topics.close();
    }
    party.close();
    database.close();
  }

  private void open(Disturbance disturbance, String... subscribers) {
    topics = new LocalTopics(database, HTTP, clock, QUICK, disturbance);
    for (String subscriber : subscribers) {
      topics.subscribe(subscription(subscriber, Role.KINGDOM));
    }
  }

  private Subscription subscription(String subscriber, Role pusher) {
    return new Subscription(
        subscriber,
        "kingdom",
        "measurements",
        URI.create(party.url() + "/push/" + subscriber),
        AUDIENCE,
        audience -> tokens.of(pusher));
  }

  private static Message message(String text) {
    return Message.of("measurements", "key-of-" + text, "text", ByteString.copyFromUtf8(text))
        .withAttributes(Map.of("color", "red"));
  }

  private void publish(Message message) {
    topics.of("kingdom").publish(message);
  }

  @Test
  void everySubscriberGetsTheMessageAsItWas() {
    open(Disturbance.NONE, "worker1", "worker2");
    Message message = message("hello");
    publish(message);
    await(() -> taken.size() == 2);
    assertThat(taken.stream().map(PushedMessage::subscription))
        .containsExactlyInAnyOrder("worker1", "worker2");
    assertThat(taken)
        .allSatisfy(pushed -> {
          assertThat(pushed.id()).isEqualTo(message.id());
          assertThat(pushed.key()).isEqualTo("key-of-hello");
          assertThat(pushed.type()).isEqualTo("text");
          assertThat(pushed.attribute("color")).isEqualTo("red");
          assertThat(pushed.data().toStringUtf8()).isEqualTo("hello");
        });
    await(() -> topics.pending() == 0 && rows() == 0);
  }

  @Test
  void whatIsNotTakenComesAgainAndThenBecomesADeadLetter() {
    open(Disturbance.NONE, "worker1");
    takes = message -> tries.get(message.id()) == 3;
    Message late = message("third time");
    publish(late);
    await(() -> taken.size() == 1);

    takes = message -> false;
    Message dead = message("never");
    publish(dead);
    await(() -> !topics.deadLetters().isEmpty() && topics.pending() == 0);
    assertThat(tries.get(dead.id())).isEqualTo(4);
    DeadLetter letter = topics.deadLetters().get(0);
    assertThat(letter.messageId()).isEqualTo(dead.id());
    assertThat(letter.subscription()).isEqualTo("worker1");
    assertThat(letter.topic()).isEqualTo("kingdom/measurements");
    assertThat(letter.attempts()).isEqualTo(4);
    assertThat(letter.lastError()).contains("503").contains("not now");

    takes = message -> true;
    assertThat(topics.redrive("worker1")).isEqualTo(1);
    await(() -> taken.size() == 2);
    assertThat(topics.deadLetters()).isEmpty();
    assertThat(topics.redrive("worker1")).isZero();
  }

  @Test
  void aRestartLosesNothing() {
    open(Disturbance.NONE, "worker1", "worker2");
    topics.pause("worker1");
    List<Message> sent = IntStream.range(0, 30).mapToObj(i -> message("m" + i)).toList();
    sent.forEach(this::publish);
    await(() -> taken.size() == 30);
    topics.close();

    open(Disturbance.NONE, "worker1", "worker2");
    await(() -> topics.pending() == 0);
    Set<String> gotByWorker1 =
        taken.stream()
            .filter(message -> message.subscription().equals("worker1"))
            .map(message -> message.data().toStringUtf8())
            .collect(Collectors.toSet());
    assertThat(gotByWorker1).hasSize(30);
    assertThat(taken.stream().filter(m -> m.subscription().equals("worker1")))
        .allSatisfy(m -> assertThat(m.attribute("color")).isEqualTo("red"));
  }

  @Test
  void aPausedSubscriberCatchesUpAndOthersDoNotWaitForIt() {
    open(Disturbance.NONE, "worker1", "worker2");
    topics.pause("worker1");
    publish(message("a"));
    await(() -> taken.size() == 1);
    assertThat(topics.pending("worker1")).isEqualTo(1);
    assertThat(taken.get(0).subscription()).isEqualTo("worker2");
    topics.resume("worker1");
    await(() -> taken.size() == 2);
  }

  @Test
  void aDisturbedTopicDeliversTwiceAndOutOfOrder() {
    open(Disturbance.twiceInRandomOrder(7, Duration.ofMillis(150)), "worker1");
    List<String> sent = IntStream.range(0, 40).mapToObj(i -> "m" + i).toList();
    sent.forEach(text -> publish(message(text)));
    await(() -> topics.pending() == 0);
    List<String> got = taken.stream().map(message -> message.data().toStringUtf8()).toList();
    assertThat(got).hasSize(80);
    sent.forEach(text -> assertThat(Collections.frequency(got, text)).isEqualTo(2));
    assertThat(new ArrayList<>(new LinkedHashSet<>(got))).isNotEqualTo(sent);
  }

  @Test
  void theDelaysOfADisturbanceFollowFromItsSeed() {
    Disturbance one = Disturbance.twiceInRandomOrder(1, Duration.ofSeconds(10));
    Disturbance two = Disturbance.twiceInRandomOrder(2, Duration.ofSeconds(10));
    assertThat(one.delay("s", "m", 0)).isEqualTo(one.delay("s", "m", 0));
    Set<Duration> drawn = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      drawn.add(one.delay("s", "m" + i, 0));
      drawn.add(two.delay("s", "m" + i, 0));
      drawn.add(one.delay("s", "m" + i, 1));
    }
    assertThat(drawn).hasSizeGreaterThan(250);
    assertThat(drawn).allMatch(d -> !d.isNegative() && d.compareTo(one.maxDelay()) <= 0);
  }

  @Test
  void theSameMessagePublishedTwiceWhileItWaitsIsOne() {
    open(Disturbance.NONE, "worker1");
    topics.pause("worker1");
    Message message = message("once");
    publish(message);
    publish(message);
    assertThat(topics.pending("worker1")).isEqualTo(1);
  }

  @Test
  void aMessageForLaterWaits() {
    open(Disturbance.NONE, "worker1");
    publish(message("later").notBefore(clock.instant().plusSeconds(3600)));
    publish(message("now"));
    await(() -> taken.size() == 1);
    assertThat(taken.get(0).data().toStringUtf8()).isEqualTo("now");
    await(() -> topics.pending("worker1") == 1);
  }

  @Test
  void aTopicWithoutSubscriberTakesNothing() {
    open(Disturbance.NONE, "worker1");
    assertThatThrownBy(() -> topics.of("somebody").publish(message("x")))
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("somebody/measurements");
    assertThatThrownBy(() -> topics.subscribe(subscription("worker1", Role.KINGDOM)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTransactionThatRollsBackPublishesNothing() {
    open(Disturbance.NONE, "worker1");
    assertThatThrownBy(() ->
            database.run(
                "test",
                tx -> {
                  topics.publish(tx, "kingdom", message("x"));
                  throw new IllegalStateException("no");
                }))
        .hasMessage("no");
    assertThat(rows()).isZero();
    assertThat(topics.pending()).isZero();
  }

  @Test
  void anotherIdentityIsRefusedByTheSubscriber() {
    topics = new LocalTopics(database, HTTP, clock, QUICK, Disturbance.NONE);
    topics.subscribe(subscription("worker1", Role.DUCHY));
    publish(message("forged"));
    await(() -> !topics.deadLetters().isEmpty());
    assertThat(topics.deadLetters().get(0).lastError()).contains("403");
    assertThat(taken).isEmpty();
  }

  @Test
  void aSubscriberThatIsDownGetsItsMessagesWhenItIsBack() {
    open(Disturbance.NONE, "worker2");
    Subscription nowhere =
        new Subscription(
            "worker1",
            "kingdom",
            "measurements",
            URI.create("http://127.0.0.1:1/push"),
            AUDIENCE,
            audience -> tokens.of(Role.KINGDOM));
    topics.subscribe(nowhere);
    publish(message("a"));
    await(() -> !topics.deadLetters().isEmpty());
    topics.close();

    open(Disturbance.NONE, "worker1");
    topics.redrive("worker1");
    await(() -> taken.stream().anyMatch(m -> m.subscription().equals("worker1")));
  }

  private long rows() {
    return database.read(
        "count",
        tx -> tx.one("select count(*) as n from deliveries", row -> row.longValue("n")).get());
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
