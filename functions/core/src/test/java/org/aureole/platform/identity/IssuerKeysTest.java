package org.aureole.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.aureole.platform.sql.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An issuer that is slow holds up nobody whose key is known. */
@Timeout(60)
class IssuerKeysTest {
  private final TestClock clock = new TestClock();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answers = new CountDownLatch(1);
  private final AtomicInteger fetches = new AtomicInteger();

  @Test
  void whoseKeyIsKnownWaitsForNoFetch() throws Exception {
    String keySet = new JWKSet(key()).toString();
    IssuerKeys keys =
        new IssuerKeys(
            new AcceptedIssuer("https://issuer.example", URI.create("https://issuer.example/keys")),
            uri -> {
              if (fetches.incrementAndGet() > 1) {
                asked.countDown();
                awaitAnswer();
              }
              return keySet;
            },
            clock);
    assertThat(keys.find("known")).isPresent();
    clock.advance(Duration.ofMinutes(1));

    CompletableFuture<Boolean> stranger =
        CompletableFuture.supplyAsync(() -> keys.find("invented").isPresent());
    asked.await();
    assertThat(keys.find("known")).as("while the other waits").isPresent();
    clock.advance(Duration.ofHours(2));
    assertThat(keys.find("known")).as("due to be read again, but somebody does").isPresent();
    assertThat(fetches).hasValue(2);

    answers.countDown();
    assertThat(stranger.get(30, TimeUnit.SECONDS)).isFalse();
    assertThat(fetches).hasValue(2);
  }

  private void awaitAnswer() {
    try {
      answers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ECKey key() throws JOSEException {
    return new ECKeyGenerator(Curve.P_256).keyID("known").generate().toPublicJWK();
  }
}
