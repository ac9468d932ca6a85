package org.aureole.emulator.pubsub;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Topics of a Pub/Sub emulator with a push subscription and dead letters each, as the Terraform
 * module {@code gcp-topic} makes them. Thread-safe.
 */
public final class PubSubAdmin {
  private static final int MOST_DEAD_LETTERS = 100;

  private final URI emulator;
  private final HttpClient http = HttpClient.newHttpClient();

  public PubSubAdmin(URI emulator) {
    this.emulator = emulator;
  }

  /**
   * Makes a topic.
   *
   * @param topic its id
   * @param push where its messages are pushed to
   * @param attempts how often, before a message is a dead letter
   */
  public void create(String project, String topic, URI push, int attempts) {
    for (String id : List.of(topic, dead(topic))) {
      call("PUT", topic(project, id), new JsonObject());
    }
    JsonObject keeps = new JsonObject();
    keeps.addProperty("topic", topic(project, dead(topic)));
    call("PUT", subscription(project, dead(topic)), keeps);

    JsonObject pushes = new JsonObject();
    pushes.addProperty("topic", topic(project, topic));
    pushes.addProperty("ackDeadlineSeconds", 90);
    JsonObject config = new JsonObject();
    config.addProperty("pushEndpoint", push.toString());
    pushes.add("pushConfig", config);
    JsonObject retries = new JsonObject();
    retries.addProperty("minimumBackoff", "1s");
    retries.addProperty("maximumBackoff", "5s");
    pushes.add("retryPolicy", retries);
    JsonObject dead = new JsonObject();
    dead.addProperty("deadLetterTopic", topic(project, dead(topic)));
    dead.addProperty("maxDeliveryAttempts", attempts);
    pushes.add("deadLetterPolicy", dead);
    call("PUT", subscription(project, topic + ".push"), pushes);
  }

  /** Publishes a message that is nothing but attributes. */
  public void publish(String project, String topic, Map<String, String> attributes) {
    JsonObject values = new JsonObject();
    attributes.forEach(values::addProperty);
    JsonObject message = new JsonObject();
    message.add("attributes", values);
    JsonArray messages = new JsonArray();
    messages.add(message);
    JsonObject request = new JsonObject();
    request.add("messages", messages);
    call("POST", topic(project, topic) + ":publish", request);
  }

  /** The dead letters of a topic as JSON; nobody else sees them for the next ten seconds. */
  public List<String> deadLetters(String project, String topic) {
    JsonObject request = new JsonObject();
    request.addProperty("maxMessages", MOST_DEAD_LETTERS);
    request.addProperty("returnImmediately", true);
    JsonObject reply = call("POST", subscription(project, dead(topic)) + ":pull", request);
    List<String> letters = new ArrayList<>();
    if (reply.has("receivedMessages")) {
      for (JsonElement one : reply.getAsJsonArray("receivedMessages")) {
        letters.add(one.getAsJsonObject().getAsJsonObject("message").toString());
      }
    }
    return letters;
  }

  private static String dead(String topic) {
    return topic + ".dead";
  }

  private static String topic(String project, String id) {
    return "projects/" + project + "/topics/" + id;
  }

  private static String subscription(String project, String id) {
    return "projects/" + project + "/subscriptions/" + id;
  }

  private JsonObject call(String method, String path, JsonObject body) {
    HttpRequest request =
        HttpRequest.newBuilder(emulator.resolve("/v1/" + path))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      HttpResponse<String> reply = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (reply.statusCode() != 200) {
        throw new IllegalStateException(path + ": " + reply.statusCode() + " " + reply.body());
      }
      return JsonParser.parseString(reply.body()).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
