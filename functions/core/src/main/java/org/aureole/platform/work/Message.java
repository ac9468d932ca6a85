package org.aureole.platform.work;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.aureole.platform.http.PushedMessage;

/**
 * A message for a topic. Delivered at least once, in any order.
 *
 * @param id unique; a message that is delivered twice keeps it
 * @param topic the name of the topic, without the cloud's prefix
 * @param key the resource name that the message is about
 * @param type names the payload's format, such as a protobuf message's full name
 * @param payload the bytes, up to 9 MiB (Spanner and Pub/Sub take 10 MiB with the rest)
 * @param attributes small facts beside the payload, such as {@code traceparent}
 * @param notBefore the message is not sent before this time
 */
public record Message(
    String id,
    String topic,
    String key,
    String type,
    ByteString payload,
    Map<String, String> attributes,
    Optional<Instant> notBefore) {
  private static final int MAX_PAYLOAD = 9 << 20;

  public Message {
    Objects.requireNonNull(id);
    Objects.requireNonNull(topic);
    Objects.requireNonNull(key);
    Objects.requireNonNull(type);
    Objects.requireNonNull(notBefore);
    attributes = Map.copyOf(attributes);
    if (payload.size() > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "the payload of a message for "
              + topic
              + " has "
              + payload.size()
              + " bytes, at most "
              + MAX_PAYLOAD
              + " are possible");
    }
  }

  /** A message with a fresh random id, to be sent at once, without attributes. */
  public static Message of(String topic, String key, String type, ByteString payload) {
    return new Message(
        UUID.randomUUID().toString(), topic, key, type, payload, Map.of(), Optional.empty());
  }

  public Message withAttributes(Map<String, String> more) {
    return new Message(id, topic, key, type, payload, more, notBefore);
  }

  public Message notBefore(Instant time) {
    return new Message(id, topic, key, type, payload, attributes, Optional.of(time));
  }

  /**
   * This message as a subscription pushes it: {@link #key} and {@link #type} travel as the
   * attributes {@link PushedMessage#KEY} and {@link PushedMessage#TYPE}, on every cloud.
   *
   * @param publishTime when the topic took the message
   */
  public PushedMessage pushedBy(String subscription, Instant publishTime) {
    Map<String, String> all = new HashMap<>(attributes);
    all.put(PushedMessage.KEY, key);
    all.put(PushedMessage.TYPE, type);
    return new PushedMessage(subscription, id, publishTime, all, payload);
  }
}
