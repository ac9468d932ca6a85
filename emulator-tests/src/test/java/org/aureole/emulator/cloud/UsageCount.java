package org.aureole.emulator.cloud;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.emulator.google.FunctionServer;
import org.aureole.local.cost.CostRole;
import org.aureole.local.cost.Kind;
import org.aureole.local.cost.Usage;
import org.aureole.local.cost.Use;
import org.aureole.v1.Measurement;

/**
 * Counts what Google would bill each party for: for one Measurement of each kind, which finds no
 * instance of any function running, and for a sweep with nothing to do. The market's schedule must
 * not run meanwhile.
 */
final class UsageCount {
  private static final int SWEEPS = 5;
  private static final int QUIET_SECONDS = 5;

  private final CloudMarket market;
  private final SmallCampaign campaign;
  private final Map<String, Long> transactions = new LinkedHashMap<>();
  private final long begun = System.nanoTime();

  UsageCount(CloudMarket market, SmallCampaign campaign) {
    this.market = market;
    this.campaign = campaign;
  }

  /** Counts, which takes some minutes, and says on standard error how far it is. */
  Usage count() throws InterruptedException {
    Map<Kind, Map<CostRole, Map<Use, Double>>> measurements = new EnumMap<>(Kind.class);
    measurements.put(
        Kind.DIRECT,
        measured(Kind.DIRECT, campaign.direct("count-direct"), List.of("kingdom", "edp2")));
    List<String> all = market.projects().stream().map(project -> project.party().id()).toList();
    measurements.put(
        Kind.SHARE_SHUFFLE,
        measured(Kind.SHARE_SHUFFLE, campaign.shareShuffle("count-share-shuffle"), all));
    measurements.put(
        Kind.LIQUID_LEGIONS,
        measured(Kind.LIQUID_LEGIONS, campaign.resistantFrequency("count-legions"), all));
    return Usage.usual()
        .recounted(
            "by scripts/cloud --count, "
                + LocalDate.now(ZoneOffset.UTC)
                + ", on "
                + Runtime.getRuntime().availableProcessors()
                + " processors for all parties: seconds are those of this machine, and the Kingdom's"
                + " hold the consumer's wait for the result; three parties sent spans",
            swept(),
            measurements);
  }

  private Map<CostRole, Map<Use, Double>> measured(
      Kind kind, MeasurementOrder order, List<String> parties) throws InterruptedException {
    say("measuring " + kind.name() + ", with every function cold ...");
    awaitQuiet();
    market.functions().values().forEach(FunctionServer::kill);
    take(parties);
    Measurement ended =
        market.people().awaitEnd(market.people().consumer().create(order).getName());
    if (ended.getState() != Measurement.State.SUCCEEDED) {
      throw new IllegalStateException(ended.getName() + " ended as " + ended.getState());
    }
    awaitQuiet();
    say("... it is " + ended.getState());
    return take(parties);
  }

  /** Nothing else is to be seen for minutes. */
  private void say(String line) {
    System.err.printf(
        "%3d s: %s%n", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun), line);
  }

  /** With an instance of every function running, as a sweep comes before the platform ends it. */
  private Map<CostRole, Map<Use, Double>> swept() throws InterruptedException {
    say("sweeping " + SWEEPS + " times, with nothing to do ...");
    market.projects().forEach(CloudProject::sweep);
    awaitQuiet();
    List<String> all = market.projects().stream().map(project -> project.party().id()).toList();
    take(all);
    for (int i = 0; i < SWEEPS; i++) {
      market.projects().forEach(CloudProject::sweep);
    }
    awaitQuiet();
    Map<CostRole, Map<Use, Double>> swept = take(all);
    swept.values().forEach(used -> used.replaceAll((use, amount) -> amount / SWEEPS));
    return swept;
  }

  /** No job runs, and nothing was billed for some seconds. */
  private void awaitQuiet() throws InterruptedException {
    int quiet = 0;
    long before = market.google.billed.additions();
    while (quiet < QUIET_SECONDS) {
      TimeUnit.SECONDS.sleep(1);
      long now = market.google.billed.additions();
      boolean busy = now != before || market.projects().stream().anyMatch(CloudProject::runsJob);
      quiet = busy ? 0 : quiet + 1;
      before = now;
    }
  }

  /** What each party of a role used since the last call, on average over those named. */
  private Map<CostRole, Map<Use, Double>> take(List<String> parties) {
    Map<String, Map<Use, Double>> byProject = market.google.billed.take();
    Map<CostRole, Map<Use, Double>> used = new EnumMap<>(CostRole.class);
    Map<CostRole, Integer> count = new EnumMap<>(CostRole.class);
    for (CloudProject project : market.projects()) {
      long committed = project.transactions();
      long since = committed - transactions.getOrDefault(project.project(), 0L);
      transactions.put(project.project(), committed);
      CostRole role = role(project);
      if (role == null || !parties.contains(project.party().id())) {
        continue;
      }
      Map<Use, Double> sum = used.computeIfAbsent(role, key -> new EnumMap<>(Use.class));
      byProject
          .getOrDefault(project.project(), Map.of())
          .forEach((use, amount) -> sum.merge(use, amount, Double::sum));
      sum.merge(Use.TRANSACTIONS, (double) since, Double::sum);
      count.merge(role, 1, Integer::sum);
    }
    used.forEach((role, sum) -> sum.replaceAll((use, amount) -> round(amount / count.get(role))));
    return used;
  }

  private static double round(double amount) {
    return Math.round(amount * 1000) / 1000.0;
  }

  /** Null for the population provider, who is not asked by these. */
  private static CostRole role(CloudProject project) {
    return switch (project.party().role()) {
      case KINGDOM -> CostRole.KINGDOM;
      case AGGREGATOR -> CostRole.AGGREGATOR;
      case WORKER -> CostRole.WORKER;
      case EVENT_DATA_PROVIDER -> CostRole.DATA_PROVIDER;
      default -> null;
    };
  }
}
