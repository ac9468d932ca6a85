package org.aureole.duchy.kingdom;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.Objects;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.ParticipantName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Computation;
import org.aureole.v1.ConfirmParticipantRequest;
import org.aureole.v1.FailParticipantRequest;
import org.aureole.v1.FulfillRequisitionRequest;
import org.aureole.v1.ListComputationsResponse;
import org.aureole.v1.ReportProgressRequest;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SetComputationResultRequest;
import org.aureole.v1.SetRequisitionParamsRequest;
import org.aureole.v1.SignedMessage;

/** The Kingdom's API over HTTP. Thread-safe. */
public final class HttpKingdomApi implements KingdomApi {
  private final ApiClient kingdom;
  private final PartyName self;

  /**
   * @param self this Duchy
   */
  public HttpKingdomApi(ApiClient kingdom, PartyName self) {
    this.kingdom = Objects.requireNonNull(kingdom);
    this.self = Objects.requireNonNull(self);
  }

  @Override
  public ListComputationsResponse listComputations(String pageToken) {
    String query = pageToken.isEmpty() ? "" : "?" + ApiClient.query("pageToken", pageToken);
    return kingdom.call(
        HttpMethod.GET, "/v1/computations" + query, ListComputationsResponse.getDefaultInstance());
  }

  @Override
  public Computation getComputation(ComputationName name) {
    return kingdom.call(HttpMethod.GET, "/v1/" + name, Computation.getDefaultInstance());
  }

  @Override
  public void setRequisitionParams(ComputationName name, SignedMessage params) {
    post(
        participant(name) + ":setRequisitionParams",
        SetRequisitionParamsRequest.newBuilder().setRequisitionParams(params).build());
  }

  @Override
  public void fulfill(RequisitionName requisition, ByteString nonce) {
    post(requisition + ":fulfill", FulfillRequisitionRequest.newBuilder().setNonce(nonce).build());
  }

  @Override
  public void confirm(ComputationName name) {
    post(participant(name) + ":confirm", ConfirmParticipantRequest.getDefaultInstance());
  }

  @Override
  public void fail(ComputationName name, String message) {
    post(
        participant(name) + ":fail",
        FailParticipantRequest.newBuilder().setMessage(message).build());
  }

  @Override
  public void setResult(ComputationName name, SealedMessage result, String certificate) {
    post(
        name + ":setResult",
        SetComputationResultRequest.newBuilder()
            .setSealedResult(result)
            .setCertificate(certificate)
            .build());
  }

  @Override
  public void reportProgress(MeasurementName measurement, ReportProgressRequest report) {
    post(measurement + ":reportProgress", report);
  }

  /** The replies hold nothing that this Duchy goes by, so any message is taken for them. */
  private void post(String resource, Message request) {
    kingdom.call(HttpMethod.POST, "/v1/" + resource, request, Empty.getDefaultInstance());
  }

  private String participant(ComputationName name) {
    return new ParticipantName(name.computation(), self.id()).toString();
  }
}
