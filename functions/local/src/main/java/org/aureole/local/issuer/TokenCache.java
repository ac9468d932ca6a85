package org.aureole.local.issuer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.aureole.platform.identity.TokenSource;

/** Tokens by audience, used again until two minutes before they expire. Thread-safe. */
final class TokenCache implements TokenSource {
  private static final Duration MARGIN = Duration.ofMinutes(2);

  record Minted(String token, Instant expiry) {}

  private final Function<String, Minted> mint;
  private final InstantSource clock;
  private final ConcurrentHashMap<String, Minted> tokens = new ConcurrentHashMap<>();

  TokenCache(Function<String, Minted> mint, InstantSource clock) {
    this.mint = mint;
    this.clock = clock;
  }

  @Override
  public String token(String audience) {
    Instant now = clock.instant();
    return tokens
        .compute(
            audience,
            (key, held) ->
                held != null && now.isBefore(held.expiry().minus(MARGIN))
                    ? held
                    : mint.apply(audience))
        .token();
  }
}
