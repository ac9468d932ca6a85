package org.aureole.platform.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The published keys of one issuer, cached. They are read again when they are an hour old, and when
 * a token names a key that is not among them, then at most every ten seconds so that invented key
 * ids cannot turn this party into a load on its issuer. Thread-safe.
 */
final class IssuerKeys {
  private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
  private static final Duration FRESH = Duration.ofHours(1);
  private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);

  /** How long keys outlive an issuer that no longer answers. */
  private static final Duration USABLE = Duration.ofHours(24);

  private final AcceptedIssuer issuer;
  private final KeySetFetcher fetcher;
  private final InstantSource clock;
  private JWKSet keys;
  private Instant fetchedAt = Instant.MIN;
  private Instant triedAt = Instant.MIN;

  IssuerKeys(AcceptedIssuer issuer, KeySetFetcher fetcher, InstantSource clock) {
    this.issuer = issuer;
    this.fetcher = fetcher;
    this.clock = clock;
  }

  /** The key of that id, or empty when the issuer publishes none. */
  synchronized Optional<JWK> find(String keyId) {
    Instant now = clock.instant();
    if (keys == null || olderThan(fetchedAt, FRESH, now)) {
      refresh(now);
    }
    JWK key = keys.getKeyByKeyId(keyId);
    if (key == null && olderThan(triedAt, BETWEEN_FETCHES, now)) {
      refresh(now);
      key = keys.getKeyByKeyId(keyId);
    }
    return Optional.ofNullable(key);
  }

  private void refresh(Instant now) {
    if (keys != null && !olderThan(triedAt, BETWEEN_FETCHES, now)) {
      return;
    }
    triedAt = now;
    try {
      keys = JWKSet.parse(fetcher.fetch(issuer.keySet()));
      fetchedAt = now;
    } catch (DomainException | ParseException e) {
      if (keys == null || olderThan(fetchedAt, USABLE, now)) {
        keys = null;
        throw DomainException.unavailable(
            "the keys of issuer " + issuer.issuer() + " cannot be read", e);
      }
      LOG.warn("the keys of issuer {} cannot be read again; the old ones stay", issuer.issuer(), e);
    }
  }

  private static boolean olderThan(Instant then, Duration age, Instant now) {
    return then.equals(Instant.MIN) || !now.isBefore(then.plus(age));
  }
}
