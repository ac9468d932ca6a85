package org.aureole.kingdom;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aureole.v1.OidcSubject;

/**
 * What a Kingdom is told about its surroundings. Immutable.
 *
 * @param operators the identities that act for the market operator
 * @param platform the identities under which the Kingdom's own schedulers call
 * @param patience how long to wait for a party before it is notified again; positive
 * @param legions how Liquid Legions V2 is run
 * @param retention how long Measurements are kept once they have ended; empty for ever
 */
public record KingdomConfig(
    List<OidcSubject> operators,
    List<OidcSubject> platform,
    Duration patience,
    LegionsPolicy legions,
    Optional<Duration> retention) {
  /**
   * A quarter of an hour: a party that was down catches up soon, and the others are not flooded.
   */
  public static final Duration USUAL_PATIENCE = Duration.ofMinutes(15);

  /** A consumer that was down for a weekend still finds its results. */
  public static final Duration LEAST_RETENTION = Duration.ofDays(7);

  /** Further back than any database's time goes nobody has to look. */
  public static final Duration MOST_RETENTION = Duration.ofDays(36_500);

  public KingdomConfig {
    operators = List.copyOf(operators);
    platform = List.copyOf(platform);
    Objects.requireNonNull(legions);
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("patience is " + patience + ", must be positive");
    }
    retention.ifPresent(KingdomConfig::checkRetention);
  }

  /**
   * Refuses what is too short or too long.
   *
   * @throws IllegalArgumentException if it is less than {@link #LEAST_RETENTION} or more than
   *     {@link #MOST_RETENTION}
   */
  public static void checkRetention(Duration retention) {
    if (retention.compareTo(LEAST_RETENTION) < 0 || retention.compareTo(MOST_RETENTION) > 0) {
      throw new IllegalArgumentException(
          "must be from %d to %d days"
              .formatted(LEAST_RETENTION.toDays(), MOST_RETENTION.toDays()));
    }
  }
}
