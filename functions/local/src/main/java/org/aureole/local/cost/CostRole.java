package org.aureole.local.cost;

/** What a party does in a market, as far as its costs differ by that. */
public enum CostRole {
  KINGDOM("Kingdom"),

  AGGREGATOR("aggregator"),

  WORKER("worker"),

  /** One that is asked. */
  DATA_PROVIDER("data provider");

  private final String label;

  CostRole(String label) {
    this.label = label;
  }

  /** For people. */
  String label() {
    return label;
  }
}
