package org.aureole.local.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.aureole.local.cli.console.Output;
import org.aureole.local.market.PartyConfig;
import org.aureole.platform.sql.Database;

/** Doubles the rate of visits until the market no longer follows: the knee. */
final class KneeStudy {
  /** Below this part of what is offered, throughput does not follow. */
  static final double FOLLOWS = 0.8;

  private static final Duration QUIET = Duration.ofSeconds(20);

  private final LoadMarket market;
  private final Output output;

  KneeStudy(LoadMarket market, Output output) {
    this.market = market;
    this.output = output;
  }

  /**
   * One step.
   *
   * @param yardstickMicros of a transaction with {@code select 1}, just before, with nothing else
   *     going on
   * @param marketMillis processor time of market and consumers for each Measurement that ended
   * @param databaseMillis processor time of the database, likewise
   * @param costs for each Measurement that ended
   * @param aborted by party's side and transaction: attempts that committed and that were aborted
   */
  record Step(
      Visits.Outcome outcome,
      double yardstickMicros,
      double marketMillis,
      double databaseMillis,
      Map<Part, Cost> costs,
      Map<String, Contention> aborted) {
    boolean follows() {
      return outcome.departures() >= FOLLOWS * outcome.offered()
          && outcome.errors() * 20 <= outcome.visits();
    }
  }

  /** Attempts at one transaction. */
  record Contention(long committed, long aborted) {}

  List<Step> run(LoadOptions options) throws InterruptedException {
    output.note("Warming up ...");
    new Visits(market).run("warm", options.firstRate(), options.step());
    List<Step> steps = new ArrayList<>();
    double rate = options.firstRate();
    boolean follows = true;
    while (follows && rate <= options.lastRate()) {
      output.note("Visits at a rate of " + rate + " a second for " + options.step() + " ...");
      Step step = step(steps.size(), rate, options.step());
      steps.add(step);
      follows = step.follows();
      rate *= 2;
    }
    return steps;
  }

  private Step step(int number, double rate, Duration length) throws InterruptedException {
    market.awaitQuiet(QUIET);
    Database kingdom = market.database(market.servers().get(0));
    double yardstick = Yardstick.medianMicros(kingdom);
    Counts before = market.counts().now();
    ProcessorTime used = ProcessorTime.now(kingdom);
    Visits.Outcome outcome = new Visits(market).run("step" + number, rate, length);
    ProcessorTime after = ProcessorTime.now(kingdom);
    Counts counts = market.counts().now().since(before);
    Map<String, Part> sides =
        market.servers().stream().collect(Collectors.toMap(PartyConfig::id, Part::of));
    double ended = Math.max(1, outcome.succeeded() + outcome.cancelled());
    Map<Part, Cost> costs = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      costs.put(part, Cost.of(counts, key -> sides.get(key.party()) == part, 0, ended));
    }
    return new Step(
        outcome,
        yardstick,
        after.marketMillisSince(used) / ended,
        after.databaseMillisSince(used) / ended,
        costs,
        contention(counts, sides));
  }

  private static Map<String, Contention> contention(Counts counts, Map<String, Part> sides) {
    Map<String, Contention> all = new HashMap<>();
    Set<Counts.Key> aborted = counts.all(Counts.Kind.ABORTS).keySet();
    for (Counts.Key key : aborted) {
      Part part = sides.get(key.party());
      if (part != null) {
        all.computeIfAbsent(
            part.label() + ": " + key.name(),
            name ->
                new Contention(
                    counts.sum(
                        Counts.Kind.TRANSACTIONS,
                        k -> k.name().equals(key.name()) && sides.get(k.party()) == part),
                    counts.sum(
                        Counts.Kind.ABORTS,
                        k -> k.name().equals(key.name()) && sides.get(k.party()) == part)));
      }
    }
    return all;
  }
}
