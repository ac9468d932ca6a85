package org.aureole.kingdom.population;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.store.PartyStore;
import org.aureole.kingdom.store.PopulationStore;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.PopulationName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.ListPopulationsResponse;
import org.aureole.v1.Population;

/** The VID universes of the market. None ever changes, for signed specifications name them. */
public final class Populations {
  /** The largest specification of a population, in bytes. */
  public static final int MAX_SPEC_BYTES = 2 << 20;

  private static final long MAX_SIZE = Integer.MAX_VALUE;

  private final Database database;
  private final PopulationStore store;
  private final PartyStore parties;

  public Populations(Database database, PopulationStore store, PartyStore parties) {
    this.database = Objects.requireNonNull(database);
    this.store = Objects.requireNonNull(store);
    this.parties = Objects.requireNonNull(parties);
  }

  /** Publishes a population; the same one again is that one, another of the name is a conflict. */
  public Population put(Principal caller, PopulationName name, Population wanted) {
    Population content = checked(name, wanted);
    return database.inTransaction(
        "putPopulation",
        tx -> {
          requirePublisher(tx, caller);
          Optional<Population> known = store.find(tx, name);
          if (known.isEmpty()) {
            store.create(tx, content, Callers.cause(caller));
            return store.find(tx, name).orElseThrow();
          }
          if (!known.get().toBuilder().clearCreateTime().build().equals(content)) {
            throw DomainException.of(
                ErrorCode.ALREADY_EXISTS,
                name + " exists with another content and never changes; choose another id");
          }
          return known.get();
        });
  }

  public Population get(PopulationName name) {
    return database
        .read("getPopulation", tx -> store.find(tx, name))
        .orElseThrow(() -> DomainException.notFound(name.toString()));
  }

  public ListPopulationsResponse list() {
    List<Population> all = database.read("listPopulations", store::list);
    return ListPopulationsResponse.newBuilder().addAllPopulations(all).build();
  }

  private void requirePublisher(Tx tx, Principal caller) {
    if (Callers.isOperator(caller)) {
      return;
    }
    DataProviderCapabilities.Kind kind =
        parties.get(tx, PartyName.parse(caller.party())).details().getDataProvider().getKind();
    if (kind != DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER) {
      throw DomainException.denied(
          "only a population data provider or the market operator publishes populations");
    }
  }

  private static Population checked(PopulationName name, Population wanted) {
    FieldPath path = FieldPath.ROOT;
    if (!wanted.getName().isEmpty() && !wanted.getName().equals(name.toString())) {
      throw path.field("name").invalid("must be " + name + ", as in the path, or left out");
    }
    byte[] spec =
        Checks.bytes(path.field("populationSpec"), wanted.getPopulationSpec(), MAX_SPEC_BYTES)
            .toByteArray();
    Fingerprint digest = Fingerprint.of(spec);
    FieldPath digestPath = path.field("populationSpecDigest");
    Checks.exactBytes(digestPath, wanted.getPopulationSpecDigest(), Fingerprint.LENGTH);
    if (!digest.equals(Fingerprint.fromBytes(wanted.getPopulationSpecDigest().toByteArray()))) {
      throw digestPath.invalid("is not the SHA-256 of populationSpec, which is " + digest);
    }
    // uint64: what is above 2^63 shows as negative.
    if (wanted.getSize() <= 0 || wanted.getSize() > MAX_SIZE) {
      throw path.field("size").invalid("must be from 1 to " + MAX_SIZE);
    }
    return wanted.toBuilder().setName(name.toString()).clearCreateTime().build();
  }
}
