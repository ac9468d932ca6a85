package org.aureole.kingdom.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aureole.kingdom.requisition.RequisitionAnswers;
import org.aureole.kingdom.requisition.Requisitions;
import org.aureole.kingdom.store.Page;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.RequisitionState;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.http.Call;
import org.aureole.platform.http.Endpoint;
import org.aureole.platform.identity.Role;
import org.aureole.v1.FulfillDirectRequisitionRequest;
import org.aureole.v1.FulfillRequisitionRequest;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.RefuseRequisitionRequest;

/** The API of Requisitions. */
public final class RequisitionEndpoints {
  private static final String LIST = "/v1/dataProviders/{dataProvider}/requisitions";
  private static final String ONE = LIST + "/{requisition}";
  private static final String STATE = "state";

  /** A sealed result in JSON with what is around it. */
  private static final int RESULT_BYTES = 512 * 1024;

  private final Requisitions requisitions;
  private final RequisitionAnswers answers;

  public RequisitionEndpoints(Requisitions requisitions, RequisitionAnswers answers) {
    this.requisitions = Objects.requireNonNull(requisitions);
    this.answers = Objects.requireNonNull(answers);
  }

  public List<Endpoint<?, ?>> endpoints() {
    return List.of(
        Endpoint.get("kingdom.listRequisitions", LIST)
            .callers(Role.DATA_PROVIDER)
            .query(Paging.SIZE, Paging.TOKEN, STATE)
            .handledBy((call, none) -> list(call)),
        Endpoint.get("kingdom.getRequisition", ONE)
            .callers(Role.DATA_PROVIDER)
            .handledBy((call, none) -> requisitions.get(call.caller(), requisition(call))),
        Endpoint.post(
                "kingdom.refuseRequisition",
                ONE + ":refuse",
                RefuseRequisitionRequest.getDefaultInstance())
            .callers(Role.DATA_PROVIDER)
            .handledBy(
                (call, request) -> answers.refuse(call.caller(), requisition(call), request)),
        Endpoint.post(
                "kingdom.fulfillDirectRequisition",
                ONE + ":fulfillDirect",
                FulfillDirectRequisitionRequest.getDefaultInstance())
            .callers(Role.DATA_PROVIDER)
            .maxBodyBytes(RESULT_BYTES)
            .handledBy((call, request) ->
                answers.fulfillDirect(call.caller(), requisition(call), request)),
        Endpoint.post(
                "kingdom.fulfillRequisition",
                ONE + ":fulfill",
                FulfillRequisitionRequest.getDefaultInstance())
            .callers(Role.DUCHY)
            .handledBy(
                (call, request) -> answers.fulfill(call.caller(), requisition(call), request)));
  }

  private ListRequisitionsResponse list(Call call) {
    Optional<RequisitionState> state = call.query().oneOf(STATE, RequisitionState.class);
    if (state.filter(s -> s == RequisitionState.PENDING_PARAMS).isPresent()) {
      throw DomainException.invalid(STATE, "must be UNFULFILLED, FULFILLED, REFUSED or WITHDRAWN");
    }
    PartyName dataProvider = PartyName.dataProvider(call.id("dataProvider"));
    Page page =
        Paging.of(call, dataProvider + "/requisitions?state=" + state.map(Enum::name).orElse(""));
    return requisitions.list(call.caller(), dataProvider, state, page);
  }

  private static RequisitionName requisition(Call call) {
    return new RequisitionName(call.id("dataProvider"), call.id("requisition"));
  }
}
