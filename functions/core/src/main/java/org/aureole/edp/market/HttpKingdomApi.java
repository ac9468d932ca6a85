package org.aureole.edp.market;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.Objects;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.PopulationName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Certificate;
import org.aureole.v1.DataAvailability;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.EventGroup;
import org.aureole.v1.FulfillDirectRequisitionRequest;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.Population;
import org.aureole.v1.RefuseRequisitionRequest;
import org.aureole.v1.ReplaceCapabilitiesRequest;
import org.aureole.v1.ReportProgressRequest;
import org.aureole.v1.Requisition;

/** The Kingdom over HTTP. */
public final class HttpKingdomApi implements KingdomApi {
  /** Replies that say nothing new are read into a message whose unknown fields are dropped. */
  private static final Empty IGNORED = Empty.getDefaultInstance();

  private final ApiClient client;
  private final PartyName self;

  public HttpKingdomApi(ApiClient client, PartyName self) {
    this.client = Objects.requireNonNull(client);
    this.self = Objects.requireNonNull(self);
  }

  @Override
  public Requisition getRequisition(RequisitionName name) {
    return client.call(HttpMethod.GET, "/v1/" + name, Requisition.getDefaultInstance());
  }

  @Override
  public ListRequisitionsResponse listUnfulfilledRequisitions(String pageToken) {
    return client.call(
        HttpMethod.GET,
        "/v1/"
            + self
            + "/requisitions?"
            + ApiClient.query("state", Requisition.State.UNFULFILLED.name())
            + (pageToken.isEmpty() ? "" : "&" + ApiClient.query("pageToken", pageToken)),
        ListRequisitionsResponse.getDefaultInstance());
  }

  @Override
  public void refuseRequisition(RequisitionName name, Requisition.Refusal refusal) {
    post(
        "/v1/" + name + ":refuse",
        RefuseRequisitionRequest.newBuilder().setRefusal(refusal).build());
  }

  @Override
  public void fulfillDirect(RequisitionName name, FulfillDirectRequisitionRequest answer) {
    post("/v1/" + name + ":fulfillDirect", answer);
  }

  @Override
  public Population getPopulation(PopulationName name) {
    return client.call(HttpMethod.GET, "/v1/" + name, Population.getDefaultInstance());
  }

  @Override
  public void putEventGroup(EventGroup eventGroup) {
    client.call(HttpMethod.PUT, "/v1/" + eventGroup.getName(), eventGroup, IGNORED);
  }

  @Override
  public void replaceDataAvailability(DataAvailability availability) {
    post("/v1/" + self + ":replaceDataAvailability", availability);
  }

  @Override
  public void replaceCapabilities(DataProviderCapabilities capabilities) {
    post(
        "/v1/" + self + ":replaceCapabilities",
        ReplaceCapabilitiesRequest.newBuilder().setDataProvider(capabilities).build());
  }

  @Override
  public Certificate createCertificate(byte[] der) {
    return client.call(
        HttpMethod.POST,
        "/v1/" + self + "/certificates",
        Certificate.newBuilder().setX509Der(ByteString.copyFrom(der)).build(),
        Certificate.getDefaultInstance());
  }

  @Override
  public void reportProgress(MeasurementName measurement, ReportProgressRequest progress) {
    post("/v1/" + measurement + ":reportProgress", progress);
  }

  private void post(String path, Message body) {
    client.call(HttpMethod.POST, path, body, IGNORED);
  }
}
