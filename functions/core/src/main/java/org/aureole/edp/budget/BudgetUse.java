package org.aureole.edp.budget;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aureole.crypto.budget.AcdpComposition;
import org.aureole.crypto.budget.VidBuckets;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.platform.sql.Database;
import org.aureole.v1.BudgetDay;

/** What of the budget is used, for the operator. Thread-safe. */
public final class BudgetUse {
  private final Database database;

  public BudgetUse(Database database) {
    this.database = Objects.requireNonNull(database);
  }

  /**
   * For each measurement consumer and day, the person of whom most is used. In order of both names.
   *
   * @param after days after this one only, as {@code measurementConsumers/x 2026-01-31}; empty for
   *     all
   * @param limit at most so many days
   */
  public List<BudgetDay> days(PrivacyParameters budget, String after, int limit) {
    String[] start = after.isEmpty() ? new String[] {"", ""} : after.split(" ", 2);
    List<Stored> keys =
        database.read(
            "listBudgetDays",
            tx ->
                tx.query(
                    "select distinct measurement_consumer, charge_day from budget_cells where"
                        + " measurement_consumer > ? or (measurement_consumer = ? and charge_day > ?)"
                        + " order by measurement_consumer, charge_day limit ?",
                    row -> new Stored(row.string("measurement_consumer"), row.string("charge_day")),
                    start[0],
                    start[0],
                    start.length == 2 ? start[1] : "",
                    limit));
    List<BudgetDay> days = new ArrayList<>();
    for (Stored key : keys) {
      days.add(day(key, budget));
    }
    return days;
  }

  private BudgetDay day(Stored key, PrivacyParameters budget) {
    Map<String, BucketSums> cells = new LinkedHashMap<>();
    database
        .read(
            "readBudgetDay",
            tx ->
                tx.query(
                    "select cell, charges from budget_cells where measurement_consumer = ?"
                        + " and charge_day = ? order by cell",
                    row -> Map.entry(row.string("cell"), row.string("charges")),
                    key.measurementConsumer(),
                    key.day()))
        .forEach(row -> cells.put(row.getKey(), BucketSums.parse(row.getValue())));
    BudgetDay.Builder most =
        BudgetDay.newBuilder().setMeasurementConsumer(key.measurementConsumer()).setDay(key.day());
    Map<PrivacyCost, Double> deltas = new LinkedHashMap<>();
    cells.forEach((cell, sums) -> {
      for (int bucket = 0; bucket < VidBuckets.COUNT; bucket++) {
        double delta =
            deltas.computeIfAbsent(
                sums.at(bucket),
                cost -> AcdpComposition.leastDelta(cost.toCharge(), budget.epsilon()));
        double rho = sums.at(bucket).rho().doubleValue();
        // A small ρ alone gives a δ below what a double holds.
        if (delta > most.getUsedDelta() || (delta == most.getUsedDelta() && rho > most.getRho())) {
          most.setCell(cell)
              .setVidBucket(bucket)
              .setRho(rho)
              .setTheta(sums.at(bucket).theta().doubleValue())
              .setUsedDelta(delta);
        }
      }
    });
    return most.build();
  }

  private record Stored(String measurementConsumer, String day) {}
}
