package org.aureole.edp.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.aureole.crypto.budget.AcdpCharge;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.edp.events.PopulationCell;
import org.aureole.interleaving.Actor;
import org.aureole.interleaving.Orders;
import org.aureole.interleaving.Played;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;

/**
 * Two entries at the same time about the same people, of a consumer who has no others. However they
 * meet, the ledger is as after one of the two orders.
 */
final class LedgerRace implements Orders.Race {
  static final PrivacyParameters LIMIT = new PrivacyParameters(1, 1e-9);

  private static final LocalDate DAY = LocalDate.parse("2026-02-01");
  private static final PopulationCell CELL = new PopulationCell("person.gender=FEMALE");

  private final Budget budget = new SqlBudget();
  private final Database database;
  private final PartyName consumer;
  private final List<Actor> actors = new ArrayList<>();
  private final List<String> outcomes;
  private final long entries;
  private final double used;

  /**
   * @param consumer another one for each race
   * @param outcomes what the two hear, in any order: "entered", or the code of the refusal
   * @param entries how many entries there are at the end
   * @param used how much of each person's budget
   */
  LedgerRace(Database database, String consumer, List<String> outcomes, long entries, double used) {
    this.database = database;
    this.consumer = PartyName.measurementConsumer(consumer);
    this.outcomes = outcomes;
    this.entries = entries;
    this.used = used;
  }

  /** What was entered before. */
  LedgerRace after(String requisition, double rho) {
    database.run("before", tx -> charge(tx, requisition, rho));
    return this;
  }

  LedgerRace charging(String transaction, String requisition, double rho) {
    return entering(transaction, tx -> charge(tx, requisition, rho));
  }

  LedgerRace refunding(String transaction, String requisition) {
    return entering(transaction, tx -> budget.refund(tx, reference(requisition)));
  }

  private LedgerRace entering(String transaction, Consumer<Tx> entry) {
    actors.add(Actor.of(transaction, () -> database.run(transaction, entry::accept)));
    return this;
  }

  private void charge(Tx tx, String requisition, double rho) {
    Charge charge =
        Charge.of(
            consumer,
            PrivacyCost.of(new AcdpCharge(rho, 0)),
            BucketRange.of(SamplingInterval.FULL),
            Map.of(DAY, Set.of(CELL)));
    budget.charge(tx, reference(requisition), charge, LIMIT);
  }

  private String reference(String requisition) {
    return consumer + " " + requisition;
  }

  @Override
  public List<Actor> actors() {
    return actors;
  }

  @Override
  public void judge(Played played) {
    assertThat(played.replies())
        .extracting(reply -> reply.code().map(ErrorCode::name).orElse("entered"))
        .containsExactlyInAnyOrderElementsOf(outcomes);
    assertThat(database.<Long>read("countEntries", this::entries)).isEqualTo(entries);
    assertThat(database.<Double>read("readCell", this::charged)).isEqualTo(used);
  }

  /** What the one cell holds for everybody in it: {@code 0-299 rho theta}. */
  private double charged(Tx tx) {
    String charges =
        tx.one(
                "select charges from budget_cells where measurement_consumer = ?",
                row -> row.string("charges"),
                consumer.toString())
            .orElseThrow();
    assertThat(charges).startsWith("0-299 ").doesNotContain(";");
    return new BigDecimal(charges.split(" ", 3)[1]).doubleValue();
  }

  private long entries(Tx tx) {
    return tx.one(
            "select count(*) as entries from budget_entries where measurement_consumer = ?",
            row -> row.longValue("entries"),
            consumer.toString())
        .orElseThrow();
  }
}
