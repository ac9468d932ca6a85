package org.aureole.platform.work;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.aureole.platform.sql.Row;

/** A row of the outbox: a message, or the start of a job, whose name is then the message's key. */
record OutboxEntry(Kind kind, Message message, long attempts) {
  static final String TABLE = "outbox";
  static final String COLUMNS =
      "id, kind, topic, message_key, message_type, payload, attributes, attempts";

  enum Kind {
    MESSAGE,
    JOB_START
  }

  static OutboxEntry of(Message message) {
    return new OutboxEntry(Kind.MESSAGE, message, 0);
  }

  static OutboxEntry of(JobName job) {
    Message start =
        new Message(
            UUID.randomUUID().toString(),
            "",
            job.toString(),
            "",
            ByteString.EMPTY,
            Map.of(),
            Optional.empty());
    return new OutboxEntry(Kind.JOB_START, start, 0);
  }

  static OutboxEntry read(Row row) {
    Message message =
        new Message(
            row.string("id"),
            row.string("topic"),
            row.string("message_key"),
            row.string("message_type"),
            ByteString.copyFrom(row.bytes("payload")),
            attributes(row.string("attributes")),
            Optional.empty());
    return new OutboxEntry(row.enumValue("kind", Kind.class), message, row.longValue("attempts"));
  }

  static String json(Map<String, String> attributes) {
    Struct.Builder object = Struct.newBuilder();
    new TreeMap<>(attributes)
        .forEach((k, v) -> object.putFields(k, Value.newBuilder().setStringValue(v).build()));
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(object);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("attributes that have no JSON form", e);
    }
  }

  private static Map<String, String> attributes(String json) {
    Struct.Builder object = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(json, object);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the attributes of an outbox row are no JSON object", e);
    }
    return object.getFieldsMap().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().getStringValue()));
  }

  long shard() {
    return Shards.of(message.id());
  }
}
