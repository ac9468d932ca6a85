package org.aureole.platform.admission;

import java.util.Objects;
import org.aureole.platform.limit.Rate;

/**
 * What callers of one kind may ask of one instance.
 *
 * @param perCaller of each identity
 * @param perParty of all identities of a party together
 * @param atOnce how many calls of a party may be in progress, long polls included; at least 1
 */
public record Allowance(Rate perCaller, Rate perParty, int atOnce) {
  public Allowance {
    Objects.requireNonNull(perCaller, "perCaller");
    Objects.requireNonNull(perParty, "perParty");
    if (atOnce < 1) {
      throw new IllegalArgumentException("at least one call may be in progress, not " + atOnce);
    }
  }
}
