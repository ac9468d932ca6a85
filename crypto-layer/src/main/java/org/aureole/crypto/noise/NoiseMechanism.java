package org.aureole.crypto.noise;

/** Which noise a result carries. */
public enum NoiseMechanism {
  /** The exact value; only where a data provider's own policy allows it. */
  NONE {
    @Override
    public double variance(PrivacyParameters privacy, double sensitivity) {
      return 0;
    }
  },
  /** Discrete Gaussian noise of the analytic scale. */
  GAUSSIAN {
    @Override
    public double variance(PrivacyParameters privacy, double sensitivity) {
      double sigma = AnalyticGaussian.sigma(privacy, sensitivity);
      return sigma * sigma;
    }
  };

  /**
   * The variance of the noise that one party adds to one count.
   *
   * @param privacy ignored if there is no noise
   * @param sensitivity Δ, the Euclidean change that one VID makes
   */
  public abstract double variance(PrivacyParameters privacy, double sensitivity);
}
