package org.aureole.emulator.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.gax.core.NoCredentialsProvider;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.aureole.gcp.pubsub.DeadLetters;
import org.aureole.platform.http.PushEnvelope;
import org.aureole.platform.http.PushedMessage;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Dead letters on the Pub/Sub emulator. */
@Tag("gcp")
class DeadLettersTest {
  private static final String PROJECT = "a-project";
  private static final String TOPIC = "duchies.worker1";

  @Test
  void aLetterIsDeliveredOnceMoreAsItWasPublished() throws Exception {
    Optional<PubSubEmulator> started = PubSubEmulator.start();
    Assumptions.assumeTrue(started.isPresent(), "no Pub/Sub emulator on this machine");
    BlockingQueue<PushedMessage> pushed = new LinkedBlockingQueue<>();
    HttpServer subscriber =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    subscriber.createContext(
        "/",
        request -> {
          pushed.add(PushEnvelope.decode(request.getRequestBody().readAllBytes()));
          request.sendResponseHeaders(204, -1);
          request.close();
        });
    subscriber.start();
    try (PubSubEmulator emulator = started.orElseThrow();
        DeadLetters letters =
            DeadLetters.open(
                emulator.endpoint(),
                PROJECT,
                NoCredentialsProvider.create(),
                Duration.ofSeconds(20))) {
      PubSubAdmin admin = new PubSubAdmin(emulator.endpoint());
      URI push = URI.create("http://127.0.0.1:" + subscriber.getAddress().getPort() + "/");
      admin.create(PROJECT, TOPIC, push, 5);
      admin.create(PROJECT, "duchies.worker2", push, 5);
      admin.publish(
          PROJECT,
          TOPIC + DeadLetters.SUFFIX,
          Map.of("key", "computations/1", "CloudPubSubDeadLetterSourceDeliveryCount", "100"));

      assertThat(letters.redrive()).isEqualTo(Map.of(TOPIC, 1, "duchies.worker2", 0));
      PushedMessage again = pushed.poll(30, TimeUnit.SECONDS);
      assertThat(again).isNotNull();
      assertThat(again.attributes()).isEqualTo(Map.of("key", "computations/1"));
      assertThat(letters.redrive()).isEqualTo(Map.of(TOPIC, 0, "duchies.worker2", 0));
    } finally {
      subscriber.stop(0);
    }
  }
}
