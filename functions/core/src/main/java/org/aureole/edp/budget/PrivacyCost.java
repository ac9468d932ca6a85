package org.aureole.edp.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import org.aureole.crypto.budget.AcdpCharge;

/**
 * What an answer costs everybody whom it is about: ρ and θ of approximate concentrated differential
 * privacy, which add up under composition.
 *
 * <p>Exact decimals, because a ledger of floating-point sums depends on the order of its charges
 * and does not come back to where it was after a refund. Rounded up to 20 decimals of ρ and 40 of
 * θ, far below what any budget notices. Immutable.
 */
public record PrivacyCost(BigDecimal rho, BigDecimal theta) {
  private static final int RHO_DECIMALS = 20;
  private static final int THETA_DECIMALS = 40;

  /** No cost. */
  public static final PrivacyCost ZERO = new PrivacyCost(BigDecimal.ZERO, BigDecimal.ZERO);

  /** Both are at least 0. */
  public PrivacyCost {
    rho = normal(Objects.requireNonNull(rho));
    theta = normal(Objects.requireNonNull(theta));
    if (rho.signum() < 0 || theta.signum() < 0) {
      throw new IllegalArgumentException("a privacy cost is not negative: " + rho + ", " + theta);
    }
  }

  /** The cost of a charge, rounded up. */
  public static PrivacyCost of(AcdpCharge charge) {
    return new PrivacyCost(
        new BigDecimal(charge.rho()).setScale(RHO_DECIMALS, RoundingMode.CEILING),
        new BigDecimal(charge.theta()).setScale(THETA_DECIMALS, RoundingMode.CEILING));
  }

  /** The nearest charge in floating point. */
  public AcdpCharge toCharge() {
    return new AcdpCharge(rho.doubleValue(), theta.doubleValue());
  }

  public PrivacyCost plus(PrivacyCost other) {
    return new PrivacyCost(rho.add(other.rho), theta.add(other.theta));
  }

  /**
   * This cost without another that is part of it.
   *
   * @throws IllegalArgumentException if it is not
   */
  public PrivacyCost minus(PrivacyCost other) {
    return new PrivacyCost(rho.subtract(other.rho), theta.subtract(other.theta));
  }

  public boolean isZero() {
    return rho.signum() == 0 && theta.signum() == 0;
  }

  /** One form per value, so that equal costs are equal. */
  private static BigDecimal normal(BigDecimal value) {
    return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
  }
}
