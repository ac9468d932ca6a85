package org.aureole.edp.population;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Objects;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.edp.market.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PopulationName;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.PopulationSpec;

/**
 * Fetches the market's population from the Kingdom and keeps the one used last: a provider works on
 * one population, and its order takes long to make. Thread-safe.
 */
public final class Populations {
  private final KingdomApi kingdom;
  private final EventAnalyses analyses;
  private final PopulationName own;
  private volatile Population kept;

  /**
   * @param own the population to which the VIDs of this provider's events belong
   */
  public Populations(KingdomApi kingdom, EventAnalyses analyses, PopulationName own) {
    this.kingdom = Objects.requireNonNull(kingdom);
    this.analyses = Objects.requireNonNull(analyses);
    this.own = Objects.requireNonNull(own);
  }

  /**
   * The provider's population as the Kingdom has it. Good for the inspection of files only: what a
   * Kingdom alone says is no base for an answer.
   *
   * @throws DomainException UNAVAILABLE while the Kingdom does not have it
   */
  public Population own() {
    Population present = kept;
    if (present == null) {
      present = parse(fetch());
      kept = present;
    }
    return present;
  }

  /**
   * The population that a consumer signed.
   *
   * @throws DomainException SPEC_INVALID if it is not this provider's, or has another size or
   *     digest than the consumer signed
   */
  public Population of(MeasurementSpec spec) {
    if (!spec.getPopulation().equals(own.toString())) {
      throw DomainException.at(
          ErrorCode.SPEC_INVALID,
          "measurementSpec.population",
          "is " + spec.getPopulation() + "; the VIDs of this data provider are of " + own);
    }
    Fingerprint signed = Fingerprint.fromBytes(spec.getPopulationSpecDigest().toByteArray());
    Population population = kept;
    if (population == null || !population.digest().equals(signed)) {
      population = parse(fetch());
      if (!population.digest().equals(signed)) {
        throw DomainException.at(
            ErrorCode.SPEC_INVALID,
            "measurementSpec.populationSpecDigest",
            "is not the digest of " + own + " as the Kingdom has it");
      }
      kept = population;
    }
    if (population.size() != spec.getPopulationSize()) {
      throw DomainException.at(
          ErrorCode.SPEC_INVALID,
          "measurementSpec.populationSize",
          "is " + spec.getPopulationSize() + "; " + own + " has " + population.size() + " VIDs");
    }
    return population;
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

  private Population parse(ByteString bytes) {
    try {
      PopulationSpec spec = PopulationSpec.parseFrom(bytes);
      return new Population(Fingerprint.of(bytes.toByteArray()), spec, analyses.over(spec));
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.of(ErrorCode.SPEC_INVALID, own + " is no population specification", e);
    }
  }
}
