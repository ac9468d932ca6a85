package org.aureole.local.topic;

import java.time.Instant;
import java.util.Optional;
import org.aureole.platform.http.PushedMessage;

/**
 * One message on its way to one subscriber. Immutable: each step makes another.
 *
 * @param message at hand while it is fresh; else it is read from the table when it is its turn
 * @param attempts how many have failed
 * @param copy how many copies have been taken, see {@link Disturbance}
 */
record Delivery(
    String subscription,
    String messageId,
    Optional<PushedMessage> message,
    long attempts,
    int copy,
    Instant due) {

  Delivery failedUntil(Instant later) {
    return new Delivery(subscription, messageId, Optional.empty(), attempts + 1, copy, later);
  }

  Delivery nextCopy(Instant later) {
    return new Delivery(subscription, messageId, message, attempts, copy + 1, later);
  }
}
