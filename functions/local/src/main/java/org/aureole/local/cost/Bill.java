package org.aureole.local.cost;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Money for what is used. Immutable. */
final class Bill {
  /** Of a month in prices: 365 days by twelve. */
  private static final double MINUTES = 365.0 / 12 * 24 * 60;

  private static final double TIB = 0x1p40;
  private static final double MILLION = 1e6;
  private static final double THOUSAND = 1e3;
  private static final double TEN_THOUSAND = 1e4;

  private final Prices prices;
  private final Usage usage;

  Bill(Prices prices, Usage usage) {
    this.prices = prices;
    this.usage = usage;
  }

  /** What an amount costs. */
  double of(Use use, double amount) {
    Usage.Machine function = usage.deployment().function();
    Usage.Machine job = usage.deployment().job();
    double each =
        switch (use) {
          case FUNCTION_CALLS -> prices.functionMillionCalls() / MILLION;
          case FUNCTION_SECONDS ->
              function.processors() * prices.functionProcessorSecond()
                  + function.gib() * prices.functionGibSecond();
          case JOB_SECONDS ->
              job.processors() * prices.jobProcessorSecond() + job.gib() * prices.jobGibSecond();
          case MESSAGE_BYTES -> prices.messageTib() / TIB;
          // Buckets are encrypted with a key of the party's, which each write and read asks.
          case OBJECT_WRITES -> (prices.objectThousandWrites() + key() * THOUSAND) / THOUSAND;
          case OBJECT_READS -> (prices.objectThousandReads() + key() * THOUSAND) / THOUSAND;
          case KEY_OPERATIONS -> key();
          case TRANSACTIONS -> 0;
        };
    return amount * each;
  }

  private double key() {
    return prices.keyTenThousandOperations() / TEN_THOUSAND;
  }

  double of(Map<Use, Double> used) {
    return used.entrySet().stream().mapToDouble(use -> of(use.getKey(), use.getValue())).sum();
  }

  /**
   * What a party pays for a month in which nothing happens, by what it pays for.
   *
   * @param database for a month
   * @param sweepers how many parties' sweeps the Kingdom hears, its own among them
   */
  Map<String, Double> idle(CostRole role, double database, int sweepers) {
    Usage.Deployment deployed = usage.deployment();
    Map<String, Double> lines = new LinkedHashMap<>();
    lines.put("database", database);
    lines.put("keys", deployed.keyVersions().get(role) * prices.keyVersionMonth());
    lines.put("alerts", deployed.alerts().get(role) * prices.alertMonth());
    double heard = role == CostRole.KINGDOM ? (double) sweepers / deployed.sweepers() : 1;
    double sweep = heard * of(usage.sweep().get(role));
    lines.put("sweeps", prices.scheduleMonth() + MINUTES / deployed.sweepMinutes() * sweep);
    return lines;
  }

  /**
   * What one Measurement makes a party of a role use that takes part.
   *
   * @param registers of a ring, where it is one
   */
  Map<Use, Double> used(Kind kind, CostRole role, int duchies, int dataProviders, long registers) {
    Usage.Deployment counted = usage.deployment();
    double share =
        role == CostRole.KINGDOM
            ? (double) others(kind, duchies, dataProviders)
                / others(kind, counted.duchies(), counted.dataProviders())
            : 1;
    Map<Use, Double> used = new EnumMap<>(Use.class);
    usage
        .measurements()
        .get(kind)
        .getOrDefault(role, Map.of())
        .forEach((use, amount) -> used.put(use, share * amount));
    if (kind == Kind.LIQUID_LEGIONS) {
      double seconds = registers * usage.registerProcessorSeconds().getOrDefault(role, 0.0);
      used.merge(Use.JOB_SECONDS, seconds / counted.job().processors(), Double::sum);
    }
    return used;
  }

  /** How many take part besides the Kingdom. */
  private static int others(Kind kind, int duchies, int dataProviders) {
    int others = 0;
    for (CostRole role : CostRole.values()) {
      others += role == CostRole.KINGDOM ? 0 : kind.parties(role, duchies, dataProviders);
    }
    return others;
  }
}
