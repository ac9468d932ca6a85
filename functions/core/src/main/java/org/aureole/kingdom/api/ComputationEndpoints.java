package org.aureole.kingdom.api;

import java.util.List;
import java.util.Objects;
import org.aureole.kingdom.computation.ComputationResults;
import org.aureole.kingdom.computation.Computations;
import org.aureole.kingdom.computation.Participation;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.ParticipantName;
import org.aureole.platform.http.Call;
import org.aureole.platform.http.Endpoint;
import org.aureole.platform.identity.Role;
import org.aureole.v1.ConfirmParticipantRequest;
import org.aureole.v1.FailParticipantRequest;
import org.aureole.v1.SetComputationResultRequest;
import org.aureole.v1.SetRequisitionParamsRequest;

/** The API of Computations, for the Duchies. */
public final class ComputationEndpoints {
  private static final String LIST = "/v1/computations";
  private static final String ONE = LIST + "/{computation}";
  private static final String PARTICIPANT = ONE + "/participants/{duchy}";

  /** A sealed result in JSON with what is around it. */
  private static final int RESULT_BYTES = 512 * 1024;

  private final Computations computations;
  private final Participation participation;
  private final ComputationResults results;

  public ComputationEndpoints(
      Computations computations, Participation participation, ComputationResults results) {
    this.computations = Objects.requireNonNull(computations);
    this.participation = Objects.requireNonNull(participation);
    this.results = Objects.requireNonNull(results);
  }

  public List<Endpoint<?, ?>> endpoints() {
    return List.of(
        Endpoint.get("kingdom.listComputations", LIST)
            .callers(Role.DUCHY)
            .query(Paging.SIZE, Paging.TOKEN)
            .handledBy((call, none) ->
                computations.list(
                    call.caller(), Paging.of(call, call.caller().party() + "/computations"))),
        Endpoint.get("kingdom.getComputation", ONE)
            .callers(Role.DUCHY)
            .handledBy((call, none) -> computations.get(call.caller(), computation(call))),
        Endpoint.post(
                "kingdom.setRequisitionParams",
                PARTICIPANT + ":setRequisitionParams",
                SetRequisitionParamsRequest.getDefaultInstance())
            .callers(Role.DUCHY)
            .handledBy((call, request) ->
                participation.setParams(call.caller(), participant(call), request)),
        Endpoint.post(
                "kingdom.confirmParticipant",
                PARTICIPANT + ":confirm",
                ConfirmParticipantRequest.getDefaultInstance())
            .callers(Role.DUCHY)
            .handledBy((call, none) -> participation.confirm(call.caller(), participant(call))),
        Endpoint.post(
                "kingdom.failParticipant",
                PARTICIPANT + ":fail",
                FailParticipantRequest.getDefaultInstance())
            .callers(Role.DUCHY)
            .handledBy(
                (call, request) -> participation.fail(call.caller(), participant(call), request)),
        Endpoint.post(
                "kingdom.setComputationResult",
                ONE + ":setResult",
                SetComputationResultRequest.getDefaultInstance())
            .callers(Role.DUCHY)
            .maxBodyBytes(RESULT_BYTES)
            .handledBy(
                (call, request) -> results.setResult(call.caller(), computation(call), request)));
  }

  private static ComputationName computation(Call call) {
    return new ComputationName(call.id("computation"));
  }

  private static ParticipantName participant(Call call) {
    return new ParticipantName(call.id("computation"), call.id("duchy"));
  }
}
