package org.aureole.local.topic;

import java.net.URI;
import java.util.Objects;
import org.aureole.platform.identity.TokenSource;

/**
 * Who gets the messages of a topic. Immutable.
 *
 * @param name unique in the market, such as {@code kingdom-to-worker1}; names the subscription's
 *     backlog across restarts
 * @param owner whose topic it is, such as {@code kingdom}
 * @param topic the topic's name with its owner
 * @param endpoint where messages are pushed to
 * @param audience the {@code aud} of the tokens that come with them: the receiver's base URL
 * @param pusher the identity that pushes, the owner's
 */
public record Subscription(
    String name, String owner, String topic, URI endpoint, String audience, TokenSource pusher) {
  public Subscription {
    if (name.isBlank() || owner.isBlank() || topic.isBlank() || audience.isBlank()) {
      throw new IllegalArgumentException("a subscription has name, owner, topic and audience");
    }
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(pusher, "pusher");
  }

  String fullTopic() {
    return fullTopic(owner, topic);
  }

  static String fullTopic(String owner, String topic) {
    return owner + "/" + topic;
  }
}
