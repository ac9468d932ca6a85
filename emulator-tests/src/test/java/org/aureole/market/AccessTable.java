package org.aureole.market;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.ManifestObject;
import org.aureole.v1.Population;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SetComputationResultRequest;

/**
 * Who may call what, about whose resource: the expected answer, written down apart from the code
 * that gives it. One row for each endpoint of each party.
 */
final class AccessTable {
  /** What a served endpoint is called with, and the OIDC subjects who may. */
  record Access(
      String server, String endpoint, String path, Set<String> callers, byte[] body, When when) {
    /** Somebody who may call. */
    String caller() {
      return callers.iterator().next();
    }

    @Override
    public String toString() {
      return server + " " + endpoint;
    }
  }

  /** When those who may call do it, as some calls end what others need. */
  enum When {
    FIRST,
    LATER,
    LAST,
    /** Never: the resource does not exist at this party, and who may call learns just that. */
    NEVER
  }

  private final MarketConfig config;
  private final HeldMeasurement held;
  private final Map<String, Access> rows = new LinkedHashMap<>();
  private final String[] members;
  private final String[] consumers;

  AccessTable(MarketConfig config, HeldMeasurement held) {
    this.config = config;
    this.held = held;
    this.members = subjects(config, PartyRole.KINGDOM, false);
    this.consumers = subjects(config, PartyRole.MEASUREMENT_CONSUMER, true);
    addParties("measurementConsumers", "mc2");
    addParties("dataProviders", "edp3");
    addParties("duchies", "worker2");
    addCatalogue();
    addMeasurements();
    addRequisitionsAndComputations();
    for (PartyConfig party : config.parties()) {
      if (party.role().isDuchy()) {
        addDuchy(party);
      } else if (party.role().isDataProvider()) {
        addDataProvider(party);
      }
    }
  }

  private static String[] subjects(MarketConfig config, PartyRole role, boolean wanted) {
    return config.parties().stream()
        .filter(party -> (party.role() == role) == wanted)
        .map(PartyConfig::subject)
        .toArray(String[]::new);
  }

  List<Access> rows() {
    return List.copyOf(rows.values());
  }

  private void addParties(String collection, String self) {
    String one = "/v1/" + collection + "/" + self;
    String end = "." + collection;
    kingdom("getParty" + end, one, and(members, "kingdom-operator"));
    kingdom("listParties" + end, "/v1/" + collection, and(members, "kingdom-operator"));
    kingdom("approveParty" + end, one + ":approve", "kingdom-operator");
    at(When.LAST, "suspendParty" + end, one + ":suspend", "kingdom-operator");
    kingdom("replaceKeys" + end, one + ":replaceKeys", self);
    if (!collection.equals("measurementConsumers")) {
      kingdom("replaceCapabilities" + end, one + ":replaceCapabilities", self);
    }
    kingdom("createCertificate" + end, one + "/certificates", self);
    kingdom("listCertificates" + end, one + "/certificates", and(members, "kingdom-operator"));
    String certificate = "/v1/" + held.certificate(self);
    kingdom("getCertificate" + end, certificate, and(members, "kingdom-operator"));
    at(When.LATER, "revokeCertificate" + end, certificate + ":revoke", self, "kingdom-operator");
  }

  private void addCatalogue() {
    kingdom("registerParty", "/v1/parties:register", registrants());
    kingdom("sweep", "/v1/internal:sweep", "kingdom-platform");
    String edp1 = "/v1/dataProviders/edp1";
    kingdom("putEventGroup", edp1 + "/eventGroups/reserved", "edp1");
    kingdom("getEventGroup", edp1 + "/eventGroups/reserved", "edp1", "mc1");
    kingdom("listEventGroups", edp1 + "/eventGroups", and(consumers, "edp1"));
    kingdom("replaceDataAvailability", edp1 + ":replaceDataAvailability", "edp1");
    kingdom(
        "getDataAvailability",
        edp1 + "/dataAvailability",
        and(consumers, "edp1", "kingdom-operator"));
    ByteString spec = ByteString.copyFromUtf8("other people");
    put(
        When.FIRST,
        "kingdom",
        "kingdom.putPopulation",
        "/v1/populations/other",
        Population.newBuilder()
            .setPopulationSpec(spec)
            .setPopulationSpecDigest(
                ByteString.copyFrom(Fingerprint.of(spec.toByteArray()).bytes()))
            .setSize(1)
            .build(),
        "pdp1",
        "kingdom-operator");
    kingdom("getPopulation", "/v1/populations/market", and(members, "kingdom-operator"));
    kingdom("listPopulations", "/v1/populations", and(members, "kingdom-operator"));
  }

  /** To register is open to every identity that is not the Kingdom's own. */
  private String[] registrants() {
    return HeldMeasurement.subjects(config).stream()
        .filter(s -> !s.equals("kingdom-operator") && !s.equals("kingdom-platform"))
        .toArray(String[]::new);
  }

  private void addMeasurements() {
    String list = "/v1/measurementConsumers/mc1/measurements";
    String one = "/v1/" + held.measurement();
    kingdom("createMeasurement", list, "mc1");
    kingdom("batchCreateMeasurements", list + ":batchCreate", "mc1");
    kingdom("explainMeasurement", list + ":explain", "mc1");
    kingdom("listMeasurements", list, "mc1", "kingdom-operator");
    kingdom("getMeasurement", one, "mc1", "kingdom-operator");
    kingdom("waitMeasurement", one + ":wait?timeoutSeconds=0", "mc1");
    kingdom("getTimeline", one + ":timeline", "mc1", "kingdom-operator");
    kingdom(
        "reportProgress",
        one + ":reportProgress",
        "edp1",
        "edp2",
        "aggregator",
        "worker1",
        "worker2");
    at(When.LATER, "cancelMeasurement", one + ":cancel", "mc1");
  }

  private void addRequisitionsAndComputations() {
    String list = "/v1/dataProviders/edp1/requisitions";
    String requisition = "/v1/" + held.requisition("edp1");
    kingdom("listRequisitions", list, "edp1");
    kingdom("getRequisition", requisition, "edp1");
    at(When.LATER, "refuseRequisition", requisition + ":refuse", "edp1");
    kingdom("fulfillDirectRequisition", requisition + ":fulfillDirect", "edp1");
    kingdom("fulfillRequisition", requisition + ":fulfill", held.receiver("edp1"));
    String computation = "/v1/" + held.computation();
    kingdom("listComputations", "/v1/computations", "aggregator", "worker1", "worker2");
    kingdom("getComputation", computation, "aggregator", "worker1", "worker2");
    String participant = computation + "/participants/worker1";
    kingdom("setRequisitionParams", participant + ":setRequisitionParams", "worker1");
    kingdom("confirmParticipant", participant + ":confirm", "worker1");
    at(When.LATER, "failParticipant", participant + ":fail", "worker1");
    put(
        When.FIRST,
        "kingdom",
        "kingdom.setComputationResult",
        computation + ":setResult",
        SetComputationResultRequest.newBuilder()
            .setSealedResult(
                SealedMessage.newBuilder().setCiphertext(ByteString.copyFromUtf8("forged")))
            .build(),
        "aggregator");
  }

  private void addDuchy(PartyConfig party) {
    String server = party.id();
    addTrust(server, "duchy");
    addTopics(server, "duchy");
    put(
        When.FIRST,
        server,
        "duchy.getLocalComputation",
        "/v1/" + held.computation(),
        Empty.getDefaultInstance(),
        party.operatorSubject());
    // Those who hand something over to this Duchy, each of whom gets a folder of its own.
    Set<String> senders = new TreeSet<>(Set.of("worker1", "worker2"));
    senders.remove(server);
    for (String provider : List.of("edp1", "edp2")) {
      if (held.receiver(provider).equals(server)) {
        senders.add(provider);
      }
    }
    String requisition = held.requisition("edp1");
    put(
        When.FIRST,
        server,
        "duchy.createUpload",
        "/v1/uploads",
        CreateUploadRequest.newBuilder()
            .setComputation(held.computation())
            .setStage("requisition-" + requisition.substring(requisition.lastIndexOf('/') + 1))
            .setRequisition(requisition)
            .setObject(
                ManifestObject.newBuilder()
                    .setName("manifest")
                    .setSizeBytes(32)
                    .setSha256(ByteString.copyFrom(new byte[Fingerprint.LENGTH])))
            .build(),
        senders.toArray(String[]::new));
  }

  private void addDataProvider(PartyConfig party) {
    String server = party.id();
    String operator = party.operatorSubject();
    addTrust(server, "edp");
    addTopics(server, "edp");
    boolean asked = Set.of("edp1", "edp2").contains(server);
    String requisition = asked ? held.requisition(server) : "dataProviders/x/requisitions/none";
    String id = requisition.substring(requisition.lastIndexOf('/') + 1);
    own(server, "edp.listFulfillments", "/v1/fulfillments", operator);
    put(
        asked ? When.FIRST : When.NEVER,
        server,
        "edp.getFulfillment",
        "/v1/fulfillments/" + id,
        Empty.getDefaultInstance(),
        operator);
    put(
        asked ? When.LATER : When.NEVER,
        server,
        "edp.refuseRequisition",
        "/v1/requisitions/" + id + ":refuse",
        Empty.getDefaultInstance(),
        operator);
    own(server, "edp.listEventFiles", "/v1/eventFiles", operator);
    own(server, "edp.getBudget", "/v1/budget", operator);
    own(server, "edp.getPolicy", "/v1/policy", operator);
    own(server, "edp.replacePolicy", "/v1/policy", operator);
    own(server, "edp.approvePopulation", "/v1/approvedPopulations", operator);
    own(server, "edp.listApprovedPopulations", "/v1/approvedPopulations", operator);
    own(server, "edp.withdrawPopulation", "/v1/approvedPopulations:withdraw", operator);
  }

  private void addTrust(String server, String kind) {
    String operator = config.party(server).operatorSubject();
    own(server, kind + ".approveTrustedRoot", "/v1/trustedRoots", operator);
    own(server, kind + ".listTrustedRoots", "/v1/trustedRoots", operator);
    own(server, kind + ".distrustCertificate", "/v1/distrustedCertificates", operator);
    own(server, kind + ".listDistrustedCertificates", "/v1/distrustedCertificates", operator);
    put(
        When.LATER,
        server,
        kind + ".removeTrustedRoot",
        "/v1/trustedRoots:remove",
        held.trustedRoot("mc2"),
        operator);
  }

  private void addTopics(String server, String kind) {
    String platform = config.party(server).platformSubject();
    own(server, kind + ".kingdomMessage", "/v1/messages:kingdom", "kingdom-platform");
    own(server, kind + ".storageMessage", "/v1/messages:storage", platform);
    own(server, kind + ".sweep", "/v1/internal:sweep", platform);
  }

  private static String[] and(String[] some, String... more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private void kingdom(String endpoint, String path, String... callers) {
    at(When.FIRST, endpoint, path, callers);
  }

  private void at(When when, String endpoint, String path, String... callers) {
    put(when, "kingdom", "kingdom." + endpoint, path, Empty.getDefaultInstance(), callers);
  }

  private void own(String server, String endpoint, String path, String caller) {
    put(When.FIRST, server, endpoint, path, Empty.getDefaultInstance(), caller);
  }

  private void put(
      When when, String server, String endpoint, String path, Message body, String... callers) {
    Access row =
        new Access(
            server, endpoint, path, new TreeSet<>(Set.of(callers)), body.toByteArray(), when);
    if (rows.put(row.toString(), row) != null) {
      throw new AssertionError("two rows for " + row);
    }
  }
}
