package org.aureole.simulation.port;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.PushEnvelope;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.identity.TokenSource;
import org.aureole.platform.work.Message;
import org.aureole.platform.work.Topics;
import org.aureole.simulation.world.Fault;
import org.aureole.simulation.world.World;

/**
 * Topics that push what they took to their subscriber over the network: at least once, in any
 * order, after seconds, hours or a year, and again until the subscriber takes it or the message is
 * laid down as dead, with the reason.
 */
public final class SimulatedTopics implements Topics {
  private static final int ATTEMPTS = 40;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final Duration YEAR = Duration.ofDays(365);

  private final World world;
  private final HttpClient http;
  private final Map<String, Subscriber> subscribers = new HashMap<>();
  private final Map<String, Instant> silentUntil = new HashMap<>();
  private final List<Published> published = new ArrayList<>();
  private final List<Dead> dead = new ArrayList<>();
  private int pending;

  /**
   * Who gets what a topic takes.
   *
   * @param endpoint where it is pushed to
   * @param audience of the pusher's token
   */
  public record Subscriber(URI endpoint, String audience, TokenSource pusher) {}

  /** A message that a topic took. */
  public record Published(String topic, String key, String id, Instant time) {}

  /** A message that was laid down. */
  public record Dead(String topic, String key, String reason) {}

  public SimulatedTopics(World world, HttpClient http) {
    this.world = world;
    this.http = http;
  }

  public void subscribe(String topic, Subscriber subscriber) {
    subscribers.put(topic, subscriber);
  }

  @Override
  public void publish(Message message) {
    String place = world.activity() + " publish " + message.topic();
    if (world.schedule().strikes(Fault.REFUSE_MESSAGE, place)) {
      throw DomainException.unavailable("the topic does not answer", null);
    }
    take(
        message.topic(), message.key(), message.pushedBy(message.topic(), world.clock().instant()));
    if (world.schedule().strikes(Fault.LOSE_RECEIPT, place)) {
      throw DomainException.unavailable("the topic does not answer", null);
    }
  }

  /**
   * Takes a message of the platform's own.
   *
   * @param key what it is about, without random ids
   */
  public void take(String topic, String key, PushedMessage message) {
    published.add(new Published(topic, key, message.id(), world.clock().instant()));
    String label = "message to " + topic;
    Duration delay = Duration.ZERO;
    if (world.schedule().strikes(Fault.DELAY_MESSAGE, label)) {
      delay = spell("delay of " + label, Duration.ofDays(3));
    }
    send(label, topic, key, message, delay);
    if (world.schedule().strikes(Fault.REPEAT_MESSAGE, label)) {
      send(label, topic, key, message, spell("repeat of " + label, YEAR));
    }
  }

  /** From a second to the longest, each order of magnitude as likely. */
  private Duration spell(String what, Duration longest) {
    double length = world.chance().of(what + published.size());
    return Duration.ofMillis((long) (1000 * Math.pow(longest.toSeconds(), length)));
  }

  private void send(String label, String topic, String key, PushedMessage message, Duration delay) {
    pending++;
    world.after(
        delay,
        label,
        () -> {
          push(topic, key, message);
          pending--;
        });
  }

  /** A topic delivers nothing until then. */
  public void silence(String topic, Instant until) {
    silentUntil.put(topic, until);
  }

  private void push(String topic, String key, PushedMessage message) {
    Duration pause = FIRST_PAUSE;
    String reason = "";
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      waitForSound(topic);
      Optional<String> refused = pushOnce(subscribers.get(topic), message);
      if (refused.isEmpty()) {
        return;
      }
      reason = refused.get();
      world.sleep(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
    dead.add(new Dead(topic, key, reason));
  }

  private void waitForSound(String topic) {
    Instant until = silentUntil.getOrDefault(topic, Instant.MIN);
    if (until.isAfter(world.clock().instant())) {
      world.sleep(Duration.between(world.clock().instant(), until));
    }
  }

  private Optional<String> pushOnce(Subscriber subscriber, PushedMessage message) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(subscriber.endpoint())
              .header("Content-Type", "application/json")
              .header("Authorization", "Bearer " + subscriber.pusher().token(subscriber.audience()))
              .POST(HttpRequest.BodyPublishers.ofByteArray(PushEnvelope.encode(message)))
              .build();
      HttpResponse<byte[]> reply = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return reply.statusCode() / 100 == 2
          ? Optional.empty()
          : Optional.of(
              reply.statusCode() + " " + new String(reply.body(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Every message that was taken so far. */
  public List<Published> published() {
    return List.copyOf(published);
  }

  /** The messages that were laid down. */
  public List<Dead> dead() {
    return List.copyOf(dead);
  }

  /** How many deliveries are still to come. */
  public int pending() {
    return pending;
  }
}
