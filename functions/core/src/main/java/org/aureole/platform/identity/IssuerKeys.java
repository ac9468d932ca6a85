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

  /** One thread reads the keys, without anybody waiting who knows the key that he looks for. */
  private final ReentrantLock fetching = new ReentrantLock();

  private volatile Known known = new Known(null, Instant.MIN, Instant.MIN, 0);

  /**
   * What was read last.
   *
   * @param keys null until they are read, and when those that were are too old
   * @param triedAt when somebody last began to read
   * @param tries how often somebody has
   */
  private record Known(JWKSet keys, Instant fetchedAt, Instant triedAt, long tries) {
    Optional<JWK> find(String keyId) {
      return Optional.ofNullable(keys).map(set -> set.getKeyByKeyId(keyId));
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
    Known seen = known;
    Optional<JWK> key = seen.find(keyId);
    boolean usable = key.isPresent() && !olderThan(seen.fetchedAt(), USABLE, now);
    if (usable && !olderThan(seen.fetchedAt(), FRESH, now)) {
      return key;
    }
    if (usable) {
      if (fetching.tryLock()) {
        refreshLocked(now, seen.tries());
      }
    } else {
      fetching.lock();
      refreshLocked(now, seen.tries());
    }
    if (known.keys() == null) {
      throw DomainException.unavailable(
          "the keys of issuer " + issuer.issuer() + " cannot be read", null);
    }
    return known.find(keyId);
  }

  /** Whoever waited while another thread read the keys takes what that one got. */
  private void refreshLocked(Instant now, long seenTries) {
    try {
      Known before = known;
      boolean justTried =
          before.keys() != null && !olderThan(before.triedAt(), BETWEEN_FETCHES, now);
      if (before.tries() != seenTries || justTried) {
        return;
      }
      long tries = before.tries() + 1;
      try {
        known = new Known(JWKSet.parse(fetcher.fetch(issuer.keySet())), now, now, tries);
      } catch (DomainException | ParseException e) {
        boolean tooOld = before.keys() == null || olderThan(before.fetchedAt(), USABLE, now);
        known = new Known(tooOld ? null : before.keys(), before.fetchedAt(), now, tries);
        LOG.warn(
            "the keys of issuer {} cannot be read{}",
            issuer.issuer(),
            tooOld ? "" : " again; the old ones stay",
            e);
      }
    } finally {
      fetching.unlock();
    }
  }

  private static boolean olderThan(Instant then, Duration age, Instant now) {
    return then.equals(Instant.MIN) || !now.isBefore(then.plus(age));
  }
}
