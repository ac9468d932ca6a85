package org.aureole.platform.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * The JSON in which Google Pub/Sub wraps a message that it pushes: {@code {"message": {"data":
 * base64, "attributes": {…}, "messageId": …, "publishTime": …}, "subscription": …}}. Every platform
 * that Aureole runs on delivers messages in it. Members that Pub/Sub may add are ignored.
 */
public final class PushEnvelope {
  private PushEnvelope() {}

  /**
   * Unwraps a message.
   *
   * @throws DomainException INVALID_ARGUMENT naming the member that is missing or wrong
   */
  public static PushedMessage decode(byte[] utf8) {
    JsonElement tree = StrictJson.tree(StrictJson.text(utf8));
    if (!tree.isJsonObject()) {
      throw DomainException.of(
          ErrorCode.INVALID_ARGUMENT, "the body must be a Pub/Sub push envelope, a JSON object");
    }
    JsonObject envelope = tree.getAsJsonObject();
    JsonObject message = object(envelope, "message", "message");
    String subscription = text(envelope, "subscription", "subscription");
    String id = text(message, "messageId", "message.messageId");
    Instant time = time(text(message, "publishTime", "message.publishTime"));
    return new PushedMessage(subscription, id, time, attributes(message), data(message));
  }

  /** Wraps a message, as a platform without Pub/Sub does. */
  public static byte[] encode(PushedMessage pushed) {
    JsonObject attributes = new JsonObject();
    pushed.attributes().forEach(attributes::addProperty);
    JsonObject message = new JsonObject();
    message.addProperty("data", Base64.getEncoder().encodeToString(pushed.data().toByteArray()));
    message.add("attributes", attributes);
    message.addProperty("messageId", pushed.id());
    message.addProperty("publishTime", DateTimeFormatter.ISO_INSTANT.format(pushed.publishTime()));
    JsonObject envelope = new JsonObject();
    envelope.add("message", message);
    envelope.addProperty("subscription", pushed.subscription());
    return envelope.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Instant time(String text) {
    try {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
    } catch (DateTimeParseException e) {
      throw DomainException.invalid("message.publishTime", "must be a time of RFC 3339");
    }
  }

  private static Map<String, String> attributes(JsonObject message) {
    Map<String, String> attributes = new HashMap<>();
    if (message.has("attributes")) {
      JsonObject object = object(message, "attributes", "message.attributes");
      for (String name : object.keySet()) {
        attributes.put(name, text(object, name, "message.attributes." + name));
      }
    }
    return attributes;
  }

  private static ByteString data(JsonObject message) {
    if (!message.has("data")) {
      return ByteString.EMPTY;
    }
    try {
      return ByteString.copyFrom(Base64.getDecoder().decode(text(message, "data", "message.data")));
    } catch (IllegalArgumentException e) {
      throw DomainException.invalid("message.data", "must be base64");
    }
  }

  private static JsonObject object(JsonObject parent, String name, String path) {
    if (parent.get(name) instanceof JsonObject object) {
      return object;
    }
    throw DomainException.invalid(path, "must be there and be a JSON object");
  }

  private static String text(JsonObject parent, String name, String path) {
    if (parent.get(name) instanceof JsonPrimitive value && value.isString()) {
      return value.getAsString();
    }
    throw DomainException.invalid(path, "must be there and be a string");
  }
}
