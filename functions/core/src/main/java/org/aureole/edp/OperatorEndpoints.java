package org.aureole.edp;

import com.google.protobuf.Empty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aureole.edp.budget.BudgetUse;
import org.aureole.edp.eventgroup.EventFiles;
import org.aureole.edp.fulfillment.FulfillmentDesk;
import org.aureole.edp.policy.Policies;
import org.aureole.edp.policy.PolicyDesk;
import org.aureole.edp.population.PopulationDesk;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.http.Call;
import org.aureole.platform.http.Endpoint;
import org.aureole.platform.http.Route;
import org.aureole.platform.identity.Role;
import org.aureole.platform.sql.Database;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.ApprovePopulationRequest;
import org.aureole.v1.BudgetDay;
import org.aureole.v1.BudgetReport;
import org.aureole.v1.DeclineRequisitionRequest;
import org.aureole.v1.EventFile;
import org.aureole.v1.Fulfillment;
import org.aureole.v1.ListApprovedPopulationsResponse;
import org.aureole.v1.ListEventFilesResponse;
import org.aureole.v1.ListFulfillmentsResponse;
import org.aureole.v1.WithdrawPopulationRequest;

/** What a data provider's own operator sees and decides. No other role may call any of it. */
final class OperatorEndpoints {
  private static final int PAGE = 100;
  private static final int MAX_PAGE = 1000;
  private static final String APPROVED_POPULATIONS = "/v1/approvedPopulations";
  private static final String PAGE_SIZE = "pageSize";
  private static final String PAGE_TOKEN = "pageToken";

  private final PartyName self;
  private final Database database;
  private final FulfillmentDesk fulfillments;
  private final PolicyDesk policies;
  private final PopulationDesk populations;
  private final BudgetUse budget;

  OperatorEndpoints(
      PartyName self,
      Database database,
      FulfillmentDesk fulfillments,
      PolicyDesk policies,
      PopulationDesk populations,
      BudgetUse budget) {
    this.self = Objects.requireNonNull(self);
    this.database = Objects.requireNonNull(database);
    this.fulfillments = Objects.requireNonNull(fulfillments);
    this.policies = Objects.requireNonNull(policies);
    this.populations = Objects.requireNonNull(populations);
    this.budget = Objects.requireNonNull(budget);
  }

  List<Route> routes() {
    return List.of(
        Endpoint.get("edp.listFulfillments", "/v1/fulfillments")
            .callers(Role.OPERATOR)
            .query(PAGE_SIZE, PAGE_TOKEN)
            .handledBy((call, none) -> listFulfillments(call)),
        Endpoint.get("edp.getFulfillment", "/v1/fulfillments/{requisition}")
            .callers(Role.OPERATOR)
            .handledBy((call, none) -> fulfillments.get(requisition(call))),
        Endpoint.post(
                "edp.refuseRequisition",
                "/v1/requisitions/{requisition}:refuse",
                DeclineRequisitionRequest.getDefaultInstance())
            .callers(Role.OPERATOR)
            .handledBy(
                (call, request) -> fulfillments.decline(requisition(call), request.getMessage())),
        Endpoint.get("edp.listEventFiles", "/v1/eventFiles")
            .callers(Role.OPERATOR)
            .query(PAGE_SIZE, PAGE_TOKEN)
            .handledBy((call, none) -> listEventFiles(call)),
        Endpoint.get("edp.getBudget", "/v1/budget")
            .callers(Role.OPERATOR)
            .query(PAGE_SIZE, PAGE_TOKEN)
            .handledBy((call, none) -> budget(call)),
        Endpoint.get("edp.getPolicy", "/v1/policy")
            .callers(Role.OPERATOR)
            .handledBy((call, none) -> policies.get()),
        Endpoint.put("edp.replacePolicy", "/v1/policy", AnswerPolicy.getDefaultInstance())
            .callers(Role.OPERATOR)
            .handledBy((call, policy) -> policies.replace(policy)),
        Endpoint.get("edp.listApprovedPopulations", APPROVED_POPULATIONS)
            .callers(Role.OPERATOR)
            .handledBy((call, none) ->
                ListApprovedPopulationsResponse.newBuilder()
                    .addAllApprovedPopulations(populations.list())
                    .build()),
        Endpoint.post(
                "edp.approvePopulation",
                APPROVED_POPULATIONS,
                ApprovePopulationRequest.getDefaultInstance())
            .callers(Role.OPERATOR)
            .handledBy((call, request) -> populations.approve(request)),
        Endpoint.post(
                "edp.withdrawPopulation",
                APPROVED_POPULATIONS + ":withdraw",
                WithdrawPopulationRequest.getDefaultInstance())
            .callers(Role.OPERATOR)
            .handledBy((call, request) -> {
              populations.withdraw(request);
              return Empty.getDefaultInstance();
            }));
  }

  private ListFulfillmentsResponse listFulfillments(Call call) {
    int size = pageSize(call);
    List<Fulfillment> page = fulfillments.list(pageToken(call), size);
    return ListFulfillmentsResponse.newBuilder()
        .addAllFulfillments(page)
        .setNextPageToken(last(page, size).map(Fulfillment::getName).orElse(""))
        .build();
  }

  private ListEventFilesResponse listEventFiles(Call call) {
    int size = pageSize(call);
    List<EventFile> page =
        database.read("listEventFiles", tx -> EventFiles.list(tx, pageToken(call), size));
    return ListEventFilesResponse.newBuilder()
        .addAllEventFiles(page)
        .setNextPageToken(last(page, size).map(EventFile::getObject).orElse(""))
        .build();
  }

  private BudgetReport budget(Call call) {
    int size = pageSize(call);
    AnswerPolicy policy = policies.get();
    List<BudgetDay> page = budget.days(Policies.budget(policy), pageToken(call), size);
    return BudgetReport.newBuilder()
        .setPrivacyBudget(policy.getPrivacyBudget())
        .addAllDays(page)
        .setNextPageToken(
            last(page, size)
                .map(day -> day.getMeasurementConsumer() + " " + day.getDay())
                .orElse(""))
        .build();
  }

  private RequisitionName requisition(Call call) {
    return new RequisitionName(self.id(), call.id("requisition"));
  }

  /** The last element of a full page: there may be more after it. */
  private static <T> Optional<T> last(List<T> page, int size) {
    return page.size() < size ? Optional.empty() : Optional.of(page.get(size - 1));
  }

  private static int pageSize(Call call) {
    return call.query().integer(PAGE_SIZE, 1, MAX_PAGE, PAGE);
  }

  private static String pageToken(Call call) {
    return call.query().text(PAGE_TOKEN).orElse("");
  }
}
