package org.aureole.kingdom.measurement;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.aureole.kingdom.LegionsPolicy;
import org.aureole.kingdom.store.PartyStore.PartyRow;
import org.aureole.model.name.PartyName;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DuchyCapabilities;

/**
 * The parties as far as they matter for one Measurement. Immutable.
 *
 * @param dataProviders those that are asked, in the order of the specification
 * @param duchies every approved Duchy, in the order of names
 * @param legions how the market runs Liquid Legions V2
 */
record Market(List<PartyRow> dataProviders, List<PartyRow> duchies, LegionsPolicy legions) {
  Market {
    dataProviders = List.copyOf(dataProviders);
    duchies = List.copyOf(duchies);
  }

  /** One of the data providers that are asked. */
  PartyRow dataProvider(PartyName name) {
    return dataProviders.stream().filter(dp -> dp.name().equals(name)).findFirst().orElseThrow();
  }

  /**
   * The Duchies that can take a role now: they declare it and have a current certificate.
   *
   * @param declared the roles that a Duchy takes in the protocol
   */
  List<PartyName> duchiesFor(
      Function<DuchyCapabilities, List<DuchyCapabilities.Role>> declared,
      DuchyCapabilities.Role role) {
    return duchies.stream()
        .filter(duchy -> declared.apply(duchy.details().getDuchy()).contains(role))
        .filter(duchy -> !duchy.details().getCertificate().isEmpty())
        .map(PartyRow::name)
        .toList();
  }

  /**
   * The data providers that do not declare something.
   *
   * @param declares whether one does
   */
  List<PartyName> without(Predicate<DataProviderCapabilities> declares) {
    return dataProviders.stream()
        .filter(provider -> !declares.test(provider.details().getDataProvider()))
        .map(PartyRow::name)
        .toList();
  }
}
