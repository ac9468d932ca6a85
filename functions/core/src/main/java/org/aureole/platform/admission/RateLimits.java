package org.aureole.platform.admission;

import java.util.Objects;
import org.aureole.platform.identity.Role;
import org.aureole.platform.limit.Rate;

/**
 * How much of whom one instance of a party's API takes. Immutable.
 *
 * <p>Each instance counts for itself, in memory: a count that all instances shared would be a row
 * that every call writes. With {@code n} instances a caller gets up to {@code n} times as much,
 * which is also what the instances can bear.
 *
 * @param consumers measurement consumers, who may come by thousands
 * @param operators the people and scripts of the party itself
 * @param peers data providers and Duchies, who catch up after an outage
 * @param platform the party's and the Kingdom's topics, schedulers and storage notifications: what
 *     they deliver too often becomes a dead letter, so this is beyond what an instance can do
 * @param strangers all valid identities together that the party does not know
 * @param unverified signature checks of tokens that this instance has not seen verify; those of
 *     good tokens do not count in the end
 * @param maxCallers how many callers are kept in mind; beyond, who was silent longest is forgotten
 */
public record RateLimits(
    Allowance consumers,
    Allowance operators,
    Allowance peers,
    Allowance platform,
    Allowance strangers,
    Rate unverified,
    int maxCallers) {
  /** What every party uses; only a market on one machine can do without. */
  public static final RateLimits USUAL =
      new RateLimits(
          new Allowance(new Rate(20, 100), new Rate(50, 250), 32),
          new Allowance(new Rate(50, 250), new Rate(100, 500), 32),
          new Allowance(new Rate(100, 1000), new Rate(200, 2000), 64),
          new Allowance(new Rate(2000, 10_000), new Rate(2000, 10_000), 1000),
          new Allowance(new Rate(5, 20), new Rate(5, 20), 8),
          new Rate(50, 200),
          10_000);

  /** Never refuses anybody: for tests, and for what only its own process can call. */
  public static final RateLimits NONE = none();

  public RateLimits {
    Objects.requireNonNull(consumers, "consumers");
    Objects.requireNonNull(operators, "operators");
    Objects.requireNonNull(peers, "peers");
    Objects.requireNonNull(platform, "platform");
    Objects.requireNonNull(strangers, "strangers");
    Objects.requireNonNull(unverified, "unverified");
    if (maxCallers < 1) {
      throw new IllegalArgumentException("at least one caller is kept in mind, not " + maxCallers);
    }
  }

  private static RateLimits none() {
    Rate free = new Rate(1e9, Integer.MAX_VALUE);
    Allowance all = new Allowance(free, free, Integer.MAX_VALUE);
    return new RateLimits(all, all, all, all, all, free, 1000);
  }

  /** The allowance of a role. */
  public Allowance of(Role role) {
    return switch (role) {
      case MEASUREMENT_CONSUMER -> consumers;
      case OPERATOR -> operators;
      case DATA_PROVIDER, DUCHY -> peers;
      case KINGDOM, PLATFORM -> platform;
      case UNREGISTERED -> strangers;
    };
  }
}
