package org.aureole.platform.work;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.aureole.platform.sql.ColumnText;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the rows of the outbox and deletes each one after it was sent.
 *
 * <p>Two relays that meet at a row may both send it, and one that dies between sending and deleting
 * leaves it to be sent again: delivery is at least once, and receivers are idempotent. A row that
 * cannot be sent stays, with growing pauses, until it can. Thread-safe.
 */
public final class OutboxRelay {
  private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));
  private static final int MAX_ERROR = 500;

  private final Database database;
  private final Topics topics;
  private final JobStarter jobs;
  private final Executor executor;

  /**
   * @param executor runs the sending that follows a commit: {@code Runnable::run} in a function,
   *     which may be frozen once it has answered; a thread of its own in a server
   */
  public OutboxRelay(Database database, Topics topics, JobStarter jobs, Executor executor) {
    this.database = Objects.requireNonNull(database);
    this.topics = Objects.requireNonNull(topics);
    this.jobs = Objects.requireNonNull(jobs);
    this.executor = Objects.requireNonNull(executor);
  }

  /**
   * What a sweep did.
   *
   * @param sent rows sent and deleted
   * @param failed rows that could not be sent now and stay
   */
  public record Swept(int sent, int failed) {}

  /**
   * Sends up to {@code limit} rows that are due. Call again while {@code sent} reaches the limit.
   */
  public Swept sweep(int limit) {
    List<OutboxEntry> due =
        database.read(
            "readOutbox",
            tx ->
                tx.query(
                    "select "
                        + OutboxEntry.COLUMNS
                        + " from "
                        + OutboxEntry.TABLE
                        + " where shard = any(?) and not_before <= ? limit ?",
                    OutboxEntry::read,
                    Shards.ALL,
                    tx.now(),
                    limit));
    return send(due);
  }

  /** When the next row is due, which may have passed; empty when the outbox is empty. */
  public Optional<Instant> nextDue() {
    return database.read(
        "nextOutboxDue",
        tx ->
            tx.one(
                    Shards.earliest(OutboxEntry.TABLE, "not_before"),
                    row -> row.optInstant("due"),
                    Shards.ALL)
                .flatMap(due -> due));
  }

  /** Sends what a transaction has just committed. Never throws: the rows are there. */
  void committed(List<OutboxEntry> entries) {
    try {
      executor.execute(() -> {
        try {
          send(entries);
        } catch (RuntimeException e) {
          log.warn("{} committed messages are left to the sweep", entries.size(), e);
        }
      });
    } catch (RuntimeException e) {
      log.warn("{} committed messages are left to the sweep", entries.size(), e);
    }
  }

  private Swept send(List<OutboxEntry> entries) {
    List<OutboxEntry> sent = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (OutboxEntry entry : entries) {
      try {
        send(entry);
        sent.add(entry);
      } catch (RuntimeException e) {
        log.warn(
            "{} for {} could not be sent, attempt {}: {}",
            entry.kind(),
            entry.message().key(),
            entry.attempts() + 1,
            e.toString());
        failures.add(new Failure(entry, e));
      }
    }
    if (!sent.isEmpty()) {
      database.run("settleOutbox", tx -> delete(tx, sent));
    }
    failures.forEach(this::postpone);
    return new Swept(sent.size(), failures.size());
  }

  private void send(OutboxEntry entry) {
    switch (entry.kind()) {
      case MESSAGE -> topics.publish(entry.message());
      case JOB_START -> jobs.start(JobName.parse(entry.message().key()));
    }
  }

  private static void delete(Tx tx, List<OutboxEntry> sent) {
    tx.update(
        "delete from " + OutboxEntry.TABLE + " where shard = any(?) and id = any(?)",
        sent.stream().mapToLong(OutboxEntry::shard).distinct().toArray(),
        sent.stream().map(e -> e.message().id()).toArray(String[]::new));
  }

  /** In a transaction of its own: a row that cannot be settled holds up no other. */
  private void postpone(Failure failure) {
    try {
      database.run("postponeOutbox", tx -> postpone(tx, failure));
    } catch (RuntimeException e) {
      log.error("{} could not be postponed", failure.entry().message().key(), e);
    }
  }

  private static void postpone(Tx tx, Failure failure) {
    OutboxEntry entry = failure.entry();
    tx.update(
        "update "
            + OutboxEntry.TABLE
            + " set attempts = attempts + 1, not_before = ?, last_error = ?"
            + " where shard = ? and id = ?",
        tx.now().plus(BACKOFF.after(entry.attempts() + 1, entry.message().key())),
        ColumnText.of(failure.error().toString(), MAX_ERROR),
        entry.shard(),
        entry.message().id());
  }

  private record Failure(OutboxEntry entry, RuntimeException error) {}
}
