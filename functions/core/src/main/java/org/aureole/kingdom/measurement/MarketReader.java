package org.aureole.kingdom.measurement;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.aureole.kingdom.LegionsPolicy;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.consent.SignatureCheck;
import org.aureole.kingdom.store.PartyStore;
import org.aureole.kingdom.store.PartyStore.PartyRow;
import org.aureole.kingdom.store.PopulationStore;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.PopulationName;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.Population;

/** Looks up the parties and the population that a specification names. Thread-safe. */
public final class MarketReader {
  private final PartyStore parties;
  private final PopulationStore populations;
  private final SignatureCheck signatures;
  private final LegionsPolicy legions;

  public MarketReader(
      PartyStore parties,
      PopulationStore populations,
      SignatureCheck signatures,
      LegionsPolicy legions) {
    this.parties = Objects.requireNonNull(parties);
    this.populations = Objects.requireNonNull(populations);
    this.signatures = Objects.requireNonNull(signatures);
    this.legions = Objects.requireNonNull(legions);
  }

  /** Refuses a consumer that may not ask for anything new. */
  void requireConsumer(Tx tx, PartyName consumer) {
    Callers.requireApproved(parties.get(tx, consumer));
  }

  /**
   * The market for a specification that has passed {@link SpecChecks#checkAsked}.
   *
   * @throws org.aureole.model.error.DomainException INVALID_ARGUMENT for a data provider that does
   *     not exist, FAILED_PRECONDITION for one that is not approved
   */
  Market read(Tx tx, FieldPath path, MeasurementSpec spec) {
    Map<PartyName, PartyRow> known =
        parties.findAll(
            tx,
            spec.getDataProvidersList().stream()
                .map(entry -> PartyName.parse(entry.getDataProvider()))
                .toList());
    List<PartyRow> providers = new ArrayList<>();
    for (int i = 0; i < spec.getDataProvidersCount(); i++) {
      PartyName name = PartyName.parse(spec.getDataProviders(i).getDataProvider());
      FieldPath entry = path.field("dataProviders").at(i).field("dataProvider");
      PartyRow provider =
          Optional.ofNullable(known.get(name))
              .filter(PartyRow::wasApproved)
              .orElseThrow(() -> entry.invalid(name + " does not exist"));
      entry.check(() -> Callers.requireApproved(provider));
      providers.add(provider);
    }
    return new Market(providers, parties.approvedDuchies(tx), legions);
  }

  /**
   * Refuses requisition specifications that were sealed under other keys than the providers'
   * current ones, which they could not open, or under keys that no valid certificate vouches for.
   *
   * @param path of the Measurement
   */
  void requireCurrentKeys(Tx tx, FieldPath path, Market market, Measurement wanted) {
    FieldPath entries = path.field("dataProviders");
    List<SignatureCheck.Use> uses = new ArrayList<>();
    for (int i = 0; i < wanted.getDataProvidersCount(); i++) {
      Measurement.DataProviderEntry entry = wanted.getDataProviders(i);
      PartyRow provider = market.dataProvider(PartyName.parse(entry.getDataProvider()));
      FieldPath certificate = entries.at(i).field("certificate");
      String current = provider.details().getCertificate();
      if (current.isEmpty() || !provider.details().hasEncryptionPublicKey()) {
        throw certificate.error(
            ErrorCode.FAILED_PRECONDITION,
            provider.name() + " has no current certificate and key; it must replace its keys");
      }
      if (!entry.getCertificate().equals(current)) {
        throw certificate.error(
            ErrorCode.FAILED_PRECONDITION,
            "must be " + current + ", the current one; read the party again and seal to its key");
      }
      uses.add(new SignatureCheck.Use(certificate, provider, current));
    }
    signatures.requireUsable(tx, uses);
  }

  /** Refuses a population that the specification describes wrongly. */
  void requirePopulation(Tx tx, FieldPath path, MeasurementSpec spec) {
    Population population = population(tx, path, spec);
    ByteString digest = population.getPopulationSpecDigest();
    if (!digest.equals(spec.getPopulationSpecDigest())) {
      throw path.field("populationSpecDigest").invalid("is not that of " + population.getName());
    }
    if (population.getSize() != spec.getPopulationSize()) {
      throw path.field("populationSize")
          .invalid("must be " + population.getSize() + ", the size of " + population.getName());
    }
  }

  /** The population that a specification names; INVALID_ARGUMENT if there is none. */
  Population population(Tx tx, FieldPath path, MeasurementSpec spec) {
    PopulationName name = PopulationName.parse(spec.getPopulation());
    return populations
        .find(tx, name)
        .orElseThrow(() -> path.field("population").invalid(name + " does not exist"));
  }
}
