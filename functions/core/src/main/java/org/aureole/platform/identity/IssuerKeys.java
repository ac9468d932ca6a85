package org.aureole.platform.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
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
  private final ReentrantLock refreshing = new ReentrantLock();
  private volatile Known known;
  private Instant triedAt = Instant.MIN;

  private record Known(JWKSet keys, Instant fetchedAt) {
    Optional<JWK> key(String keyId) {
      return Optional.ofNullable(keys.getKeyByKeyId(keyId));
    }
  }

  IssuerKeys(AcceptedIssuer issuer, KeySetFetcher fetcher, InstantSource clock) {
    this.issuer = issuer;
    this.fetcher = fetcher;
    this.clock = clock;
  }

  /** The key of that id, or empty when the issuer publishes none. */
  Optional<JWK> find(String keyId) {
    Instant now = clock.instant();
    Known current = known;
    Optional<JWK> key = current == null ? Optional.empty() : current.key(keyId);
    if (key.isPresent() && !olderThan(current.fetchedAt(), FRESH, now)) {
      return key;
    }
    // While somebody reads them again, an issuer that is slow to answer stops nobody whose key is
    // known.
    boolean usable = key.isPresent() && !olderThan(current.fetchedAt(), USABLE, now);
    if (!refreshing.tryLock()) {
      if (usable) {
        return key;
      }
      refreshing.lock();
    }
    try {
      return refreshed(now).key(keyId);
    } finally {
      refreshing.unlock();
    }
  }

  /** Under the lock. */
  private Known refreshed(Instant now) {
    if (known != null && !olderThan(triedAt, BETWEEN_FETCHES, now)) {
      return known;
    }
    triedAt = now;
    try {
      known = new Known(JWKSet.parse(fetcher.fetch(issuer.keySet())), now);
    } catch (DomainException | ParseException e) {
      if (known == null || olderThan(known.fetchedAt(), USABLE, now)) {
        known = null;
        throw DomainException.unavailable(
            "the keys of issuer " + issuer.issuer() + " cannot be read", e);
      }
      LOG.warn("the keys of issuer {} cannot be read again; the old ones stay", issuer.issuer(), e);
    }
    return known;
  }

  private static boolean olderThan(Instant then, Duration age, Instant now) {
    return then.equals(Instant.MIN) || !now.isBefore(then.plus(age));
  }
}
