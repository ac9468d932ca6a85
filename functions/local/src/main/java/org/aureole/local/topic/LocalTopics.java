package org.aureole.local.topic;

import java.net.http.HttpClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.Message;
import org.aureole.platform.work.Topics;

/**
 * The topics of a local market: what Pub/Sub is in the cloud.
 *
 * <p>A message is a row for each subscription before {@code publish} returns, and is pushed within
 * milliseconds, at least once and in no order, with an OIDC token of the topic's owner. What a
 * subscriber does not take is pushed again with growing pauses, and kept as a dead letter after the
 * last attempt. Everything survives a crash; {@link #subscribe} takes up what was left.
 *
 * <p>One instance per database. Thread-safe.
 */
public final class LocalTopics implements AutoCloseable {
  /** The schema, for the migrator. */
  public static final String SCHEMA = "cloud";

  private final Database database;
  private final DeliveryTable table;
  private final Dispatcher dispatcher;
  private final Map<String, List<Subscription>> byTopic = new HashMap<>();

  /** Topics without disturbance. */
  public LocalTopics(Database database, HttpClient http, InstantSource clock) {
    this(database, http, clock, Redelivery.USUAL, Disturbance.NONE);
  }

  /**
   * Topics on a database.
   *
   * @param database migrated to {@link #SCHEMA}; stays the caller's to close, after this
   * @param disturbance for tests
   */
  public LocalTopics(
      Database database,
      HttpClient http,
      InstantSource clock,
      Redelivery redelivery,
      Disturbance disturbance) {
    this.database = Objects.requireNonNull(database);
    this.table = new DeliveryTable(database);
    this.dispatcher = new Dispatcher(table, http, clock, redelivery, disturbance);
  }

  /**
   * Starts delivering to a subscriber, beginning with what earlier runs have left.
   *
   * @throws IllegalArgumentException when a subscription of that name is there
   */
  public void subscribe(Subscription subscription) {
    dispatcher.addLane(subscription);
    synchronized (byTopic) {
      byTopic
          .computeIfAbsent(subscription.fullTopic(), topic -> new ArrayList<>())
          .add(subscription);
    }
  }

  /** The topics of one owner. */
  public Topics of(String owner) {
    return message -> database.run("publish", tx -> publish(tx, owner, message));
  }

  /**
   * Publishes as part of a transaction on the database of these topics.
   *
   * @throws DomainException UNAVAILABLE when nobody has subscribed to the topic yet: a publisher
   *     that keeps its message until it is taken loses nothing by that
   */
  public void publish(Tx tx, String owner, Message message) {
    String fullTopic = Subscription.fullTopic(owner, message.topic());
    List<Subscription> subscriptions;
    synchronized (byTopic) {
      subscriptions = List.copyOf(byTopic.getOrDefault(fullTopic, List.of()));
    }
    if (subscriptions.isEmpty()) {
      throw DomainException.unavailable("nobody has subscribed to topic " + fullTopic, null);
    }
    Instant due = message.notBefore().orElse(tx.now());
    for (Subscription subscription : subscriptions) {
      if (DeliveryTable.insert(tx, subscription.name(), fullTopic, message)) {
        PushedMessage pushed = message.pushedBy(subscription.name(), tx.now());
        tx.afterCommit(() -> dispatcher.enqueue(subscription.name(), pushed, due));
      }
    }
  }

  /** Stops delivering to a subscriber, as if it were down; its messages wait. */
  public void pause(String subscription) {
    dispatcher.pause(subscription, true);
  }

  /** Delivers again. */
  public void resume(String subscription) {
    dispatcher.pause(subscription, false);
  }

  /** How many messages wait for a subscriber or are on their way to it. */
  public int pending(String subscription) {
    return dispatcher.pending(subscription);
  }

  /** How many messages wait or are on their way, over all subscriptions. */
  public int pending() {
    List<Subscription> all;
    synchronized (byTopic) {
      all = byTopic.values().stream().flatMap(List::stream).toList();
    }
    return all.stream().mapToInt(subscription -> pending(subscription.name())).sum();
  }

  /** What no subscriber took. */
  public List<DeadLetter> deadLetters() {
    return table.deadLetters();
  }

  /** Delivers the dead letters of a subscription afresh, and returns how many there were. */
  public int redrive(String subscription) {
    int revived = table.revive(subscription);
    dispatcher.loadBacklog(subscription);
    return revived;
  }

  /** Stops delivering; what is not delivered waits for the next start. Idempotent. */
  @Override
  public void close() {
    dispatcher.close();
  }
}
