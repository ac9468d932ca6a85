package org.aureole.crypto.llv2;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.aureole.crypto.consent.CanonicalBytes;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.model.error.DomainException;

/**
 * The noise of one computation: which numbers that the aggregator opens carry how much. Derived
 * from the signed spec and the protocol's configuration alone. Immutable.
 *
 * <ul>
 *   <li><i>Reach</i>, on the number of different indexes: Δ = 1, a VID is in one register.
 *   <li><i>Frequency</i>, on each bucket of the opened histogram, and on the registers whose keys
 *       do not agree: Δ = √2, a VID moves one register between two of them.
 *   <li><i>Blind histogram</i>, on how many indexes come from exactly k data providers, for each k
 *       from 2 on: Δ = √2, for the same reason. (For k = 1 it is what remains of the number of
 *       indexes, which carries the noise of reach.)
 *   <li><i>Publisher</i>, which hides how many registers data providers send. A Duchy that is sent
 *       registers sees one provider's number, the aggregator their sum beside the number of the
 *       registers that hide it. Each provider hides its own, Δ = √E over the E numbers, each of
 *       which may change; each Duchy hides how many the providers added in sum, a lone count with Δ
 *       = E.
 * </ul>
 *
 * <p>A provider is the only contributor to its own number. Everywhere else the n contributors are
 * the D Duchies, of whom t may collude.
 */
public final class Llv2Noise {
  private static final Llv2Noise NONE = new Llv2Noise(null, null, null, null, null, null);

  private final DistributedGaussian reach;
  private final DistributedGaussian frequency;
  private final DistributedGaussian blindHistogram;
  private final DistributedGaussian publisher;
  private final DistributedGaussian provider;
  private final Llv2Parameters parameters;

  private Llv2Noise(
      DistributedGaussian reach,
      DistributedGaussian frequency,
      DistributedGaussian blindHistogram,
      DistributedGaussian publisher,
      DistributedGaussian provider,
      Llv2Parameters parameters) {
    this.reach = reach;
    this.frequency = frequency;
    this.blindHistogram = blindHistogram;
    this.publisher = publisher;
    this.provider = provider;
    this.parameters = parameters;
  }

  /**
   * The promises of a computation.
   *
   * @param reach of the measurement
   * @param frequency of the measurement; empty for a reach
   * @param blindHistogram of the protocol's configuration
   * @param publisher of the protocol's configuration
   */
  public record Privacy(
      PrivacyParameters reach,
      Optional<PrivacyParameters> frequency,
      PrivacyParameters blindHistogram,
      PrivacyParameters publisher) {}

  /** No noise; only where every data provider's policy allows it. */
  public static Llv2Noise none() {
    return NONE;
  }

  /**
   * Noise that keeps promises.
   *
   * @param toleratedColluders t, in [0, D); D − 1 is what the protocol is chosen for
   * @throws DomainException INVALID_ARGUMENT if there is a promise for frequencies just where none
   *     are measured, or if the noise is more than the protocol can carry
   */
  public static Llv2Noise of(Llv2Parameters parameters, Privacy privacy, int toleratedColluders) {
    if (privacy.frequency().isPresent() != (parameters.goal() == Llv2Goal.REACH_AND_FREQUENCY)) {
      throw DomainException.invalid(
          "noise",
          "does not fit the goal "
              + parameters.goal()
              + "; reach needs one pair (epsilon, delta), reach and frequency two");
    }
    int n = parameters.duchies();
    int e = parameters.dataProviders();
    int t = toleratedColluders;
    double moved = Math.sqrt(2);
    Llv2Noise noise =
        new Llv2Noise(
            DistributedGaussian.of(privacy.reach(), 1, n, t),
            privacy.frequency().map(f -> DistributedGaussian.of(f, moved, n, t)).orElse(null),
            DistributedGaussian.of(privacy.blindHistogram(), moved, n, t),
            DistributedGaussian.ofLoneCount(privacy.publisher(), e, n, t),
            DistributedGaussian.of(privacy.publisher(), Math.sqrt(e), 1, 0),
            parameters);
    Records.bytes(noise.registers() * n, parameters.registerBytes());
    Records.bytes(noise.tuples() * n, parameters.registerBytes());
    return noise;
  }

  public boolean isNone() {
    return reach == null;
  }

  /** Bytes that no other noise of the same parameters has. */
  byte[] canonical() {
    CanonicalBytes bytes = new CanonicalBytes();
    Stream.of(reach, frequency, blindHistogram, publisher, provider)
        .filter(Objects::nonNull)
        .forEach(gaussian ->
            bytes
                .real(gaussian.privacy().epsilon())
                .real(gaussian.privacy().delta())
                .number(gaussian.toleratedColluders()));
    return bytes.toByteArray();
  }

  /**
   * @throws DomainException INVALID_ARGUMENT unless this is the noise of a computation of those
   *     parameters, or none
   */
  void requireOf(Llv2Parameters other) {
    if (!isNone() && !parameters.equals(other)) {
      throw DomainException.invalid("noise", "is that of a computation of other parameters");
    }
  }

  /** On the number of active registers. */
  public Optional<DistributedGaussian> reach() {
    return Optional.ofNullable(reach);
  }

  /** On the number of registers of each frequency; empty for a reach. */
  public Optional<DistributedGaussian> frequency() {
    return Optional.ofNullable(frequency);
  }

  /** On the number of indexes that come from k data providers, for each k in [2, E]. */
  public Optional<DistributedGaussian> blindHistogram() {
    return Optional.ofNullable(blindHistogram);
  }

  /**
   * What the Duchies add to the number of registers that all data providers together added to hide
   * how many they send.
   */
  public Optional<DistributedGaussian> publisher() {
    return Optional.ofNullable(publisher);
  }

  /** What each data provider adds to the number of registers that it sends; it alone. */
  public Optional<DistributedGaussian> provider() {
    return Optional.ofNullable(provider);
  }

  /** The variance of the noise on the number of active registers; 0 without noise. */
  public double reachVariance() {
    return reach == null ? 0 : reach.totalVariance();
  }

  /** The variance of the noise on the number of registers of each frequency; 0 without noise. */
  public double frequencyVariance() {
    return frequency == null ? 0 : frequency.totalVariance();
  }

  /**
   * How many noise registers each Duchy adds, whatever it draws: 2μ of publisher and of reach,
   * μ·(E−1)(E+2) of the blind histogram, and 2 that make sure that there is one register of each of
   * the constant indexes.
   */
  public long registers() {
    if (isNone()) {
      return 0;
    }
    long e = parameters.dataProviders();
    return 2L * publisher.offset()
        + 2L * reach.offset()
        + blindHistogram.offset() * (e - 1) * (e + 2)
        + 2;
  }

  /** How many noise tuples each Duchy adds, whatever it draws: 2μ(F + 1). */
  public long tuples() {
    return frequency == null ? 0 : 2L * frequency.offset() * (parameters.maximumFrequency() + 1);
  }

  /** The most registers that a data provider adds to its sketch's. */
  public long providerRegisters() {
    return provider == null ? 0 : 2L * provider.offset();
  }

  /** How many indexes the blind histogram's noise of one Duchy has, whatever it draws: 2μ(E−1). */
  long blindIndexes() {
    return isNone() ? 0 : 2L * blindHistogram.offset() * (parameters.dataProviders() - 1);
  }

  /**
   * By how many the different indexes exceed the active registers, in expectation: the noise of
   * reach, the indexes of the blind histogram, and the two constant ones.
   */
  long indexBaseline() {
    return isNone() ? 0 : reach.baseline() + reach.contributors() * blindIndexes() + 2;
  }
}
