package org.aureole.edp.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.aureole.crypto.budget.AcdpCharge;
import org.aureole.crypto.budget.AcdpComposition;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.edp.events.PopulationCell;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.TestClock;
import org.aureole.platform.sql.TestDatabases;
import org.aureole.v1.BudgetDay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a ledger of privacy costs must do, on every kind of database. */
public abstract class BudgetContract {
  private static final PrivacyParameters LIMIT = new PrivacyParameters(1, 1e-9);
  private static final PartyName CONSUMER = PartyName.measurementConsumer("mc");
  private static final LocalDate DAY = LocalDate.parse("2026-02-01");
  private static final PopulationCell CELL = new PopulationCell("person.gender=FEMALE");
  private static final PopulationCell OTHER_CELL = new PopulationCell("person.gender=MALE");

  private final Budget budget = new SqlBudget();
  private Database database;

  protected abstract TestDatabases databases();

  @BeforeEach
  void createDatabase() {
    database = databases().create(new TestClock(), "trust", "edp");
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Test
  void chargesAddUpWhereTheyMeetAndNowhereElse() {
    charge("a", charge(0.001, 1e-12, SamplingInterval.fromFraction(0, 0.5), CELL));
    charge("b", charge(0.002, 2e-12, SamplingInterval.fromFraction(0.25, 0.5), CELL, OTHER_CELL));

    assertThat(stored())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "2026-02-01 " + CELL,
                "0-74 "
                    + exact(0.001, 1e-12)
                    + ";75-149 "
                    + sum(exact(0.001, 1e-12), exact(0.002, 2e-12))
                    + ";150-224 "
                    + exact(0.002, 2e-12),
                "2026-02-01 " + OTHER_CELL,
                "75-224 " + exact(0.002, 2e-12)));
  }

  @Test
  void aSampleThatWrapsIsChargedAtBothEnds() {
    charge("a", charge(0.001, 0, SamplingInterval.fromFraction(0.992, 0.016), CELL));

    assertThat(stored().values())
        .containsExactly("0-2 " + exact(0.001, 0) + ";297-299 " + exact(0.001, 0));
  }

  @Test
  void chargingAReferenceAgainChangesNothing() {
    Charge charge = charge(0.001, 1e-12, SamplingInterval.FULL, CELL);
    charge("a", charge);
    Map<String, String> once = stored();
    charge("a", charge);

    assertThat(stored()).isEqualTo(once);
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void anotherChargeUnderAChargedReferenceIsRefused() {
    charge("a", charge(0.001, 0, SamplingInterval.FULL, CELL));

    assertThatThrownBy(() -> charge("a", charge(0.002, 0, SamplingInterval.FULL, CELL)))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void aRefundRestoresTheBalanceExactlyAndOnce() {
    charge("a", charge(0.001 / 3, 1e-13 / 7, SamplingInterval.FULL, CELL));
    Map<String, String> before = stored();
    charge("b", charge(0.001 / 7, 1e-12 / 3, SamplingInterval.fromFraction(0.3, 0.9), CELL));
    refund("b");
    assertThat(stored()).isEqualTo(before);
    refund("b");
    refund("unknown");
    assertThat(stored()).isEqualTo(before);
    assertThat(entries()).isEqualTo(3);
  }

  @Test
  void aRefundedReferenceMayBeChargedAgain() {
    Charge charge = charge(0.001, 0, SamplingInterval.FULL, CELL);
    charge("a", charge);
    Map<String, String> once = stored();
    refund("a");
    assertThat(database.<Boolean>read("find", tx -> budget.find(tx, "a").isPresent())).isFalse();
    charge("a", charge);

    assertThat(stored()).isEqualTo(once);
    assertThat(database.<Charge>read("find", tx -> budget.find(tx, "a").orElseThrow()))
        .isEqualTo(charge);
  }

  @Test
  void aChargeThatPassesTheBudgetLeavesNoTrace() {
    charge("a", charge(0.004, 0, SamplingInterval.FULL, CELL));
    Map<String, String> before = stored();

    assertThatThrownBy(() -> charge("b", charge(0.5, 0, SamplingInterval.FULL, CELL, OTHER_CELL)))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INSUFFICIENT_PRIVACY_BUDGET));
    assertThat(stored()).isEqualTo(before);
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void aSingleExhaustedBucketRefusesAndTheOthersStayUsable() {
    double most = largestRho();
    charge("a", charge(most, 0, SamplingInterval.fromFraction(0, 1.0 / 300), CELL));

    assertThatThrownBy(
            () -> charge("b", charge(most / 10, 0, SamplingInterval.fromFraction(0, 0.5), CELL)))
        .isInstanceOf(DomainException.class);
    charge("c", charge(most, 0, SamplingInterval.fromFraction(0.5, 0.5), CELL));
    charge("d", charge(most, 0, SamplingInterval.FULL, OTHER_CELL));
  }

  @Test
  void consumersAndDaysHaveBudgetsOfTheirOwn() {
    double most = largestRho();
    charge("a", charge(most, 0, SamplingInterval.FULL, CELL));
    charge(
        "b",
        Charge.of(
            PartyName.measurementConsumer("another"),
            cost(most, 0),
            BucketRange.of(SamplingInterval.FULL),
            Map.of(DAY, Set.of(CELL))));
    charge(
        "c",
        Charge.of(
            CONSUMER,
            cost(most, 0),
            BucketRange.of(SamplingInterval.FULL),
            Map.of(DAY.plusDays(1), Set.of(CELL))));
    assertThat(stored()).hasSize(2);
    assertThat(entries()).isEqualTo(3);
  }

  @Test
  void theOrderOfChargesDoesNotMatter() {
    List<Charge> charges = randomCharges(new Random(7), 25);
    for (int i = 0; i < charges.size(); i++) {
      charge("first-" + i, charges.get(i));
    }
    Map<String, String> first = stored();
    List<Charge> shuffled = new ArrayList<>(charges);
    Collections.shuffle(shuffled, new Random(8));
    try (Database another = databases().create(new TestClock(), "trust", "edp")) {
      for (int i = 0; i < shuffled.size(); i++) {
        String reference = "second-" + i;
        Charge charge = shuffled.get(i);
        another.run("charge", tx -> budget.charge(tx, reference, charge, LIMIT));
      }
      assertThat(stored(another)).isEqualTo(first);
    }
  }

  @Test
  void refundingEverythingInAnyOrderLeavesNothing() {
    List<Charge> charges = randomCharges(new Random(11), 25);
    List<String> references = new ArrayList<>();
    for (int i = 0; i < charges.size(); i++) {
      references.add("r" + i);
      charge("r" + i, charges.get(i));
    }
    Collections.shuffle(references, new Random(12));
    references.forEach(this::refund);

    assertThat(stored().values()).containsOnly("");
  }

  @Test
  void chargesAtOnceNeverPassTheBudget() throws Exception {
    double part = largestRho() / 10.5;
    int contenders = databases().contenders();
    ExecutorService threads = Executors.newFixedThreadPool(contenders);
    try {
      List<Callable<Boolean>> attempts = new ArrayList<>();
      for (int i = 0; i < 3 * contenders; i++) {
        String reference = "r" + i;
        attempts.add(() -> {
          try {
            retrying(() -> charge(reference, charge(part, 0, SamplingInterval.FULL, CELL)));
            return true;
          } catch (DomainException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INSUFFICIENT_PRIVACY_BUDGET);
            return false;
          }
        });
      }
      int accepted = 0;
      for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
        accepted += attempt.get() ? 1 : 0;
      }
      assertThat(accepted).isEqualTo(Math.min(10, 3 * contenders));
      assertThat(entries()).isEqualTo(accepted);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anAnswerWithoutCostIsEnteredAndUsesNothing() {
    charge("a", charge(0, 0, SamplingInterval.FULL, CELL));
    refund("a");

    assertThat(stored()).isEmpty();
    assertThat(entries()).isEqualTo(2);
  }

  @Test
  void aMonthOfManyCellsIsChargedAndRefunded() {
    Map<LocalDate, Set<PopulationCell>> area = new HashMap<>();
    for (int day = 0; day < 31; day++) {
      Set<PopulationCell> cells = new HashSet<>();
      for (int cell = 0; cell < 12; cell++) {
        cells.add(new PopulationCell("cell=" + cell));
      }
      area.put(DAY.plusDays(day), cells);
    }
    charge(
        "a", Charge.of(CONSUMER, cost(0.001, 1e-15), BucketRange.of(SamplingInterval.FULL), area));

    assertThat(stored()).hasSize(31 * 12);
    assertThat(stored().values()).containsOnly("0-299 " + exact(0.001, 1e-15));
    refund("a");
    assertThat(stored().values()).containsOnly("");
  }

  @Test
  void theReportNamesThePersonOfWhomMostIsUsed() {
    charge("a", charge(0.001, 0, SamplingInterval.FULL, CELL, OTHER_CELL));
    charge("b", charge(0.002, 1e-14, SamplingInterval.fromFraction(0.5, 0.1), OTHER_CELL));

    List<BudgetDay> days = new BudgetUse(database).days(LIMIT, "", 10);

    assertThat(days).hasSize(1);
    BudgetDay day = days.get(0);
    assertThat(day.getMeasurementConsumer()).isEqualTo(CONSUMER.toString());
    assertThat(day.getDay()).isEqualTo("2026-02-01");
    assertThat(day.getCell()).isEqualTo(OTHER_CELL.key());
    assertThat(day.getVidBucket()).isEqualTo(150);
    assertThat(day.getRho()).isEqualTo(0.003);
    assertThat(day.getUsedDelta())
        .isEqualTo(AcdpComposition.leastDelta(cost(0.003, 1e-14).toCharge(), 1));
    assertThat(new BudgetUse(database).days(LIMIT, CONSUMER + " 2026-02-01", 10)).isEmpty();
  }

  /** The largest rho that the limit covers, a little less. */
  private static double largestRho() {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (AcdpComposition.covers(LIMIT, new AcdpCharge(middle, 0))) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low * 0.999;
  }

  private static List<Charge> randomCharges(Random random, int count) {
    List<Charge> charges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<LocalDate, Set<PopulationCell>> area = new HashMap<>();
      int days = 1 + random.nextInt(5);
      LocalDate first = DAY.plusDays(random.nextInt(5));
      for (int day = 0; day < days; day++) {
        area.put(
            first.plusDays(day), random.nextBoolean() ? Set.of(CELL) : Set.of(CELL, OTHER_CELL));
      }
      charges.add(
          Charge.of(
              CONSUMER,
              cost(random.nextDouble() * 1e-4, random.nextDouble() * 1e-13),
              BucketRange.of(
                  SamplingInterval.fromFraction(
                      random.nextDouble(), 0.01 + random.nextDouble() / 2)),
              area));
    }
    return charges;
  }

  private static Charge charge(
      double rho, double theta, SamplingInterval sample, PopulationCell... cells) {
    return Charge.of(
        CONSUMER, cost(rho, theta), BucketRange.of(sample), Map.of(DAY, Set.of(cells)));
  }

  private static PrivacyCost cost(double rho, double theta) {
    return PrivacyCost.of(new AcdpCharge(rho, theta));
  }

  private static String exact(double rho, double theta) {
    PrivacyCost cost = cost(rho, theta);
    return cost.rho() + " " + cost.theta();
  }

  private static String sum(String one, String other) {
    String[] a = one.split(" ", 2);
    String[] b = other.split(" ", 2);
    PrivacyCost sum =
        new PrivacyCost(
            new BigDecimal(a[0]).add(new BigDecimal(b[0])),
            new BigDecimal(a[1]).add(new BigDecimal(b[1])));
    return sum.rho() + " " + sum.theta();
  }

  private void charge(String reference, Charge charge) {
    database.run("charge", tx -> budget.charge(tx, reference, charge, LIMIT));
  }

  private void refund(String reference) {
    database.run("refund", tx -> budget.refund(tx, reference));
  }

  /** Contention may use up the bounded retries of the database; that is no answer of the ledger. */
  private static void retrying(Runnable action) {
    while (true) {
      try {
        action.run();
        return;
      } catch (DomainException e) {
        if (!e.isRetryable()) {
          throw e;
        }
      }
    }
  }

  private Map<String, String> stored() {
    return stored(database);
  }

  private static Map<String, String> stored(Database database) {
    Map<String, String> stored = new HashMap<>();
    database
        .read(
            "readCells",
            tx ->
                tx.query(
                    "select charge_day, cell, charges from budget_cells"
                        + " where measurement_consumer = ?",
                    row ->
                        Map.entry(
                            row.string("charge_day") + " " + row.string("cell"),
                            row.string("charges")),
                    CONSUMER.toString()))
        .forEach(row -> stored.put(row.getKey(), row.getValue()));
    return stored;
  }

  private long entries() {
    return database.<Long>read(
        "countEntries",
        tx ->
            tx.one(
                    "select count(*) as entries from budget_entries",
                    row -> row.longValue("entries"))
                .orElseThrow());
  }
}
