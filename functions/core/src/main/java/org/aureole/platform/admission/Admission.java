package org.aureole.platform.admission;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.aureole.model.error.DomainException;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.VerifiedToken;
import org.aureole.platform.limit.Recent;
import org.aureole.platform.limit.TokenBucket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets callers in as far as the {@link RateLimits} allow, per identity and per party. Counts in
 * memory, of a bounded number of callers. Thread-safe.
 */
public final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
  private static final Duration WHEN_FULL = Duration.ofSeconds(1);
  private static final long BETWEEN_WARNINGS_NANOS = Duration.ofMinutes(1).toNanos();

  private final RateLimits limits;
  private final LongSupplier nanoTime;
  private final Recent<Identity, Caller> callers;
  private final Recent<String, Party> parties;
  private final AtomicLong warnAt;
  private final AtomicLong refusals = new AtomicLong();

  private record Identity(String issuer, String subject) {}

  private record Caller(TokenBucket bucket, Party party) {}

  private record Party(String name, TokenBucket bucket, int atOnce, AtomicInteger inProgress) {}

  /** A call that was let in and has not ended. */
  @FunctionalInterface
  public interface Stay {
    /** Ends the call; to be called once. */
    void leave();
  }

  public Admission(RateLimits limits) {
    this(limits, System::nanoTime);
  }

  /**
   * @param nanoTime a clock that never goes back
   */
  public Admission(RateLimits limits, LongSupplier nanoTime) {
    this.limits = Objects.requireNonNull(limits);
    this.nanoTime = Objects.requireNonNull(nanoTime);
    this.callers = new Recent<>(limits.maxCallers());
    this.parties = new Recent<>(limits.maxCallers());
    this.warnAt = new AtomicLong(nanoTime.getAsLong());
  }

  /**
   * Turns away at once a caller who has used up its allowance, before anything is looked up.
   *
   * @throws DomainException RESOURCE_EXHAUSTED
   */
  public void check(VerifiedToken token) {
    Optional<Caller> known = callers.find(new Identity(token.issuer(), token.subject()));
    if (known.isPresent()) {
      Caller caller = known.get();
      caller.bucket().untilNext().ifPresent(wait -> refuse(caller.party().name(), wait));
    }
  }

  /**
   * Counts a call and lets it in.
   *
   * @return to be left when the call has been answered
   * @throws DomainException RESOURCE_EXHAUSTED with the time after which another try may pass
   */
  public Stay enter(Principal principal) {
    Allowance allowance = limits.of(principal.role());
    Party party = parties.get(partyOf(principal), name -> newParty(name, allowance));
    Caller caller = caller(principal, allowance, party);
    caller.bucket().take().ifPresent(wait -> refuse(party.name(), wait));
    if (caller.bucket() != party.bucket()) {
      Optional<Duration> wait = party.bucket().take();
      if (wait.isPresent()) {
        caller.bucket().giveBack();
        refuse(party.name(), wait.get());
      }
    }
    if (party.inProgress().incrementAndGet() > party.atOnce()) {
      party.inProgress().decrementAndGet();
      refuse(party.name(), WHEN_FULL);
    }
    return party.inProgress()::decrementAndGet;
  }

  /** How many identities are kept in mind, at most {@link RateLimits#maxCallers}. */
  public int callersInMind() {
    return callers.size();
  }

  /** Parties are compared by identity: one that was forgotten and came again is another. */
  @SuppressWarnings("ReferenceEquality")
  private Caller caller(Principal principal, Allowance allowance, Party party) {
    Identity identity = new Identity(principal.issuer(), principal.subject());
    Caller known = callers.get(identity, i -> newCaller(principal.role(), allowance, party));
    if (known.party().equals(party)) {
      return known;
    }
    // A stranger who was registered since, or whose party was forgotten meanwhile.
    Caller changed = newCaller(principal.role(), allowance, party);
    callers.put(identity, changed);
    return changed;
  }

  /** Who is not known under a name of its own shares one: identities of strangers cost nothing. */
  private static String partyOf(Principal principal) {
    return principal.party().isEmpty() ? principal.role().name() : principal.party();
  }

  private Party newParty(String name, Allowance allowance) {
    return new Party(
        name,
        new TokenBucket(allowance.perParty(), nanoTime),
        allowance.atOnce(),
        new AtomicInteger());
  }

  private Caller newCaller(Role role, Allowance allowance, Party party) {
    return new Caller(
        role == Role.UNREGISTERED
            ? party.bucket()
            : new TokenBucket(allowance.perCaller(), nanoTime),
        party);
  }

  private void refuse(String party, Duration wait) {
    long count = refusals.incrementAndGet();
    long now = nanoTime.getAsLong();
    long next = warnAt.get();
    if (now - next >= 0 && warnAt.compareAndSet(next, now + BETWEEN_WARNINGS_NANOS)) {
      LOG.warn(
          "{} calls too often; {} calls were refused so far, for whatever party", party, count);
    }
    throw DomainException.exhausted(
        party + " calls too often; this party takes more of its calls in a moment", wait);
  }
}
