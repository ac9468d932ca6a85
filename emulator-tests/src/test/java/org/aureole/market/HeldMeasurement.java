package org.aureole.market;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketSettings;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.model.name.MeasurementName;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.synthetic.SyntheticSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.EventGroup;
import org.aureole.v1.Interval;
import org.aureole.v1.ListCertificatesResponse;
import org.aureole.v1.ListFulfillmentsResponse;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.Measurement;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Requisition;
import org.aureole.v1.TrustedRoot;

/**
 * A market with two consumers in which a Measurement of mc1 by share shuffle stays open: edp1 and
 * edp2 wait for data of a day that is not over yet. edp3 and mc2 have no part in it.
 */
final class HeldMeasurement implements AutoCloseable {
  /** Longer than any data reach. */
  static final Interval TILL_LATER =
      MarketRehearsal.interval(
          Instant.parse("2021-03-15T00:00:00Z"), Instant.parse("2021-06-01T00:00:00Z"));

  private final MarketRehearsal market;
  private final String measurement;

  HeldMeasurement(Path folder, MarketSettings settings) throws IOException {
    MarketConfig config =
        MarketConfig.ofUsualParties("held", 3)
            .acceptingUnnoised()
            .with(new PartyConfig("mc2", PartyRole.MEASUREMENT_CONSUMER, "Advertiser 2", 0, false));
    this.market = MarketRehearsal.start(folder, config, settings);
    PopulationSpecs specs = new PopulationSpecs(EventTemplates.AD_EVENT);
    var population = specs.of(SyntheticShape.populationSpec());
    market.publish(specs.parse(SyntheticShape.populationSpec()), population.universe().size());
    SyntheticSpecs synthetic = new SyntheticSpecs(population);
    for (String provider : List.of("edp1", "edp2")) {
      market.drop(
          provider,
          "all/events.csv",
          synthetic.events(SyntheticSpecs.parse(SyntheticShape.eventGroupSpec())));
    }
    market.awaitEventGroups("edp1", 1);
    market.awaitEventGroups("edp2", 1);
    reserveAnEventGroup();
    this.measurement =
        market
            .consumer()
            .create(
                market.order(
                    "held",
                    question ->
                        question
                            .getReachBuilder()
                            .setPrivacyParams(MarketRehearsal.privacy(1, 1e-9)),
                    NoiseMechanism.NONE,
                    TILL_LATER,
                    "edp1/all",
                    "edp2/all"))
            .getName();
    for (String provider : List.of("edp1", "edp2")) {
      market.await(provider + " is asked and waits for data", () -> waits(provider));
    }
  }

  private void reserveAnEventGroup() {
    ApiClient edp1 = client("edp1");
    EventGroup all =
        edp1.call(
            HttpMethod.GET,
            "/v1/dataProviders/edp1/eventGroups/all",
            EventGroup.getDefaultInstance());
    edp1.call(
        HttpMethod.PUT,
        "/v1/dataProviders/edp1/eventGroups/reserved",
        EventGroup.newBuilder()
            .setDataAvailabilityInterval(all.getDataAvailabilityInterval())
            .addMeasurementConsumers("measurementConsumers/mc1")
            .build(),
        EventGroup.getDefaultInstance());
  }

  private boolean waits(String provider) {
    if (requisitions(provider).isEmpty()) {
      return false;
    }
    PartyConfig party = market.market().config().party(provider);
    return market
        .market()
        .client(party, party.operatorSubject())
        .call(HttpMethod.GET, "/v1/fulfillments", ListFulfillmentsResponse.getDefaultInstance())
        .getFulfillmentsList()
        .stream()
        .anyMatch(each -> each.getState().equals("AWAITING_DATA"));
  }

  private ApiClient client(String subject) {
    return market.market().client(market.market().config().kingdom(), subject);
  }

  MarketRehearsal market() {
    return market;
  }

  String measurement() {
    return measurement;
  }

  String computation() {
    return market.kingdomApi().get(MeasurementName.parse(measurement)).getComputation();
  }

  Measurement.State state() {
    return market.kingdomApi().get(MeasurementName.parse(measurement)).getState();
  }

  private List<Requisition> requisitions(String provider) {
    return client(provider)
        .call(
            HttpMethod.GET,
            "/v1/dataProviders/" + provider + "/requisitions",
            ListRequisitionsResponse.getDefaultInstance())
        .getRequisitionsList();
  }

  /** The name of the requisition of edp1 or edp2. */
  String requisition(String provider) {
    return requisitions(provider).get(0).getName();
  }

  /** The id of the worker to which a provider hands its share. */
  String receiver(String provider) {
    return requisitions(provider).get(0).getReceivingDuchy().substring("duchies/".length());
  }

  /** The name of a party's certificate. */
  String certificate(String party) {
    return client("mc1")
        .call(
            HttpMethod.GET,
            "/v1/" + market.market().config().party(party).name() + "/certificates",
            ListCertificatesResponse.getDefaultInstance())
        .getCertificates(0)
        .getName();
  }

  /** The root that every server of the market trusts for a party. */
  TrustedRoot trustedRoot(String party) {
    String name = market.market().config().party(party).name().toString();
    return TrustedRoot.newBuilder()
        .setParty(name)
        .setRootCertificate(market.kingdomApi().party(name).getRootCertificate())
        .build();
  }

  /** Every subject that a market's issuer knows, and one whom nobody registered. */
  static List<String> subjects(MarketConfig config) {
    List<String> subjects = new ArrayList<>();
    for (PartyConfig party : config.parties()) {
      subjects.add(party.subject());
      subjects.add(party.operatorSubject());
      subjects.add(party.platformSubject());
    }
    subjects.add("stranger");
    return subjects;
  }

  @Override
  public void close() {
    market.close();
  }
}
