package org.aureole.gcp.pubsub;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.DeadlineExceededException;
import com.google.cloud.pubsub.v1.SubscriptionAdminClient;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.stub.GrpcSubscriberStub;
import com.google.cloud.pubsub.v1.stub.SubscriberStub;
import com.google.cloud.pubsub.v1.stub.SubscriberStubSettings;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.ProjectName;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.SubscriptionName;
import com.google.pubsub.v1.TopicName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aureole.gcp.client.GrpcEndpoint;
import org.aureole.model.error.DomainException;

/**
 * The dead letters of a project: messages that nobody took in all their attempts. Each topic {@code
 * T} leaves its own in the subscription {@code T.dead}. Thread-safe.
 */
public final class DeadLetters implements AutoCloseable {
  /** What the id of a subscription that keeps dead letters ends with. */
  public static final String SUFFIX = ".dead";

  /** What Pub/Sub adds to a message when it makes it a dead letter. */
  private static final String ADDED = "CloudPubSubDeadLetter";

  private static final int AT_ONCE = 100;

  /** A subscription that stays silent for so long has no more. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final String project;
  private final SubscriptionAdminClient subscriptions;
  private final SubscriberStub subscriber;
  private final TopicAdminClient topics;

  private DeadLetters(
      String project,
      SubscriptionAdminClient subscriptions,
      SubscriberStub subscriber,
      TopicAdminClient topics) {
    this.project = project;
    this.subscriptions = subscriptions;
    this.subscriber = subscriber;
    this.topics = topics;
  }

  /**
   * Those of a project.
   *
   * @param endpoint as of {@link PubSubTopics#open}
   * @param credentials of an account that may list subscriptions, take from those that keep dead
   *     letters, and publish
   */
  public static DeadLetters open(
      URI endpoint, String project, CredentialsProvider credentials, Duration patience) {
    try {
      SubscriberStubSettings.Builder pulls =
          SubscriberStubSettings.newBuilder()
              .setTransportChannelProvider(
                  GrpcEndpoint.channels(
                      endpoint, SubscriberStubSettings.defaultGrpcTransportProviderBuilder()))
              .setCredentialsProvider(credentials);
      GrpcEndpoint.limit(pulls.pullSettings(), SILENCE);
      GrpcEndpoint.limit(pulls.acknowledgeSettings(), patience);
      return new DeadLetters(
          project,
          SubscriptionAdminClient.create(
              SubscriptionAdminSettings.newBuilder()
                  .setTransportChannelProvider(
                      GrpcEndpoint.channels(
                          endpoint,
                          SubscriptionAdminSettings.defaultGrpcTransportProviderBuilder()))
                  .setCredentialsProvider(credentials)
                  .build()),
          GrpcSubscriberStub.create(pulls.build()),
          PubSubTopics.client(endpoint, credentials, patience));
    } catch (IOException e) {
      throw new UncheckedIOException("the client of Pub/Sub cannot be opened", e);
    }
  }

  /**
   * Publishes every dead letter to its topic once more, and then forgets it. A letter may come
   * twice if this is interrupted, as any message may; none is lost.
   *
   * @return how many, by topic; topics without dead letters are there with 0
   * @throws DomainException UNAVAILABLE if Pub/Sub refuses or does not answer; what was published
   *     until then stays so
   */
  public Map<String, Integer> redrive() {
    Map<String, Integer> redriven = new TreeMap<>();
    try {
      for (Subscription one :
          subscriptions.listSubscriptions(ProjectName.of(project)).iterateAll()) {
        String id = SubscriptionName.parse(one.getName()).getSubscription();
        if (id.endsWith(SUFFIX)) {
          String topic = id.substring(0, id.length() - SUFFIX.length());
          redriven.put(topic, redrive(one.getName(), TopicName.of(project, topic)));
        }
      }
      return redriven;
    } catch (ApiException e) {
      throw DomainException.unavailable(
          "Pub/Sub: " + e.getStatusCode().getCode() + " after " + redriven, e);
    }
  }

  private int redrive(String subscription, TopicName topic) {
    int count = 0;
    List<ReceivedMessage> letters = pull(subscription);
    while (!letters.isEmpty()) {
      List<PubsubMessage> again = new ArrayList<>();
      AcknowledgeRequest.Builder taken =
          AcknowledgeRequest.newBuilder().setSubscription(subscription);
      for (ReceivedMessage letter : letters) {
        again.add(original(letter.getMessage()));
        taken.addAckIds(letter.getAckId());
      }
      topics.publish(topic, again);
      subscriber.acknowledgeCallable().call(taken.build());
      count += letters.size();
      letters = pull(subscription);
    }
    return count;
  }

  private List<ReceivedMessage> pull(String subscription) {
    try {
      return subscriber
          .pullCallable()
          .call(
              PullRequest.newBuilder()
                  .setSubscription(subscription)
                  .setMaxMessages(AT_ONCE)
                  .build())
          .getReceivedMessagesList();
    } catch (DeadlineExceededException e) {
      return List.of();
    }
  }

  /** What was published at first. */
  private static PubsubMessage original(PubsubMessage letter) {
    PubsubMessage.Builder message = PubsubMessage.newBuilder().setData(letter.getData());
    letter
        .getAttributesMap()
        .forEach((name, value) -> {
          if (!name.startsWith(ADDED)) {
            message.putAttributes(name, value);
          }
        });
    return message.build();
  }

  @Override
  public void close() {
    subscriptions.close();
    subscriber.close();
    topics.close();
  }
}
