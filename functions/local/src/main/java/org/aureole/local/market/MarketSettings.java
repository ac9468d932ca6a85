package org.aureole.local.market;

import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.aureole.local.topic.Disturbance;
import org.aureole.local.topic.Redelivery;
import org.aureole.platform.admission.RateLimits;

/**
 * How a market runs in this process. Immutable.
 *
 * @param patience how long parties wait before they try again
 * @param redelivery when messages that were not taken are pushed again
 * @param disturbance what tests do to messages
 * @param databases where Kingdom and Duchies keep their rows; empty for the embedded PostgreSQL
 * @param clock the time of every party
 * @param workers how many jobs a party runs at once
 * @param limits how much a party takes of its callers
 * @param meters who hears what the parties do
 */
public record MarketSettings(
    MarketPatience patience,
    Redelivery redelivery,
    Disturbance disturbance,
    Optional<Databases> databases,
    InstantSource clock,
    int workers,
    RateLimits limits,
    MarketMeters meters) {
  public MarketSettings {
    Objects.requireNonNull(patience);
    Objects.requireNonNull(redelivery);
    Objects.requireNonNull(disturbance);
    Objects.requireNonNull(databases);
    Objects.requireNonNull(clock);
    Objects.requireNonNull(limits);
    Objects.requireNonNull(meters);
  }

  /** As people use it. */
  public static MarketSettings usual() {
    return new MarketSettings(
        MarketPatience.USUAL,
        Redelivery.USUAL,
        Disturbance.NONE,
        Optional.empty(),
        InstantSource.system(),
        2,
        RateLimits.USUAL,
        MarketMeters.NONE);
  }

  public MarketSettings with(MarketPatience other) {
    return new MarketSettings(
        other, redelivery, disturbance, databases, clock, workers, limits, meters);
  }

  public MarketSettings with(Disturbance other) {
    return new MarketSettings(
        patience, redelivery, other, databases, clock, workers, limits, meters);
  }

  public MarketSettings with(Databases other) {
    return new MarketSettings(
        patience, redelivery, disturbance, Optional.of(other), clock, workers, limits, meters);
  }

  public MarketSettings with(InstantSource other) {
    return new MarketSettings(
        patience, redelivery, disturbance, databases, other, workers, limits, meters);
  }

  public MarketSettings with(RateLimits other) {
    return new MarketSettings(
        patience, redelivery, disturbance, databases, clock, workers, other, meters);
  }

  public MarketSettings with(MarketMeters other) {
    return new MarketSettings(
        patience, redelivery, disturbance, databases, clock, workers, limits, other);
  }
}
