package org.aureole.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.aureole.platform.admission.Admission;
import org.aureole.platform.admission.Allowance;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.TestTokens;
import org.aureole.platform.limit.Rate;
import org.junit.jupiter.api.Test;

/** What whoever calls too often gets. */
class RouterLimitTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final int BURST = 3;

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger lookups = new AtomicInteger();
  private final AtomicInteger handled = new AtomicInteger();
  private final TestTokens tokens = new TestTokens("https://kingdom.example", NOW);
  private final Router router =
      new Router(
          List.of(
              Endpoint.post("t.create", "/v1/things", Empty.getDefaultInstance())
                  .callers(Role.MEASUREMENT_CONSUMER)
                  .handledBy((call, body) -> {
                    handled.incrementAndGet();
                    return body;
                  }),
              PushEndpoint.ofOwnTopic("t.push", "/v1/messages", (call, message) -> {})),
          tokens.authenticator(this::find),
          InstantSource.fixed(NOW),
          new Admission(limits(), nanos::get));

  private static RateLimits limits() {
    Rate rate = new Rate(0.4, BURST);
    Allowance small = new Allowance(rate, rate, 10);
    RateLimits usual = RateLimits.USUAL;
    return new RateLimits(
        small, small, small, usual.platform(), small, usual.unverified(), usual.maxCallers());
  }

  private Optional<Principal> find(String issuer, String subject) {
    lookups.incrementAndGet();
    return subject.equals("platform")
        ? Optional.of(new Principal(Role.PLATFORM, "", issuer, subject))
        : Optional.of(
            new Principal(Role.MEASUREMENT_CONSUMER, "measurementConsumers/mc1", issuer, subject));
  }

  private HttpReply create(String subject) {
    return send("/v1/things", subject, "{}");
  }

  private HttpReply send(String path, String subject, String body) {
    return router.handle(
        HttpQuery.of(
            HttpMethod.POST,
            path,
            "",
            Map.of("Authorization", "Bearer " + tokens.of(subject, "https://kingdom.example", NOW)),
            body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  void whoCallsTooOftenGets429WithAStableReasonAndAPlaceInTime() {
    for (int i = 0; i < BURST; i++) {
      assertThat(create("ann").status()).isEqualTo(200);
    }
    int looked = lookups.get();

    HttpReply refused = create("ann");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers()).containsEntry("Retry-After", "3");
    assertThat(refused.body().toStringUtf8())
        .contains("\"status\":\"RESOURCE_EXHAUSTED\"")
        .contains("\"reason\":\"RESOURCE_EXHAUSTED\"");
    assertThat(handled).hasValue(BURST);
    assertThat(lookups).as("a refusal asks no database").hasValue(looked);

    nanos.addAndGet(2_500_000_000L);
    assertThat(create("ann").status()).isEqualTo(200);
  }

  @Test
  void aCallThatTheEndpointDoesNotAdmitCountsToo() {
    for (int i = 0; i < BURST; i++) {
      assertThat(send("/v1/messages", "ann", "{}").status()).isEqualTo(403);
    }
    assertThat(send("/v1/messages", "ann", "{}").status()).isEqualTo(429);
  }

  @Test
  void topicsPushHoweverMuchHasPiledUp() {
    for (int i = 0; i < 1000; i++) {
      assertThat(send("/v1/messages", "platform", "{}").status()).isEqualTo(400);
    }
  }
}
