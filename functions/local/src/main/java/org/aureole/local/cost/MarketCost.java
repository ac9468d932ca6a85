package org.aureole.local.cost;

import java.util.Map;

/**
 * What a market of some size costs. A party's share of a Measurement is taken to be the same
 * however many others take part, but for the Kingdom, whose share grows with their number.
 * Immutable.
 */
final class MarketCost {
  private final Bill bill;
  private final int duchies;
  private final int dataProviders;
  private final long registers;
  private final Map<CostRole, Double> databases;

  /**
   * @param registers of a Measurement by Liquid Legions
   * @param databases what the database of a party of each role costs a month
   */
  MarketCost(
      Bill bill, int duchies, int dataProviders, long registers, Map<CostRole, Double> databases) {
    this.bill = bill;
    this.duchies = duchies;
    this.dataProviders = dataProviders;
    this.registers = registers;
    this.databases = Map.copyOf(databases);
  }

  /** How many parties of a role pay while nothing happens. */
  int parties(CostRole role) {
    return switch (role) {
      case KINGDOM, AGGREGATOR -> 1;
      case WORKER -> duchies - 1;
      case DATA_PROVIDER -> dataProviders;
    };
  }

  /** What one party pays a month while nothing happens, by what it pays for. */
  Map<String, Double> idle(CostRole role) {
    return bill.idle(role, databases.get(role), 1 + duchies + dataProviders);
  }

  /** What all pay a month while nothing happens. */
  double idle() {
    double all = 0;
    for (CostRole role : CostRole.values()) {
      all += parties(role) * sum(idle(role));
    }
    return all;
  }

  static double sum(Map<String, Double> lines) {
    return lines.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** What one Measurement makes a party use that takes part. */
  Map<Use, Double> used(Kind kind, CostRole role) {
    return bill.used(kind, role, duchies, dataProviders, registers);
  }

  /** What that costs. */
  double measurement(Kind kind, CostRole role) {
    return bill.of(used(kind, role));
  }

  /** What one Measurement costs all who take part. */
  double measurement(Kind kind) {
    double all = 0;
    for (CostRole role : CostRole.values()) {
      all += kind.parties(role, duchies, dataProviders) * measurement(kind, role);
    }
    return all;
  }
}
