package org.aureole.platform.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Tokens by audience, used again until two minutes before they expire. Thread-safe. */
public final class TokenCache implements TokenSource {
  private static final Duration MARGIN = Duration.ofMinutes(2);

  /**
   * A token from an issuer.
   *
   * @param token a signed JWT in compact form, which is a secret
   */
  public record Minted(String token, Instant expiry) {
    @Override
    public String toString() {
      return "Minted[until " + expiry + "]";
    }
  }

  private final Function<String, Minted> mint;
  private final InstantSource clock;
  private final ConcurrentHashMap<String, Minted> tokens = new ConcurrentHashMap<>();

  /**
   * @param mint gets a fresh token for an audience
   */
  public TokenCache(Function<String, Minted> mint, InstantSource clock) {
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
