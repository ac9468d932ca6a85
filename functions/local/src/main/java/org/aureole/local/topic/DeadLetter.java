package org.aureole.local.topic;

import java.time.Instant;

/**
 * A message that a subscriber did not take in any of its attempts. Kept until it is redriven.
 *
 * @param lastError what the last attempt ended with
 */
public record DeadLetter(
    String subscription,
    String messageId,
    String topic,
    String key,
    String type,
    Instant publishTime,
    long attempts,
    String lastError,
    Instant deadSince) {}
