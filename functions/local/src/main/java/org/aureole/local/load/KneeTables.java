package org.aureole.local.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.local.load.Latencies.Operation;

/** Throughput, latencies and contention, step by step. */
final class KneeTables {
  private static final double MICROS = 1000;

  private final List<KneeStudy.Step> steps;

  KneeTables(List<KneeStudy.Step> steps) {
    this.steps = steps;
  }

  void show(Output output) {
    output.say("");
    output.say(
        "Throughput: visits offered, and measurements that ended, for each second; processor time is"
            + " that of one measurement with its visit");
    output.table(throughput());
    KneeStudy.Step last =
        steps.stream().filter(KneeStudy.Step::follows).reduce((a, b) -> b).orElse(steps.get(0));
    output.say("");
    output.say(
        "Latencies at "
            + last.outcome().offered()
            + " visits a second, the last rate that it followed, in ms and as multiples of a"
            + " transaction with select 1 ("
            + number(last.yardstickMicros() / MICROS)
            + " ms)");
    output.table(latencies(last));
    output.say("");
    output.say("For each measurement that ended, reads included");
    output.table(costs());
    output.say("");
    output.say("Transactions that were aborted for another one and ran again, at the last rate");
    output.table(contention(steps.get(steps.size() - 1)));
  }

  private Table throughput() {
    Table table =
        new Table()
            .number("OFFERED")
            .number("ENDED")
            .text("FOLLOWS")
            .number("VISITS")
            .number("SUCCEEDED")
            .number("CANCELLED")
            .number("ERRORS")
            .number("SECONDS")
            .number("SELECT 1, MS")
            .number("CPU MS, MARKET")
            .number("CPU MS, DATABASE");
    for (KneeStudy.Step step : steps) {
      Visits.Outcome outcome = step.outcome();
      table.row(
          number(outcome.offered()),
          number(outcome.departures()),
          step.follows() ? "yes" : "no",
          "" + outcome.visits(),
          "" + outcome.succeeded(),
          "" + outcome.cancelled(),
          "" + outcome.errors(),
          number(outcome.seconds()),
          number(step.yardstickMicros() / MICROS),
          number(step.marketMillis()),
          number(step.databaseMillis()));
    }
    return table;
  }

  private static Table latencies(KneeStudy.Step step) {
    Table table =
        new Table()
            .text("OPERATION")
            .number("COUNT")
            .number("P50")
            .number("P90")
            .number("P99")
            .number("MAX")
            .number("P50 ×")
            .number("P99 ×");
    for (Operation operation : Operation.values()) {
      Histogram micros = step.outcome().latencies().of(operation);
      if (micros.getTotalCount() > 0) {
        table.row(
            operation.label(),
            "" + micros.getTotalCount(),
            number(micros.getValueAtPercentile(50) / MICROS),
            number(micros.getValueAtPercentile(90) / MICROS),
            number(micros.getValueAtPercentile(99) / MICROS),
            number(micros.getMaxValue() / MICROS),
            number(micros.getValueAtPercentile(50) / step.yardstickMicros()),
            number(micros.getValueAtPercentile(99) / step.yardstickMicros()));
      }
    }
    return table;
  }

  private Table costs() {
    Table table =
        new Table()
            .number("OFFERED")
            .text("AT")
            .number("TRANSACTIONS")
            .number("STATEMENTS")
            .number("FUNCTION CALLS")
            .number("ABORTS")
            .number("MS IN TRANSACTIONS");
    for (KneeStudy.Step step : steps) {
      step.costs()
          .forEach((part, cost) ->
              table.row(
                  number(step.outcome().offered()),
                  part.label(),
                  number(cost.transactions()),
                  number(cost.statements()),
                  number(cost.calls()),
                  number(cost.aborts()),
                  number(cost.databaseMillis())));
    }
    return table;
  }

  private static Table contention(KneeStudy.Step step) {
    Table table =
        new Table().text("TRANSACTION").number("COMMITTED").number("ABORTED").number("OF EACH 100");
    new TreeMap<>(step.aborted())
        .forEach((name, attempts) ->
            table.row(
                name,
                "" + attempts.committed(),
                "" + attempts.aborted(),
                number(
                    100.0
                        * attempts.aborted()
                        / Math.max(1, attempts.committed() + attempts.aborted()))));
    return table;
  }

  List<Object> json() {
    List<Object> json = new ArrayList<>();
    for (KneeStudy.Step step : steps) {
      Map<String, Object> latencies = new LinkedHashMap<>();
      for (Operation operation : Operation.values()) {
        Histogram micros = step.outcome().latencies().of(operation);
        if (micros.getTotalCount() > 0) {
          latencies.put(
              operation.label(),
              Map.of(
                  "count", micros.getTotalCount(),
                  "p50Millis", micros.getValueAtPercentile(50) / MICROS,
                  "p90Millis", micros.getValueAtPercentile(90) / MICROS,
                  "p99Millis", micros.getValueAtPercentile(99) / MICROS,
                  "maxMillis", micros.getMaxValue() / MICROS));
        }
      }
      Map<String, Object> costs = new LinkedHashMap<>();
      step.costs().forEach((part, cost) -> costs.put(part.label(), cost.json()));
      Map<String, Object> aborted = new LinkedHashMap<>();
      new TreeMap<>(step.aborted())
          .forEach((name, attempts) ->
              aborted.put(
                  name, Map.of("committed", attempts.committed(), "aborted", attempts.aborted())));
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("offered", step.outcome().offered());
      one.put("ended", step.outcome().departures());
      one.put("follows", step.follows());
      one.put("visits", step.outcome().visits());
      one.put("succeeded", step.outcome().succeeded());
      one.put("cancelled", step.outcome().cancelled());
      one.put("errors", step.outcome().errors());
      one.put("selectOneMillis", step.yardstickMicros() / MICROS);
      one.put("marketCpuMillis", step.marketMillis());
      one.put("databaseCpuMillis", step.databaseMillis());
      one.put("latencies", latencies);
      one.put("perMeasurement", costs);
      one.put("aborted", aborted);
      json.add(one);
    }
    return json;
  }

  /** Three digits that count, without an exponent. */
  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    int digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
