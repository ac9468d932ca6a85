package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Computation;
import org.aureole.v1.ComputationParticipant;
import org.aureole.v1.ConfirmParticipantRequest;
import org.aureole.v1.FailParticipantRequest;
import org.aureole.v1.FulfillRequisitionRequest;
import org.aureole.v1.Measurement;
import org.aureole.v1.RefuseRequisitionRequest;
import org.aureole.v1.Requisition;
import org.aureole.v1.SetComputationResultRequest;
import org.aureole.v1.SetRequisitionParamsRequest;

/**
 * Everything that the right parties might still say of a Measurement that has ended. What they say
 * is well made: the aggregator's result is one that it signed and sealed, of another Measurement,
 * so that only the end of this one speaks against it.
 */
final class LateAnswers {
  private final PartyViews views;
  private final Measurement donor;

  /**
   * @param donor a Measurement of the same parties that succeeded
   */
  LateAnswers(PartyViews views, Measurement donor) {
    this.views = views;
    this.donor = donor;
  }

  /** Sends all of it, and asserts that it is refused and changes nothing. */
  void assertChangeNothing(Measurement ended) {
    Measurement before = views.measurement(ended.getName());
    List<Requisition.State> requisitions = requisitions(ended);
    lateResult(ended);
    for (String duchy : PartyViews.DUCHIES) {
      lateParams(duchy, ended);
      lateConfirmation(duchy, ended);
      lateFailure(duchy, ended);
    }
    for (String dataProvider : List.of("edp1", "edp2")) {
      lateFulfillment(dataProvider, ended);
      lateRefusal(dataProvider, ended);
    }
    assertThat(views.measurement(ended.getName())).isEqualTo(before);
    assertThat(requisitions(ended)).isEqualTo(requisitions);
  }

  private List<Requisition.State> requisitions(Measurement measurement) {
    List<Requisition.State> states = new ArrayList<>();
    for (String dataProvider : List.of("edp1", "edp2")) {
      states.add(views.requisition(dataProvider, measurement).getState());
    }
    return states;
  }

  private void lateResult(Measurement ended) {
    Measurement.Result result = donor.getResults(0);
    assertTooLate(
        "aggregator",
        "/v1/" + PartyViews.computationOf(ended) + ":setResult",
        SetComputationResultRequest.newBuilder()
            .setSealedResult(result.getSealedResult())
            .setCertificate(result.getCertificate())
            .build());
  }

  private void lateParams(String duchy, Measurement ended) {
    SetRequisitionParamsRequest request =
        SetRequisitionParamsRequest.newBuilder()
            .setRequisitionParams(
                participant(duchy, views.computation(duchy, donor)).getRequisitionParams())
            .build();
    assertTooLate(duchy, participantPath(duchy, ended) + ":setRequisitionParams", request);
  }

  private void lateConfirmation(String duchy, Measurement ended) {
    String path = participantPath(duchy, ended) + ":confirm";
    Message request = ConfirmParticipantRequest.getDefaultInstance();
    boolean repeated =
        participant(duchy, views.computation(duchy, ended)).getState()
            == ComputationParticipant.State.READY;
    if (repeated) {
      call(duchy, path, request, ComputationParticipant.getDefaultInstance());
    } else {
      assertTooLate(duchy, path, request);
    }
  }

  private void lateFailure(String duchy, Measurement ended) {
    String path = participantPath(duchy, ended) + ":fail";
    Message request = FailParticipantRequest.newBuilder().setMessage("too late").build();
    boolean repeated =
        participant(duchy, views.computation(duchy, ended)).getState()
            == ComputationParticipant.State.FAILED;
    if (repeated) {
      call(duchy, path, request, ComputationParticipant.getDefaultInstance());
    } else {
      assertTooLate(duchy, path, request);
    }
  }

  private void lateFulfillment(String dataProvider, Measurement ended) {
    Requisition requisition = views.requisition(dataProvider, ended);
    ByteString nonce = views.opened(dataProvider, ended).getNonce();
    String receiver = requisition.getReceivingDuchy().split("/", -1)[1];
    String path = "/v1/" + requisition.getName() + ":fulfill";
    Message request = FulfillRequisitionRequest.newBuilder().setNonce(nonce).build();
    if (requisition.getState() == Requisition.State.FULFILLED) {
      call(receiver, path, request, Requisition.getDefaultInstance());
    } else {
      assertTooLate(receiver, path, request);
    }
  }

  private void lateRefusal(String dataProvider, Measurement ended) {
    assertTooLate(
        dataProvider,
        "/v1/" + views.requisition(dataProvider, ended).getName() + ":refuse",
        RefuseRequisitionRequest.newBuilder()
            .setRefusal(
                Requisition.Refusal.newBuilder()
                    .setJustification(Requisition.Refusal.Justification.DECLINED)
                    .setMessage("too late"))
            .build());
  }

  private void assertTooLate(String caller, String path, Message request) {
    assertThatThrownBy(() -> call(caller, path, request, request.getDefaultInstanceForType()))
        .as(caller + " " + path)
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
  }

  private <R extends Message> R call(String caller, String path, Message request, R reply) {
    return views.kingdomAs(caller).call(HttpMethod.POST, path, request, reply);
  }

  private static ComputationParticipant participant(String duchy, Computation computation) {
    return computation.getParticipantsList().stream()
        .filter(each -> each.getDuchy().equals("duchies/" + duchy))
        .findFirst()
        .orElseThrow();
  }

  private static String participantPath(String duchy, Measurement measurement) {
    return "/v1/" + PartyViews.computationOf(measurement) + "/participants/" + duchy;
  }
}
