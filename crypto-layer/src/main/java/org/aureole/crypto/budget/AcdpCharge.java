package org.aureole.crypto.budget;

import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.model.error.DomainException;

/**
 * What a measurement costs of a privacy budget, in almost-concentrated differential privacy: up to
 * an event of probability θ it is ρ-zero-concentrated. Charges of several measurements add.
 * Immutable.
 *
 * @param rho ρ, at least 0
 * @param theta θ, at least 0
 */
public record AcdpCharge(double rho, double theta) {
  public static final AcdpCharge NONE = new AcdpCharge(0, 0);

  public AcdpCharge {
    if (!(rho >= 0 && Double.isFinite(rho))) {
      throw DomainException.invalid("rho", "is " + rho + "; it is a number of at least 0");
    }
    if (!(theta >= 0 && Double.isFinite(theta))) {
      throw DomainException.invalid("theta", "is " + theta + "; it is a number of at least 0");
    }
  }

  /**
   * The charge of a value to which one party adds Gaussian noise: ρ = (Δ/σ)²/2, θ = 0.
   *
   * @param sensitivity Δ, above 0
   * @param sigma σ, above 0
   */
  public static AcdpCharge gaussian(double sensitivity, double sigma) {
    if (!(sensitivity > 0)) {
      throw DomainException.invalid("sensitivity", "is " + sensitivity + "; it is above 0");
    }
    if (!(sigma > 0)) {
      throw DomainException.invalid(
          "sigma", "is " + sigma + "; without noise no budget covers the measurement");
    }
    double ratio = sensitivity / sigma;
    return new AcdpCharge(ratio * ratio / 2, 0);
  }

  /**
   * The charge of a value that carries distributed noise, of which h = n − t contributions are
   * unknown to the attacker: with e = Δ/σ of their sum, λ = Σ_{i=1}^{h−1} exp(−2π²σ_c²·i/(i+1)) for
   * the sum of discrete Gaussians not being one, and d counts that one VID changes, ρ = e'²/2 with
   * e' = min(√(e² + 5λd), e + 10λ√d); truncation costs θ = n·max(1, d/2)·exp(−μ²/2σ_c²), for the
   * reason that {@link DistributedGaussian} gives.
   */
  public static AcdpCharge distributed(DistributedGaussian noise) {
    int honest = noise.contributors() - noise.toleratedColluders();
    double variance = noise.contributorSigma() * noise.contributorSigma();
    double lambda = 0;
    for (int i = 1; i < honest; i++) {
      lambda += Math.exp(-2 * Math.PI * Math.PI * variance * i / (i + 1));
    }
    double e = noise.sensitivity() / Math.sqrt(honest * variance);
    int changed = noise.changedCounts();
    double corrected =
        Math.min(Math.sqrt(e * e + 5 * lambda * changed), e + 10 * lambda * Math.sqrt(changed));
    double mu = noise.offset();
    double theta =
        noise.contributors() * noise.truncationFactor() * Math.exp(-mu * mu / (2 * variance));
    return new AcdpCharge(corrected * corrected / 2, theta);
  }

  public AcdpCharge plus(AcdpCharge other) {
    return new AcdpCharge(rho + other.rho, theta + other.theta);
  }

  /** This balance less a refunded charge; what rounding leaves below 0 counts as 0. */
  public AcdpCharge minus(AcdpCharge refunded) {
    return new AcdpCharge(Math.max(0, rho - refunded.rho), Math.max(0, theta - refunded.theta));
  }
}
