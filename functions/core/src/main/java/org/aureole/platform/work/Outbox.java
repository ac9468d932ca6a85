package org.aureole.platform.work;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Tx;

/**
 * Where a transaction leaves what must be sent if, and only if, it commits.
 *
 * <p>What is added here is a row until it has been sent: the {@link OutboxRelay} sends it right
 * after the commit, and its sweep sends what a crash left. At least once, in any order.
 * Thread-safe.
 */
public final class Outbox {
  /** How long a sweep usually leaves a fresh message to the process that wrote it. */
  public static final Duration USUAL_GRACE = Duration.ofSeconds(10);

  private final OutboxRelay relay;
  private final Duration grace;

  /**
   * @param grace how long a sweep leaves a fresh row to the process that wrote it; a crash right
   *     after a commit delays its messages by this much
   */
  public Outbox(OutboxRelay relay, Duration grace) {
    this.relay = Objects.requireNonNull(relay);
    this.grace = Objects.requireNonNull(grace);
  }

  /** Sends {@code message} once this transaction has committed. */
  public void add(Tx tx, Message message) {
    add(tx, OutboxEntry.of(message), message.notBefore().orElse(tx.now()));
  }

  /** Asks for a run of {@code job} once this transaction has committed; not before that time. */
  void startJob(Tx tx, JobName job, Instant notBefore) {
    add(tx, OutboxEntry.of(job), notBefore);
  }

  private void add(Tx tx, OutboxEntry entry, Instant notBefore) {
    boolean due = !notBefore.isAfter(tx.now());
    Message message = entry.message();
    tx.insert(
        OutboxEntry.TABLE,
        Columns.of("shard", entry.shard())
            .and("id", message.id())
            .and("kind", entry.kind())
            .and("topic", message.topic())
            .and("message_key", message.key())
            .and("message_type", message.type())
            .and("payload", message.payload())
            .and("attributes", OutboxEntry.json(message.attributes()))
            .and("created_at", tx.now())
            .and("not_before", due ? tx.now().plus(grace) : notBefore)
            .and("attempts", 0L)
            .and("last_error", null));
    if (due) {
      committedTogether(tx).add(entry);
    }
  }

  private List<OutboxEntry> committedTogether(Tx tx) {
    return tx.attachment(
        this,
        () -> {
          List<OutboxEntry> entries = new ArrayList<>();
          tx.afterCommit(() -> relay.committed(List.copyOf(entries)));
          return entries;
        });
  }
}
