package org.aureole.local.topic;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.Message;

/** The rows of {@code deliveries}. Thread-safe. */
final class DeliveryTable {
  private static final Gson GSON = new Gson();
  private static final int MAX_ERROR_CHARS = 500;

  private final Database database;

  DeliveryTable(Database database) {
    this.database = database;
  }

  /** A row without its message. */
  record Pending(String messageId, Instant notBefore, long attempts) {}

  /** Adds a row unless the subscription has one of that message. */
  static boolean insert(Tx tx, String subscription, String fullTopic, Message message) {
    return tx.insertIfAbsent(
        "deliveries",
        List.of("subscription", "message_id"),
        Columns.of("subscription", subscription)
            .and("message_id", message.id())
            .and("topic", fullTopic)
            .and("message_key", message.key())
            .and("message_type", message.type())
            .and("payload", message.payload())
            .and("attributes", GSON.toJson(new TreeMap<>(message.attributes())))
            .and("published_at", tx.now())
            .and("attempts", 0L)
            .and("not_before", message.notBefore().orElse(tx.now()))
            .and("last_error", null)
            .and("dead_at", null));
  }

  List<Pending> pending(String subscription) {
    return database.read(
        "readBacklog",
        tx ->
            tx.query(
                "select message_id, not_before, attempts from deliveries"
                    + " where subscription = ? and dead_at is null",
                row ->
                    new Pending(
                        row.string("message_id"),
                        row.instant("not_before"),
                        row.longValue("attempts")),
                subscription));
  }

  Optional<PushedMessage> message(String subscription, String messageId) {
    return database.read(
        "readDelivery",
        tx ->
            tx.one(
                "select message_key, message_type, payload, attributes, published_at"
                    + " from deliveries where subscription = ? and message_id = ?",
                row ->
                    new Message(
                            messageId,
                            "",
                            row.string("message_key"),
                            row.string("message_type"),
                            ByteString.copyFrom(row.bytes("payload")),
                            attributes(row.string("attributes")),
                            Optional.empty())
                        .pushedBy(subscription, row.instant("published_at")),
                subscription,
                messageId));
  }

  /** Deletes what was delivered, in one statement for each subscription. */
  void delete(Collection<Delivery> delivered) {
    Map<String, List<Delivery>> bySubscription =
        delivered.stream().collect(Collectors.groupingBy(Delivery::subscription));
    database.run(
        "settleDeliveries",
        tx ->
            bySubscription.forEach((subscription, deliveries) ->
                tx.update(
                    "delete from deliveries where subscription = ? and message_id = any(?)",
                    subscription,
                    deliveries.stream().map(Delivery::messageId).toArray(String[]::new))));
  }

  void postpone(String subscription, String messageId, long attempts, Instant until, String error) {
    database.run(
        "postponeDelivery",
        tx ->
            tx.update(
                "update deliveries set attempts = ?, not_before = ?, last_error = ?"
                    + " where subscription = ? and message_id = ?",
                attempts,
                until,
                shortened(error),
                subscription,
                messageId));
  }

  void bury(String subscription, String messageId, long attempts, String error) {
    database.run(
        "buryDelivery",
        tx ->
            tx.update(
                "update deliveries set attempts = ?, dead_at = ?, last_error = ?"
                    + " where subscription = ? and message_id = ?",
                attempts,
                tx.now(),
                shortened(error),
                subscription,
                messageId));
  }

  List<DeadLetter> deadLetters() {
    return database.read(
        "readDeadLetters",
        tx ->
            tx.query(
                "select subscription, message_id, topic, message_key, message_type, published_at,"
                    + " attempts, last_error, dead_at from deliveries where dead_at is not null"
                    + " order by subscription, dead_at, message_id",
                row ->
                    new DeadLetter(
                        row.string("subscription"),
                        row.string("message_id"),
                        row.string("topic"),
                        row.string("message_key"),
                        row.string("message_type"),
                        row.instant("published_at"),
                        row.longValue("attempts"),
                        row.optString("last_error").orElse(""),
                        row.instant("dead_at"))));
  }

  int revive(String subscription) {
    return database.inTransaction(
        "redriveDeadLetters",
        tx ->
            tx.update(
                "update deliveries set attempts = 0, not_before = ?, dead_at = null"
                    + " where subscription = ? and dead_at is not null",
                tx.now(),
                subscription));
  }

  private static Map<String, String> attributes(String json) {
    return GSON.fromJson(json, new TypeToken<Map<String, String>>() {}.getType());
  }

  private static String shortened(String error) {
    // PostgreSQL's text takes no NUL.
    String clean = error.replace('\0', ' ');
    return clean.substring(0, Math.min(clean.length(), MAX_ERROR_CHARS));
  }
}
