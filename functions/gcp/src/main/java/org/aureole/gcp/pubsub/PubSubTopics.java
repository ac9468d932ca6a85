package org.aureole.gcp.pubsub;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.rpc.ApiException;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.TopicName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.aureole.gcp.client.GrpcEndpoint;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.work.Message;
import org.aureole.platform.work.Topics;

/**
 * Topics of Cloud Pub/Sub in one project, one message to a call: a function ends when its answer is
 * sent, so there is nobody to wait for a batch to fill. Thread-safe.
 */
public final class PubSubTopics implements Topics, AutoCloseable {
  /** Where the service is. */
  public static final URI SERVICE = URI.create("https://pubsub.googleapis.com");

  private final TopicAdminClient client;
  private final String project;

  private PubSubTopics(TopicAdminClient client, String project) {
    this.client = client;
    this.project = project;
  }

  /**
   * The topics of a project.
   *
   * @param endpoint {@link #SERVICE}, or what stands in for it on this machine
   * @param patience how long one call is repeated for at most while the service does not answer
   */
  public static PubSubTopics open(
      URI endpoint, String project, CredentialsProvider credentials, Duration patience) {
    Objects.requireNonNull(project);
    try {
      return new PubSubTopics(client(endpoint, credentials, patience), project);
    } catch (IOException e) {
      throw new UncheckedIOException("the client of Pub/Sub cannot be opened", e);
    }
  }

  static TopicAdminClient client(URI endpoint, CredentialsProvider credentials, Duration patience)
      throws IOException {
    TopicAdminSettings.Builder settings =
        TopicAdminSettings.newBuilder()
            .setTransportChannelProvider(
                GrpcEndpoint.channels(
                    endpoint, TopicAdminSettings.defaultGrpcTransportProviderBuilder()))
            .setCredentialsProvider(credentials);
    GrpcEndpoint.limit(settings.publishSettings(), patience);
    return TopicAdminClient.create(settings.build());
  }

  /**
   * The id that a topic has in Pub/Sub, where no slashes are allowed: {@code duchies.worker1} for
   * {@code duchies/worker1}. No other name of ours holds a dot.
   */
  public static String id(String topic) {
    return topic.replace('/', '.');
  }

  @Override
  public void publish(Message message) {
    TopicName topic = TopicName.of(project, id(message.topic()));
    PubsubMessage published =
        PubsubMessage.newBuilder()
            .setData(message.payload())
            .putAllAttributes(message.attributes())
            .putAttributes(PushedMessage.KEY, message.key())
            .putAttributes(PushedMessage.TYPE, message.type())
            .build();
    try {
      client.publish(topic, List.of(published));
    } catch (ApiException e) {
      throw DomainException.unavailable(
          topic + " did not take a message: " + e.getStatusCode().getCode(), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
