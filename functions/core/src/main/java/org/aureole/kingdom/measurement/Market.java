package org.aureole.kingdom.measurement;

import java.util.List;
import org.aureole.kingdom.store.PartyStore.PartyRow;
import org.aureole.model.name.PartyName;
import org.aureole.v1.DuchyCapabilities.ShareShuffleRole;

/**
 * The parties as far as they matter for one Measurement. Immutable.
 *
 * @param dataProviders those that are asked, in the order of the specification
 * @param duchies every approved Duchy, in the order of names
 */
record Market(List<PartyRow> dataProviders, List<PartyRow> duchies) {
  Market {
    dataProviders = List.copyOf(dataProviders);
    duchies = List.copyOf(duchies);
  }

  /** One of the data providers that are asked. */
  PartyRow dataProvider(PartyName name) {
    return dataProviders.stream().filter(dp -> dp.name().equals(name)).findFirst().orElseThrow();
  }

  /** The Duchies that can take a role now: they declare it and have a current certificate. */
  List<PartyName> duchiesFor(ShareShuffleRole role) {
    return duchies.stream()
        .filter(duchy -> duchy.details().getDuchy().getShareShuffleRolesList().contains(role))
        .filter(duchy -> !duchy.details().getCertificate().isEmpty())
        .map(PartyRow::name)
        .toList();
  }
}
