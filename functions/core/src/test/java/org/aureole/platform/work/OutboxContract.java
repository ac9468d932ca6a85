package org.aureole.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.aureole.platform.sql.Contenders;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.TestClock;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the outbox does on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class OutboxContract {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Executor DIES_BEFORE_SENDING = task -> {};

  private final TestClock clock = new TestClock();
  private final List<Message> published = new CopyOnWriteArrayList<>();
  private final List<JobName> started = new CopyOnWriteArrayList<>();
  private boolean topicsAreDown;
  private Database database;

  protected abstract TestDatabases databases();

  @BeforeAll
  void open() {
    database = databases().create(clock);
  }

  @AfterAll
  void close() {
    if (database != null) {
      database.close();
    }
  }

  @BeforeEach
  void clear() {
    database.run("clear", tx -> tx.update("delete from outbox where id <> ''"));
    published.clear();
    started.clear();
    topicsAreDown = false;
  }

  @Test
  void aCommittedMessageIsSentOnceAndItsRowIsGone() {
    OutboxRelay relay = relay(Runnable::run);
    Message message =
        message("things/1").withAttributes(Map.of("traceparent", "00-\"é\"", "a", ""));
    database.run("write", tx -> outbox(relay).add(tx, message));

    assertThat(published).containsExactly(message);
    assertThat(relay.nextDue()).isEmpty();
    clock.advance(GRACE);
    assertThat(relay.sweep(10)).isEqualTo(new OutboxRelay.Swept(0, 0));
  }

  @Test
  void aRolledBackMessageIsNotSent() {
    OutboxRelay relay = relay(Runnable::run);
    assertThatThrownBy(() ->
            database.run(
                "write",
                tx -> {
                  outbox(relay).add(tx, message("things/1"));
                  throw new IllegalStateException("no");
                }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(published).isEmpty();
    assertThat(relay.nextDue()).isEmpty();
  }

  @Test
  void whatACrashLeftIsSentByASweepUnchanged() {
    Message message =
        new Message(
            "id-1",
            "topic",
            "things/1",
            "Thing",
            ByteString.copyFrom(new byte[] {0, -1, 7}),
            Map.of("k", "v;\n\"w\"", "é", ""),
            Optional.empty());
    OutboxRelay dead = relay(DIES_BEFORE_SENDING);
    database.run("write", tx -> outbox(dead).add(tx, message));
    assertThat(published).isEmpty();

    OutboxRelay next = relay(Runnable::run);
    assertThat(next.sweep(10).sent()).as("left to the process that wrote it").isZero();
    clock.advance(GRACE);
    assertThat(next.nextDue()).contains(clock.instant());
    assertThat(next.sweep(10)).isEqualTo(new OutboxRelay.Swept(1, 0));
    assertThat(published).containsExactly(message);
    assertThat(next.nextDue()).isEmpty();
  }

  @Test
  void whatCannotBeSentStaysAndIsTriedAgainLater() {
    OutboxRelay relay = relay(Runnable::run);
    topicsAreDown = true;
    database.run("write", tx -> outbox(relay).add(tx, message("things/1")));
    clock.advance(Duration.ofSeconds(1));
    assertThat(relay.sweep(10))
        .as("due after a second at most")
        .isEqualTo(new OutboxRelay.Swept(0, 1));
    assertThat(relay.sweep(10)).as("not due again yet").isEqualTo(new OutboxRelay.Swept(0, 0));
    String error =
        database
            .read(
                "read",
                tx -> tx.one("select last_error from outbox", row -> row.string("last_error")))
            .orElseThrow();
    assertThat(error).contains("topic is down");

    topicsAreDown = false;
    clock.advance(Duration.ofSeconds(2));
    assertThat(relay.sweep(10)).isEqualTo(new OutboxRelay.Swept(1, 0));
    assertThat(published).hasSize(1);
  }

  @Test
  void oneThatFailsHoldsUpNoOther() {
    OutboxRelay relay =
        new OutboxRelay(
            database,
            message -> {
              if (message.key().equals("things/2")) {
                throw new IllegalStateException("refused");
              }
              published.add(message);
            },
            started::add,
            Runnable::run);
    database.run(
        "write",
        tx ->
            List.of("things/1", "things/2", "things/3")
                .forEach(key -> outbox(relay).add(tx, message(key))));

    assertThat(published).extracting(Message::key).containsExactly("things/1", "things/3");
    long left =
        database
            .read(
                "count",
                tx -> tx.one("select count(*) as n from outbox", row -> row.longValue("n")))
            .orElseThrow();
    assertThat(left).isEqualTo(1);
  }

  /** The text of an error may come from a peer: it must not keep the row from being settled. */
  @Test
  void whateverAnErrorSaysItsRowIsPostponedAndTheOthersAreSent() {
    OutboxRelay relay =
        new OutboxRelay(
            database,
            message -> {
              if (message.key().equals("things/1")) {
                throw new IllegalStateException("later\u0000 \ud83d " + "x".repeat(5000));
              }
              published.add(message);
            },
            started::add,
            DIES_BEFORE_SENDING);
    database.run(
        "write",
        tx -> {
          outbox(relay).add(tx, message("things/1"));
          outbox(relay).add(tx, message("things/2"));
          outbox(relay).startJob(tx, new JobName("stage", "computations/1"), tx.now());
        });
    clock.advance(GRACE);

    assertThat(relay.sweep(10)).isEqualTo(new OutboxRelay.Swept(2, 1));
    assertThat(relay.sweep(10)).as("postponed").isEqualTo(new OutboxRelay.Swept(0, 0));
    assertThat(published).extracting(Message::key).containsExactly("things/2");
    assertThat(started).hasSize(1);
    String error =
        database
            .read(
                "read",
                tx -> tx.one("select last_error from outbox", row -> row.string("last_error")))
            .orElseThrow();
    assertThat(error).contains("later\uFFFD \uFFFD xxx").hasSizeLessThanOrEqualTo(1000);
  }

  @Test
  void aMessageForLaterWaits() {
    OutboxRelay relay = relay(Runnable::run);
    database.run(
        "write",
        tx -> outbox(relay).add(tx, message("things/1").notBefore(tx.now().plusSeconds(60))));
    clock.advance(Duration.ofSeconds(59));
    assertThat(relay.sweep(10).sent()).isZero();

    clock.advance(Duration.ofSeconds(1));
    assertThat(relay.sweep(10).sent()).isEqualTo(1);
    assertThat(published).hasSize(1);
  }

  @Test
  void aJobStartGoesToTheStarter() {
    OutboxRelay relay = relay(Runnable::run);
    JobName job = new JobName("stage", "computations/1");
    database.run("write", tx -> outbox(relay).startJob(tx, job, tx.now()));

    assertThat(started).containsExactly(job);
    assertThat(published).isEmpty();
    assertThat(relay.nextDue()).isEmpty();
  }

  @Test
  void sweepsAtOnceLoseNothing() throws Exception {
    OutboxRelay dead = relay(DIES_BEFORE_SENDING);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      keys.add("things/" + i);
    }
    database.run("write", tx -> keys.forEach(key -> outbox(dead).add(tx, message(key))));
    clock.advance(GRACE);

    OutboxRelay relay = relay(Runnable::run);
    Contenders.run(
        databases().contenders(),
        () -> {
          while (relay.sweep(7).sent() > 0) {
            // Until nothing is left.
          }
        });

    assertThat(published).extracting(Message::key).containsAll(keys);
    assertThat(relay.nextDue()).isEmpty();
  }

  @Test
  void transactionsOnDifferentRowsAllCommitBesideEachOther() throws Exception {
    OutboxRelay relay = relay(Runnable::run);
    int each = 10;
    AtomicInteger next = new AtomicInteger();
    Contenders.run(
        databases().contenders(),
        () -> {
          for (int i = 0; i < each; i++) {
            String key = "things/" + next.incrementAndGet();
            database.run("write", tx -> outbox(relay).add(tx, message(key)));
          }
        });

    assertThat(published).hasSize(databases().contenders() * each).doesNotHaveDuplicates();
    assertThat(relay.nextDue()).isEmpty();
  }

  private static Message message(String key) {
    return Message.of("topic", key, "Thing", ByteString.copyFromUtf8("payload of " + key));
  }

  private Outbox outbox(OutboxRelay relay) {
    return new Outbox(relay, GRACE);
  }

  private OutboxRelay relay(Executor executor) {
    return new OutboxRelay(
        database,
        message -> {
          if (topicsAreDown) {
            throw new IllegalStateException("the topic is down");
          }
          published.add(message);
        },
        started::add,
        executor);
  }
}
