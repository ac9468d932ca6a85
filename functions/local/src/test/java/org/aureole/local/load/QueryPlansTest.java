package org.aureole.local.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aureole.consumer.KingdomApi;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.Measurement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No statement reads the whole of a table that grows with what is in the market. */
@Tag("store")
class QueryPlansTest {
  private static final int ROWS = 20_000;

  /** What is small by its nature: a row for each peer, each setting, each thing left to be done. */
  private static final List<String> SMALL =
      List.of(
          "answer_policy",
          "approved_populations",
          "open_revocations",
          "outbox",
          "populations",
          "rejected_publications",
          "revoked_certificates",
          "schema_migrations",
          "trusted_roots");

  /** What stays empty unless somebody breaks the protocol: there is nothing to make copies of. */
  private static final List<String> EMPTY = List.of("computation_refusals");

  /** Where a file of a data provider changed, what all its files say together is read anew. */
  private static final Set<String> AFTER_A_FILE_CHANGED =
      Set.of("recordEventFile", "readPublications", "readPublished");

  @Test
  void noStatementReadsAWholeTableThatGrows(@TempDir Path folder) throws Exception {
    try (LoadMarket market = new LoadMarket(folder, LoadCommand.calledByHand())) {
      live(market);
      copyWhatIsOpen(market);
      for (PartyConfig party : market.servers()) {
        new ManyRows(market.database(party)).fill(SMALL, ROWS);
      }
      PlanStudy.Plans plans = new PlanStudy(market).run();

      assertThat(plans.rows().get(Part.KINGDOM).get("measurements")).isGreaterThanOrEqualTo(ROWS);
      assertThat(plans.statements()).extracting(PlanStudy.Planned::part).contains(Part.values());
      assertThat(plans.statements())
          .filteredOn(one -> !AFTER_A_FILE_CHANGED.containsAll(one.transactions()))
          .allSatisfy(one ->
              assertThat(one.plan().scans())
                  .as(one.part() + ", " + one.transactions() + ": " + one.sql())
                  .filteredOn(scan ->
                      scan.isFull()
                          && !SMALL.contains(scan.table())
                          && !EMPTY.contains(scan.table()))
                  .isEmpty());
    }
  }

  /** Has the parties do everything that they do often. */
  private static void live(LoadMarket market) throws IOException, InterruptedException {
    SimulatedConsumer consumer = market.consumers().get(0);
    KingdomApi kingdom = market.session().consumerApi(market.session().config().party("mc1"));
    MeasurementName direct = consumer.measurement("direct");
    MeasurementName shuffled = consumer.measurement("shuffled");
    MeasurementName cancelled = consumer.measurement("cancelled");
    finish(consumer, direct, market.questions().direct(direct, 0));
    finish(consumer, shuffled, market.questions().shareShuffle(shuffled, 0));
    consumer.create(consumer.sign(market.questions().waitingShareShuffle(cancelled, 1)));
    market.awaitQuiet(Duration.ofSeconds(20));
    market.upload(market.providers().get(1), List.of("another"));
    consumer.cancel(cancelled);
    consumer.timeline(shuffled);
    for (PartyConfig provider : market.providers()) {
      market.listRequisitions(provider);
      kingdom.eventGroups(provider.name(), 1, "");
    }
    List<Optional<Measurement.State>> states = new ArrayList<>(List.of(Optional.empty()));
    states.add(Optional.of(Measurement.State.SUCCEEDED));
    for (Optional<Measurement.State> state : states) {
      String next = kingdom.list(direct.parent(), state, 1, "").getNextPageToken();
      kingdom.list(direct.parent(), state, 1, next);
    }
    kingdom.parties("dataProviders", 1, kingdom.parties("dataProviders", 1, "").getNextPageToken());
    kingdom.populations();
    market.servers().forEach(market::sweep);
    market.awaitQuiet(Duration.ofSeconds(20));
  }

  /** A copy is a Measurement like its original, which has parts at several parties. */
  private static void copyWhatIsOpen(LoadMarket market) throws InterruptedException {
    SimulatedConsumer consumer = market.consumers().get(1);
    MeasurementName open = consumer.measurement(CopiedRows.OPEN + 7);
    consumer.create(consumer.sign(market.questions().waitingShareShuffle(open, 0)));
    market.awaitQuiet(Duration.ofSeconds(20));
    for (PartyConfig party : market.servers()) {
      CopiedRows.add(Part.of(party), market.database(party), 1, 3);
    }
    MeasurementName copy = consumer.measurement(CopiedRows.OPEN + "7-3");
    assertThat(consumer.requisitions(copy)).isEqualTo(2);
    for (PartyConfig party : market.servers()) {
      String table = party.role().isDataProvider() ? "fulfillments" : "computations";
      if (!party.id().equals("edp3") && !party.id().equals("pdp1")) {
        assertThat(copies(market, party, table, copy)).as(party.id()).isEqualTo(1);
      }
    }
    consumer.cancel(copy);
    assertThat(consumer.await(open, Duration.ZERO))
        .isEqualTo(Measurement.State.AWAITING_REQUISITION_FULFILLMENT);
  }

  private static long copies(
      LoadMarket market, PartyConfig party, String table, MeasurementName measurement) {
    return market
        .database(party)
        .read(
            MarketCounts.OWN + "copies",
            tx ->
                tx.one(
                        "select count(*) as copies from " + table + " where measurement = ?",
                        row -> row.longValue("copies"),
                        measurement.toString())
                    .orElseThrow());
  }

  private static void finish(
      SimulatedConsumer consumer, MeasurementName name, MeasurementOrder order) {
    consumer.create(consumer.sign(order));
    assertThat(consumer.await(name, Duration.ofMinutes(2))).isEqualTo(Measurement.State.SUCCEEDED);
  }
}
