package org.aureole.local.market;

import java.time.Duration;

/**
 * How long the parties of a local market wait before they try again. Immutable.
 *
 * @param sweep between two sweeps of a party, and before a sweep first looks at what waits
 * @param outboxGrace how long a crash delays what was just committed
 * @param startGrace how long the start of a job may take before it is asked for again
 * @param lease how long a job may be silent before another run takes over: what a kill in the
 *     middle of a job costs
 * @param reminder after which the Kingdom notifies a party again that it waits for
 * @param uploadValidity how long an upload URL is good for, up to one hour
 */
public record MarketPatience(
    Duration sweep,
    Duration outboxGrace,
    Duration startGrace,
    Duration lease,
    Duration reminder,
    Duration uploadValidity) {

  /** For people at a laptop: what a crash left goes on within seconds. */
  public static final MarketPatience USUAL =
      new MarketPatience(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(15));
}
