package org.aureole.platform.http;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.aureole.model.error.DomainException;

/**
 * A message that a topic pushed to an endpoint. Delivered at least once and in no order. Immutable.
 *
 * @param subscription the full name of the subscription that pushes
 * @param id the id that the topic gave the message; the same on every delivery
 * @param publishTime when the topic took the message
 * @param attributes short texts beside the data
 * @param data the payload, usually a binary protobuf message; possibly empty
 */
public record PushedMessage(
    String subscription,
    String id,
    Instant publishTime,
    Map<String, String> attributes,
    ByteString data) {
  /** The attribute with the resource name that the message is about. */
  public static final String KEY = "key";

  /** The attribute that names the payload's format. */
  public static final String TYPE = "type";

  public PushedMessage {
    Objects.requireNonNull(subscription, "subscription");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(publishTime, "publishTime");
    Objects.requireNonNull(data, "data");
    attributes = Map.copyOf(attributes);
  }

  /** The resource name that the message is about; INVALID_ARGUMENT when it names none. */
  public String key() {
    return attribute(KEY);
  }

  /** What the payload is, such as a protobuf message's full name; INVALID_ARGUMENT without one. */
  public String type() {
    return attribute(TYPE);
  }

  /**
   * An attribute that the message must have.
   *
   * @throws DomainException INVALID_ARGUMENT when it has none of that name
   */
  public String attribute(String name) {
    String value = attributes.get(name);
    if (value == null) {
      throw DomainException.invalid(
          "message.attributes." + name, "the message has no attribute of that name");
    }
    return value;
  }
}
