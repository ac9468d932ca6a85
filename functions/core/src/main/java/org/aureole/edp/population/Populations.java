package org.aureole.edp.population;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.edp.market.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PopulationName;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.PopulationSpec;

/**
 * Fetches the approved population from the Kingdom and keeps it: a provider works on one
 * population, and its order takes long to make. What is fetched is good only if it has the digest
 * that the operator approved, see {@link ApprovedPopulations}. Thread-safe.
 */
public final class Populations {
  private final KingdomApi kingdom;
  private final EventAnalyses analyses;
  private final PopulationName own;
  private final Supplier<Optional<Fingerprint>> approved;
  private volatile Population kept;

  /**
   * @param own the population to which the VIDs of this provider's events belong
   * @param approved the digest that the operator has approved for it, as of now
   */
  public Populations(
      KingdomApi kingdom,
      EventAnalyses analyses,
      PopulationName own,
      Supplier<Optional<Fingerprint>> approved) {
    this.kingdom = Objects.requireNonNull(kingdom);
    this.analyses = Objects.requireNonNull(analyses);
    this.own = Objects.requireNonNull(own);
    this.approved = Objects.requireNonNull(approved);
  }

  /** Whether the operator has approved a population. */
  public boolean isApproved() {
    return approved.get().isPresent();
  }

  /**
   * The approved population, for the inspection of files.
   *
   * @throws DomainException UNAVAILABLE while none is approved, or the Kingdom does not have it
   */
  public Population own() {
    Fingerprint digest =
        approved
            .get()
            .orElseThrow(() ->
                DomainException.unavailable(
                    "no population is approved here yet; the operator approves " + own, null));
    return ofDigest(digest)
        .orElseThrow(() ->
            DomainException.unavailable(
                "the Kingdom has another " + own + " than the approved one, " + digest, null));
  }

  /**
   * The population that a consumer signed.
   *
   * @throws DomainException SPEC_INVALID if it is not this provider's, not the approved one, or has
   *     another size or digest than the consumer signed
   */
  public Population of(MeasurementSpec spec) {
    if (!spec.getPopulation().equals(own.toString())) {
      throw invalid(
          "population",
          "is " + spec.getPopulation() + "; the VIDs of this data provider are of " + own);
    }
    Fingerprint signed = Fingerprint.fromBytes(spec.getPopulationSpecDigest().toByteArray());
    if (approved.get().filter(signed::equals).isEmpty()) {
      throw invalid(
          "populationSpecDigest",
          "is not that of the population that this data provider has approved");
    }
    Population population =
        ofDigest(signed)
            .orElseThrow(() ->
                invalid(
                    "populationSpecDigest",
                    "is not the digest of " + own + " as the Kingdom has it"));
    if (population.size() != spec.getPopulationSize()) {
      throw invalid(
          "populationSize",
          "is " + spec.getPopulationSize() + "; " + own + " has " + population.size() + " VIDs");
    }
    return population;
  }

  /** The population of that digest, or empty if the Kingdom has another one. */
  private Optional<Population> ofDigest(Fingerprint digest) {
    Population population = kept;
    if (population == null || !population.digest().equals(digest)) {
      ByteString bytes = fetch();
      if (!Fingerprint.of(bytes.toByteArray()).equals(digest)) {
        return Optional.empty();
      }
      population = parse(digest, bytes);
      kept = population;
    }
    return Optional.of(population);
  }

  private ByteString fetch() {
    try {
      return kingdom.getPopulation(own).getPopulationSpec();
    } catch (DomainException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        throw DomainException.unavailable(own + " is not at the Kingdom yet", e);
      }
      throw e;
    }
  }

  private Population parse(Fingerprint digest, ByteString bytes) {
    try {
      PopulationSpec spec = PopulationSpec.parseFrom(bytes);
      return new Population(digest, spec, analyses.over(spec));
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.of(ErrorCode.SPEC_INVALID, own + " is no population specification", e);
    }
  }

  private static DomainException invalid(String field, String message) {
    return DomainException.at(ErrorCode.SPEC_INVALID, "measurementSpec." + field, message);
  }
}
