package org.aureole.edp.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.PopulationName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.ScriptedServer;
import org.aureole.v1.Certificate;
import org.aureole.v1.DataAvailability;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.EventGroup;
import org.aureole.v1.FulfillDirectRequisitionRequest;
import org.aureole.v1.Interval;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.Population;
import org.aureole.v1.RefuseRequisitionRequest;
import org.aureole.v1.ReplaceCapabilitiesRequest;
import org.aureole.v1.ReportProgressRequest;
import org.aureole.v1.Requisition;
import org.aureole.v1.TimelineEntry;
import org.junit.jupiter.api.Test;

class HttpKingdomApiTest {
  private static final RequisitionName REQUISITION =
      RequisitionName.parse("dataProviders/edp1/requisitions/r1");

  @Test
  void requisitionsAreReadAndListed() throws Exception {
    Requisition requisition = Requisition.newBuilder().setName(REQUISITION.toString()).build();
    assertThat(
            call(
                requisition,
                kingdom -> assertThat(kingdom.getRequisition(REQUISITION)).isEqualTo(requisition)))
        .isEqualTo("GET /v1/dataProviders/edp1/requisitions/r1");
    ListRequisitionsResponse page =
        ListRequisitionsResponse.newBuilder().setNextPageToken("x").build();
    assertThat(
            call(
                page,
                kingdom -> assertThat(kingdom.listUnfulfilledRequisitions("a/b")).isEqualTo(page)))
        .isEqualTo("GET /v1/dataProviders/edp1/requisitions?state=UNFULFILLED&pageToken=a%2Fb");
  }

  @Test
  void requisitionsAreAnswered() throws Exception {
    Requisition.Refusal refusal = Requisition.Refusal.newBuilder().setMessage("no").build();
    assertThat(
            send(
                RefuseRequisitionRequest.newBuilder().setRefusal(refusal).build(),
                kingdom -> kingdom.refuseRequisition(REQUISITION, refusal)))
        .isEqualTo("POST /v1/dataProviders/edp1/requisitions/r1:refuse");
    FulfillDirectRequisitionRequest answer =
        FulfillDirectRequisitionRequest.newBuilder().setCertificate("c").build();
    assertThat(send(answer, kingdom -> kingdom.fulfillDirect(REQUISITION, answer)))
        .isEqualTo("POST /v1/dataProviders/edp1/requisitions/r1:fulfillDirect");
  }

  @Test
  void whatTheProviderHasIsPublished() throws Exception {
    EventGroup group = EventGroup.newBuilder().setName("dataProviders/edp1/eventGroups/g").build();
    assertThat(send(group, kingdom -> kingdom.putEventGroup(group)))
        .isEqualTo("PUT /v1/dataProviders/edp1/eventGroups/g");
    DataAvailability availability =
        DataAvailability.newBuilder().addIntervals(Interval.getDefaultInstance()).build();
    assertThat(send(availability, kingdom -> kingdom.replaceDataAvailability(availability)))
        .isEqualTo("POST /v1/dataProviders/edp1:replaceDataAvailability");
    DataProviderCapabilities capabilities =
        DataProviderCapabilities.newBuilder().setHonestMajorityShareShuffle(true).build();
    assertThat(
            send(
                ReplaceCapabilitiesRequest.newBuilder().setDataProvider(capabilities).build(),
                kingdom -> kingdom.replaceCapabilities(capabilities)))
        .isEqualTo("POST /v1/dataProviders/edp1:replaceCapabilities");
    assertThat(
            send(
                Certificate.newBuilder().setX509Der(ByteString.copyFromUtf8("der")).build(),
                kingdom -> kingdom.createCertificate(new byte[] {'d', 'e', 'r'})))
        .isEqualTo("POST /v1/dataProviders/edp1/certificates");
  }

  @Test
  void populationsAreReadAndProgressIsReported() throws Exception {
    Population population = Population.newBuilder().setSize(7).build();
    assertThat(
            call(
                population,
                kingdom ->
                    assertThat(kingdom.getPopulation(PopulationName.parse("populations/p")))
                        .isEqualTo(population)))
        .isEqualTo("GET /v1/populations/p");
    ReportProgressRequest report =
        ReportProgressRequest.newBuilder()
            .addEntries(TimelineEntry.newBuilder().setId("x"))
            .build();
    assertThat(
            send(
                report,
                kingdom ->
                    kingdom.reportProgress(
                        MeasurementName.parse("measurementConsumers/a/measurements/b"), report)))
        .isEqualTo("POST /v1/measurementConsumers/a/measurements/b:reportProgress");
  }

  @Test
  void errorsOfTheKingdomComeThrough() {
    try (ScriptedServer server =
        new ScriptedServer()
            .then(
                404,
                Map.of("Content-Type", "application/json"),
                "{\"error\":{\"code\":404,\"message\":\"gone\",\"status\":\"NOT_FOUND\"}}"
                    .getBytes(StandardCharsets.UTF_8))) {
      assertThatThrownBy(() -> api(server).getRequisition(REQUISITION))
          .isInstanceOfSatisfying(
              DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
  }

  /** Sends a message to a Kingdom that answers with the same; returns method and path. */
  private static String send(Message body, Consumer<KingdomApi> call) throws Exception {
    try (ScriptedServer server = answering(body)) {
      call.accept(api(server));
      ScriptedServer.Seen seen = only(server.seen());
      assertThat(body.getParserForType().parseFrom(seen.body())).isEqualTo(body);
      return seen.method() + " " + seen.path();
    }
  }

  private static String call(Message reply, Consumer<KingdomApi> call) {
    try (ScriptedServer server = answering(reply)) {
      call.accept(api(server));
      ScriptedServer.Seen seen = only(server.seen());
      return seen.method() + " " + seen.path();
    }
  }

  private static ScriptedServer answering(Message reply) {
    return new ScriptedServer()
        .then(200, Map.of("Content-Type", "application/x-protobuf"), reply.toByteArray());
  }

  private static ScriptedServer.Seen only(List<ScriptedServer.Seen> seen) {
    assertThat(seen).hasSize(1);
    return seen.get(0);
  }

  private static KingdomApi api(ScriptedServer server) {
    return new HttpKingdomApi(
        new ApiClient(server.url(), audience -> "token", ApiClient.newHttpClient()),
        PartyName.dataProvider("edp1"));
  }
}
