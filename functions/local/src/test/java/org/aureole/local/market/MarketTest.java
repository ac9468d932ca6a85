package org.aureole.local.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.pipelines.synthetic.DemoMarket;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.PopulationSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("market")
class MarketTest {
  @TempDir Path folder;

  @Test
  void measures() throws Exception {
    long t0 = System.nanoTime();
    MarketConfig config = MarketConfig.ofUsualParties("test", 3).acceptingUnnoised();
    try (MarketRehearsal rehearsal =
        MarketRehearsal.start(folder, config, MarketSettings.usual())) {
      System.out.println("started " + (System.nanoTime() - t0) / 1e9);
      rehearsal.publish(population(), DemoMarket.population().universe().size());
      for (int i = 0; i < 3; i++) {
        String name = DemoMarket.DATA_PROVIDERS.get(i);
        rehearsal.drop("edp" + (i + 1), "summer/events.csv", DemoMarket.events(name));
      }
      for (int i = 1; i <= 3; i++) {
        rehearsal.awaitEventGroups("edp" + i, 1);
      }
      System.out.println("event groups " + (System.nanoTime() - t0) / 1e9);
      MeasurementOrder order =
          rehearsal.order(
              "rf",
              q ->
                  q.getReachAndFrequencyBuilder()
                      .setMaximumFrequency(5)
                      .setReachPrivacyParams(MarketRehearsal.privacy(1, 1e-9))
                      .setFrequencyPrivacyParams(MarketRehearsal.privacy(1, 1e-9)),
              NoiseMechanism.NONE,
              MarketRehearsal.interval(DemoMarket.START, DemoMarket.END),
              "edp1/summer",
              "edp2/summer",
              "edp3/summer");
      Measurement created = rehearsal.consumer().create(order);
      Measurement ended = rehearsal.awaitEnd(created.getName());
      System.out.println("ended " + (System.nanoTime() - t0) / 1e9);
      rehearsal
          .kingdomApi()
          .timeline(org.aureole.model.name.MeasurementName.parse(created.getName()))
          .getEntriesList()
          .forEach(
              e ->
                  System.out.println(
                      e.getTime().getSeconds() + "." + e.getTime().getNanos() / 1000000 + " " + e.getParty() + " " + e.getResource() + " "
                          + e.getFromState() + "->" + e.getToState() + " " + e.getMessage()));
      assertThat(ended.getState()).as(ended.getFailure().getMessage()).isEqualTo(Measurement.State.SUCCEEDED);
      List<MeasurementResult> results = rehearsal.consumer().results(ended);
      System.out.println(results);
    }
  }

  private static PopulationSpec population() {
    return new org.aureole.pipelines.population.PopulationSpecs(
            org.aureole.pipelines.template.EventTemplates.AD_EVENT)
        .parse(DemoMarket.populationSpec());
  }
}
