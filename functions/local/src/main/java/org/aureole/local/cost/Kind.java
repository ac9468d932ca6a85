package org.aureole.local.cost;

/** Measurements that cost alike. */
public enum Kind {
  /** Asks one data provider, who answers without Duchies. */
  DIRECT("by one data provider"),

  /** Reach and frequency over all data providers by the Honest Majority Share Shuffle. */
  SHARE_SHUFFLE("by share shuffle"),

  /** Reach and frequency over all data providers by Liquid Legions, in a ring of all Duchies. */
  LIQUID_LEGIONS("by Liquid Legions");

  private final String label;

  Kind(String label) {
    this.label = label;
  }

  /** For people. */
  String label() {
    return label;
  }

  /** How many parties of a role take part. */
  int parties(CostRole role, int duchies, int dataProviders) {
    return switch (role) {
      case KINGDOM -> 1;
      case AGGREGATOR -> this == DIRECT ? 0 : 1;
      case WORKER -> this == DIRECT ? 0 : this == SHARE_SHUFFLE ? 2 : duchies - 1;
      case DATA_PROVIDER -> this == DIRECT ? 1 : dataProviders;
    };
  }
}
