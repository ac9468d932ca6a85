package org.aureole.local.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.cli.console.Output;
import org.aureole.local.load.Probe.Action;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.name.MeasurementName;

/**
 * What one more Measurement costs while the market is small and while it is large. The parties'
 * sweeps come only when this asks for them, so that they are counted apart.
 */
final class GrowthStudy {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration CATCHING_UP = Duration.ofMinutes(30);

  /** What grows. */
  enum Dimension {
    PARTIES("data providers"),
    EVENT_GROUPS("event groups"),
    OPEN("open measurements");

    private final String label;

    Dimension(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /**
   * The costs in a market of one size.
   *
   * @param costs by what was done
   */
  record Level(Dimension dimension, int size, Map<String, Probe.Result> costs) {}

  private final LoadMarket market;
  private final MarketGrowth growth;
  private final Output output;
  private final Probe probe;
  private int number;

  GrowthStudy(LoadMarket market, MarketGrowth growth, Output output) {
    this.market = market;
    this.growth = growth;
    this.output = output;
    this.probe = new Probe(market);
  }

  /**
   * Runs it.
   *
   * @param found takes each level as soon as it is measured
   */
  void run(LoadOptions options, Consumer<Level> found)
      throws InterruptedException, ExecutionException, IOException {
    probe.run(2, this::shareShuffle); // What is loaded at first use is loaded now.
    for (int size : options.parties()) {
      growth.dataProviders(size);
      found.accept(
          level(
              Dimension.PARTIES,
              size,
              () -> {
                Map<String, Probe.Result> costs = new LinkedHashMap<>();
                costs.put("Direct measurement", probe.run(options.probes(), this::direct));
                costs.put("explain", probe.run(options.probes(), this::explain));
                return costs;
              }));
    }
    for (int size : options.eventGroups()) {
      growth.eventGroups(size);
      found.accept(
          level(
              Dimension.EVENT_GROUPS,
              size,
              () -> {
                Map<String, Probe.Result> costs = new LinkedHashMap<>();
                costs.put("Direct measurement", probe.run(options.probes(), this::direct));
                return costs;
              }));
    }
    for (int size : options.open()) {
      growth.openMeasurements(size, options.throughApi());
      found.accept(level(Dimension.OPEN, size, () -> measured(options.probes())));
    }
  }

  /** Costs that are measured once the market is large. */
  @FunctionalInterface
  private interface Measured {
    Map<String, Probe.Result> run() throws InterruptedException, ExecutionException, IOException;
  }

  private Level level(Dimension dimension, int size, Measured measured)
      throws InterruptedException, ExecutionException, IOException {
    output.note("Counting with " + size + " " + dimension.label() + " ...");
    market.awaitQuiet(CATCHING_UP);
    for (int i = 0; i < 2; i++) {
      market.servers().forEach(market::sweep);
      market.awaitQuiet(CATCHING_UP);
    }
    // As autovacuum would have done by then.
    market
        .servers()
        .forEach(party ->
            market.database(party).run(MarketCounts.OWN + "analyze", tx -> tx.update("analyze")));
    return new Level(dimension, size, measured.run());
  }

  private Map<String, Probe.Result> measured(int probes)
      throws InterruptedException, ExecutionException {
    Map<String, Probe.Result> costs = new LinkedHashMap<>();
    costs.put("Direct measurement", probe.run(probes, this::direct));
    costs.put("HMSS measurement", probe.run(probes, this::shareShuffle));
    costs.put("cancelled measurement", probe.run(probes, this::cancelled));
    costs.put("explain", probe.run(probes, this::explain));
    MeasurementName known = market.consumers().get(0).measurement("probe-0");
    costs.put("get", probe.run(probes, time -> market.consumers().get(0).get(known)));
    costs.put("list", probe.run(probes, time -> market.consumers().get(0).list()));
    costs.put("timeline", probe.run(probes, time -> market.consumers().get(0).timeline(known)));
    costs.put(
        "list requisitions",
        probe.run(probes, time -> market.listRequisitions(market.providers().get(0))));
    market.servers().forEach(market::sweep);
    market.awaitQuiet(CATCHING_UP);
    costs.put("sweep of the Kingdom", probe.run(1, sweep(0)));
    costs.put("sweep of a Duchy", probe.run(1, sweep(1)));
    costs.put("sweep of a data provider", probe.run(1, sweepOf(market.providers().get(0))));
    costs.put(
        "new event file",
        probe.run(
            1,
            time -> {
              try {
                growth.oneEventGroup();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }));
    return costs;
  }

  private Action sweep(int server) {
    return sweepOf(market.servers().get(server));
  }

  private Action sweepOf(PartyConfig party) {
    return time -> market.sweep(party);
  }

  private void direct(int time) {
    MeasurementName name = market.consumers().get(0).measurement("probe-" + number++);
    finish(name, market.questions().direct(name, 0));
  }

  private void shareShuffle(int time) {
    MeasurementName name = market.consumers().get(0).measurement("probe-" + number++);
    finish(name, market.questions().shareShuffle(name, 0));
  }

  /**
   * Once everybody waits, so that what it costs is no race between the Duchies and the consumer.
   */
  private void cancelled(int time) throws InterruptedException {
    SimulatedConsumer consumer = market.consumers().get(0);
    MeasurementName name = consumer.measurement("probe-" + number++);
    consumer.create(consumer.sign(market.questions().waitingShareShuffle(name, 0)));
    market.awaitQuiet(PATIENCE);
    consumer.cancel(name);
  }

  private void explain(int time) {
    SimulatedConsumer consumer = market.consumers().get(0);
    consumer.explain(market.questions().shareShuffle(consumer.measurement("explained"), 0));
  }

  private void finish(MeasurementName name, MeasurementOrder order) {
    SimulatedConsumer consumer = market.consumers().get(0);
    consumer.create(consumer.sign(order));
    var state = consumer.await(name, PATIENCE);
    if (state != org.aureole.v1.Measurement.State.SUCCEEDED) {
      throw new IllegalStateException(name + " is " + state + " and should have succeeded");
    }
  }
}
