package org.aureole.emulator.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.pubsub.v1.SubscriptionAdminClient;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PushConfig;
import com.google.pubsub.v1.SubscriptionName;
import com.google.pubsub.v1.TopicName;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.aureole.gcp.client.GrpcEndpoint;
import org.aureole.gcp.pubsub.PubSubTopics;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.http.PushEnvelope;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.work.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the port publishes, as the real service pushes it. */
@Tag("gcp")
class PubSubTopicsTest {
  private static final String PROJECT = "kingdom-project";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static PubSubEmulator emulator;

  @BeforeAll
  static void start() {
    Optional<PubSubEmulator> started = PubSubEmulator.start();
    Assumptions.assumeTrue(started.isPresent(), "no Pub/Sub emulator on this machine");
    emulator = started.orElseThrow();
  }

  @AfterAll
  static void stop() {
    if (emulator != null) {
      emulator.close();
    }
  }

  @Test
  void aMessageIsPushedAgainUntilItIsTakenWithKeyTypeAndPayload() throws Exception {
    BlockingQueue<PushedMessage> pushed = new LinkedBlockingQueue<>();
    AtomicInteger pushes = new AtomicInteger();
    HttpServer subscriber =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    subscriber.createContext(
        "/",
        request -> {
          pushed.add(PushEnvelope.decode(request.getRequestBody().readAllBytes()));
          request.sendResponseHeaders(pushes.incrementAndGet() == 1 ? 503 : 204, -1);
          request.close();
        });
    subscriber.start();
    subscribe("duchies.worker1", "http://127.0.0.1:" + subscriber.getAddress().getPort() + "/");

    try (PubSubTopics topics = open()) {
      topics.publish(
          Message.of("duchies/worker1", "computations/1", "x.Y", ByteString.copyFromUtf8("z"))
              .withAttributes(Map.of("traceparent", "00-1-2-01")));
    }

    PushedMessage first = pushed.poll(30, TimeUnit.SECONDS);
    PushedMessage second = pushed.poll(60, TimeUnit.SECONDS);
    subscriber.stop(0);
    assertThat(first).isNotNull();
    assertThat(first.key()).isEqualTo("computations/1");
    assertThat(first.type()).isEqualTo("x.Y");
    assertThat(first.attribute("traceparent")).isEqualTo("00-1-2-01");
    assertThat(first.data().toStringUtf8()).isEqualTo("z");
    assertThat(second).isNotNull();
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.data()).isEqualTo(first.data());
  }

  @Test
  void aTopicThatIsNotThereKeepsNothing() {
    try (PubSubTopics topics = open()) {
      assertThatThrownBy(
              () -> topics.publish(Message.of("duchies/nobody", "k", "t", ByteString.EMPTY)))
          .isInstanceOfSatisfying(
              DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
  }

  private static PubSubTopics open() {
    return PubSubTopics.open(
        emulator.endpoint(), PROJECT, NoCredentialsProvider.create(), PATIENCE);
  }

  private static void subscribe(String topic, String url) throws IOException {
    try (TopicAdminClient topics =
            TopicAdminClient.create(
                TopicAdminSettings.newBuilder()
                    .setTransportChannelProvider(
                        GrpcEndpoint.channels(
                            emulator.endpoint(),
                            TopicAdminSettings.defaultGrpcTransportProviderBuilder()))
                    .setCredentialsProvider(NoCredentialsProvider.create())
                    .build());
        SubscriptionAdminClient subscriptions =
            SubscriptionAdminClient.create(
                SubscriptionAdminSettings.newBuilder()
                    .setTransportChannelProvider(
                        GrpcEndpoint.channels(
                            emulator.endpoint(),
                            SubscriptionAdminSettings.defaultGrpcTransportProviderBuilder()))
                    .setCredentialsProvider(NoCredentialsProvider.create())
                    .build())) {
      TopicName name = TopicName.of(PROJECT, topic);
      topics.createTopic(name);
      subscriptions.createSubscription(
          SubscriptionName.of(PROJECT, topic + ".push"),
          name,
          PushConfig.newBuilder().setPushEndpoint(url).build(),
          10);
    }
  }
}
