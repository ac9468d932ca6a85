package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.Route;
import org.aureole.platform.http.RouterClient;
import org.aureole.platform.identity.TestTokens;
import org.aureole.platform.sql.TestClock;
import org.aureole.v1.EventGroup;
import org.aureole.v1.Interval;
import org.aureole.v1.Population;
import org.aureole.v1.SetComputationResultRequest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every endpoint against every identity: who is not named for it is refused, whatever the request.
 *
 * <p>The table says for each endpoint id on whose behalf the paths are filled in and who may pass.
 * An endpoint that is missing from the table fails the test.
 */
public abstract class AuthorisationContract extends KingdomContract {
  private static final String[] MEMBERS = {
    "mc1",
    "mc2",
    "edp1",
    "edp2",
    "edp3",
    "pdp1",
    "aggregator",
    "worker1",
    "worker2",
    "spare-mc",
    "spare-edp",
    "z-spare-duchy"
  };

  /** What a refusal of an identity looks like. */
  private static final Set<ErrorCode> REFUSALS =
      EnumSet.of(ErrorCode.UNAUTHENTICATED, ErrorCode.PERMISSION_DENIED, ErrorCode.NOT_FOUND);

  private final Map<String, RouterClient> identities = new LinkedHashMap<>();
  private final Map<String, String> paths = new LinkedHashMap<>();
  private final Map<String, Set<String>> admitted = new LinkedHashMap<>();
  private final Map<String, Message> bodies = new LinkedHashMap<>();

  @BeforeAll
  void fillTheTable() {
    addIdentities();
    MarketParty spareConsumer = spare(PartyName.measurementConsumer("spare-mc"));
    MarketParty spareProvider = spare(PartyName.dataProvider("spare-edp"));
    MarketParty spareDuchy = spare(PartyName.duchy("z-spare-duchy"));
    addParties("measurementConsumers", spareConsumer);
    addParties("dataProviders", spareProvider);
    addParties("duchies", spareDuchy);
    addCatalogue();
    addMeasurements();
    allow("kingdom.registerParty", "/v1/parties:register", "nobody", "waiting", "halted");
    allow("kingdom.registerParty", "/v1/parties:register", MEMBERS);
    allow("kingdom.sweep", "/v1/internal:sweep", "platform");
  }

  private MarketParty spare(PartyName name) {
    return market.onboard(market.party(name));
  }

  private void addIdentities() {
    identities.put("operator", market.operator);
    identities.put("platform", market.platform);
    for (String id : MEMBERS) {
      identities.put(id, market.client(collection(id) + "/" + id));
    }
    identities.put("nobody", market.client("nobody"));
    MarketParty waiting = market.party(PartyName.dataProvider("waiting"));
    waiting.register(TestMarket.registration(waiting));
    identities.put("waiting", waiting.client());
    MarketParty halted = market.party(PartyName.duchy("halted"));
    halted.register(TestMarket.registration(halted));
    market.operator.call(
        HttpMethod.POST,
        "/v1/duchies/halted:suspend",
        Empty.getDefaultInstance(),
        Empty.getDefaultInstance());
    identities.put("halted", halted.client());
    for (String subject :
        new String[] {
          "operator",
          "platform",
          "measurementConsumers/mc1",
          "dataProviders/edp1",
          "duchies/worker1",
          "duchies/aggregator"
        }) {
      String audience = TestMarket.AUDIENCE;
      identities.put(
          "forged " + subject,
          bearer(new TestTokens(audience, TestClock.START).of(subject, audience, TestClock.START)));
      identities.put(
          "misdirected " + subject,
          bearer(market.tokens.of(subject, "https://duchy.example", TestClock.START)));
      identities.put(
          "expired " + subject,
          bearer(market.tokens.of(subject, audience, TestClock.START.minus(Duration.ofHours(2)))));
    }
    identities.put("without a token", new RouterClient(market.router, Optional::empty));
  }

  private RouterClient bearer(String token) {
    return new RouterClient(market.router, () -> Optional.of(token));
  }

  private static String collection(String id) {
    if (id.contains("mc")) {
      return "measurementConsumers";
    }
    return id.contains("dp") ? "dataProviders" : "duchies";
  }

  private void addParties(String collection, MarketParty party) {
    String self = party.name().id();
    String one = "/v1/" + party.name();
    allow("kingdom.getParty." + collection, one, MEMBERS);
    allow("kingdom.getParty." + collection, one, "operator");
    allow("kingdom.listParties." + collection, "/v1/" + collection, MEMBERS);
    allow("kingdom.listParties." + collection, "/v1/" + collection, "operator");
    allow("kingdom.approveParty." + collection, one + ":approve", "operator");
    allow("kingdom.suspendParty." + collection, one + ":suspend", "operator");
    allow("kingdom.replaceKeys." + collection, one + ":replaceKeys", self);
    if (!collection.equals("measurementConsumers")) {
      allow("kingdom.replaceCapabilities." + collection, one + ":replaceCapabilities", self);
    }
    allow("kingdom.createCertificate." + collection, one + "/certificates", self);
    allow("kingdom.listCertificates." + collection, one + "/certificates", MEMBERS);
    allow("kingdom.listCertificates." + collection, one + "/certificates", "operator");
    String certificate = "/v1/" + party.certificate();
    allow("kingdom.getCertificate." + collection, certificate, MEMBERS);
    allow("kingdom.getCertificate." + collection, certificate, "operator");
    allow("kingdom.revokeCertificate." + collection, certificate + ":revoke", self, "operator");
  }

  private void addCatalogue() {
    EventGroup eventGroup =
        EventGroup.newBuilder()
            .setDataAvailabilityInterval(
                Interval.newBuilder()
                    .setStartTime(Timestamp.newBuilder().setSeconds(1))
                    .setEndTime(Timestamp.newBuilder().setSeconds(2)))
            .addMeasurementConsumers("measurementConsumers/mc1")
            .build();
    String edp1 = "/v1/dataProviders/edp1";
    market
        .edp1
        .client()
        .call(HttpMethod.PUT, edp1 + "/eventGroups/g", eventGroup, EventGroup.getDefaultInstance());
    allow("kingdom.putEventGroup", edp1 + "/eventGroups/g", "edp1");
    allow("kingdom.getEventGroup", edp1 + "/eventGroups/g", "edp1", "mc1");
    allow("kingdom.listEventGroups", edp1 + "/eventGroups", "edp1", "mc1", "mc2", "spare-mc");
    allow("kingdom.replaceDataAvailability", edp1 + ":replaceDataAvailability", "edp1");
    allow(
        "kingdom.getDataAvailability",
        edp1 + "/dataAvailability",
        "edp1",
        "mc1",
        "mc2",
        "spare-mc",
        "operator");
    ByteString spec = ByteString.copyFromUtf8("all");
    bodies.put(
        "kingdom.putPopulation",
        Population.newBuilder()
            .setPopulationSpec(spec)
            .setPopulationSpecDigest(
                ByteString.copyFrom(Fingerprint.of(spec.toByteArray()).bytes()))
            .setSize(1)
            .build());
    allow("kingdom.putPopulation", "/v1/populations/all", "pdp1", "operator");
    allow("kingdom.getPopulation", "/v1/populations/universe", MEMBERS);
    allow("kingdom.getPopulation", "/v1/populations/universe", "operator");
    allow("kingdom.listPopulations", "/v1/populations", MEMBERS);
    allow("kingdom.listPopulations", "/v1/populations", "operator");
  }

  private void addMeasurements() {
    RunningMeasurement running =
        RunningMeasurement.shuffled(
            market, "guarded", MeasurementState.PENDING_REQUISITION_FULFILLMENT);
    String list = "/v1/measurementConsumers/mc1/measurements";
    String one = "/v1/" + running.name();
    allow("kingdom.createMeasurement", list, "mc1");
    allow("kingdom.batchCreateMeasurements", list + ":batchCreate", "mc1");
    allow("kingdom.explainMeasurement", list + ":explain", "mc1");
    allow("kingdom.listMeasurements", list, "mc1", "operator");
    allow("kingdom.getMeasurement", one, "mc1", "operator");
    allow("kingdom.waitMeasurement", one + ":wait?timeoutSeconds=0", "mc1");
    allow("kingdom.getTimeline", one + ":timeline", "mc1", "operator");
    allow(
        "kingdom.reportProgress",
        one + ":reportProgress",
        "edp1",
        "edp2",
        "aggregator",
        "worker1",
        "worker2");
    allow("kingdom.cancelMeasurement", one + ":cancel", "mc1");
    String requisition = "/v1/" + running.requisition(market.edp1);
    String receiver = running.get(market.edp1).getReceivingDuchy().substring("duchies/".length());
    allow("kingdom.listRequisitions", "/v1/dataProviders/edp1/requisitions", "edp1");
    allow("kingdom.getRequisition", requisition, "edp1");
    allow("kingdom.refuseRequisition", requisition + ":refuse", "edp1");
    allow("kingdom.fulfillDirectRequisition", requisition + ":fulfillDirect", "edp1");
    allow("kingdom.fulfillRequisition", requisition + ":fulfill", receiver);
    String computation = "/v1/" + running.computation();
    allow(
        "kingdom.listComputations",
        "/v1/computations",
        "aggregator",
        "worker1",
        "worker2",
        "z-spare-duchy");
    allow("kingdom.getComputation", computation, "aggregator", "worker1", "worker2");
    for (String verb : new String[] {"setRequisitionParams", "confirm", "fail"}) {
      String id =
          switch (verb) {
            case "confirm" -> "kingdom.confirmParticipant";
            case "fail" -> "kingdom.failParticipant";
            default -> "kingdom.setRequisitionParams";
          };
      allow(id, computation + "/participants/worker1:" + verb, "worker1");
    }
    bodies.put(
        "kingdom.setComputationResult",
        SetComputationResultRequest.newBuilder()
            .setSealedResult(RunningMeasurement.sealed("forged"))
            .build());
    allow("kingdom.setComputationResult", computation + ":setResult", "aggregator");
  }

  private void allow(String endpoint, String path, String... who) {
    paths.put(endpoint, path);
    admitted.computeIfAbsent(endpoint, id -> new TreeSet<>()).addAll(Set.of(who));
  }

  @Test
  void everyEndpointIsInTheTable() {
    assertThat(market.router.routes())
        .extracting(Route::id)
        .containsExactlyInAnyOrderElementsOf(paths.keySet());
  }

  @Test
  void everyOtherIdentityIsRefusedAndTheRightOnesPass() {
    TreeSet<String> wrong = new TreeSet<>();
    for (Route route : market.router.routes()) {
      // First those who are refused: afterwards nothing may have changed that the others need.
      identities.forEach((who, client) -> {
        if (!admitted.get(route.id()).contains(who) && !isRefused(route, client)) {
          wrong.add(route.id() + " takes " + who);
        }
      });
    }
    assertThat(wrong).isEmpty();
    for (Route route : market.router.routes()) {
      for (String who : admitted.get(route.id())) {
        if (isRefused(route, identities.get(who))) {
          wrong.add(route.id() + " refuses " + who);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private boolean isRefused(Route route, RouterClient client) {
    Message body = bodies.getOrDefault(route.id(), Empty.getDefaultInstance());
    try {
      client.call(route.method(), paths.get(route.id()), body, Empty.getDefaultInstance());
      return false;
    } catch (DomainException e) {
      return REFUSALS.contains(e.code());
    }
  }
}
