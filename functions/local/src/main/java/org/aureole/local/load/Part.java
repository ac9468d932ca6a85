package org.aureole.local.load;

import org.aureole.local.market.PartyConfig;

/** Which side of the market a cost falls on. */
enum Part {
  KINGDOM("Kingdom"),
  DUCHIES("Duchies"),
  PROVIDERS("data providers");

  private final String label;

  Part(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  static Part of(PartyConfig party) {
    return switch (party.role()) {
      case KINGDOM -> KINGDOM;
      case AGGREGATOR, WORKER -> DUCHIES;
      case EVENT_DATA_PROVIDER, POPULATION_DATA_PROVIDER -> PROVIDERS;
      case MEASUREMENT_CONSUMER -> throw new IllegalArgumentException(party.id());
    };
  }
}
