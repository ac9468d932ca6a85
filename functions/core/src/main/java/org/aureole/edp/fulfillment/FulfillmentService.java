package org.aureole.edp.fulfillment;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.aureole.edp.budget.Budget;
import org.aureole.edp.market.KingdomApi;
import org.aureole.edp.market.Progress;
import org.aureole.edp.policy.Policies;
import org.aureole.edp.population.Populations;
import org.aureole.model.name.PartyName;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.handover.PeerInboxes;
import org.aureole.platform.sql.Database;
import org.aureole.platform.work.JobHandler;
import org.aureole.platform.work.Jobs;
import org.aureole.platform.work.Reminders;

/** Puts the parts of this package together. Immutable. */
public final class FulfillmentService {
  private final RequisitionInbox inbox;
  private final FulfillmentDesk desk;
  private final List<JobHandler> jobs;

  /**
   * What fulfilment works with.
   *
   * @param events the bucket of event files
   * @param internal the bucket in which answers are kept until they are delivered
   * @param reminders when a sweep looks again at work that waits
   */
  public record Ports(
      PartyName self,
      String market,
      Database database,
      Jobs jobs,
      Progress progress,
      Policies policies,
      ConsentCheck consent,
      Populations populations,
      Budget budget,
      ProviderKeys keys,
      KingdomApi kingdom,
      PeerInboxes inboxes,
      BlobStore events,
      BlobStore internal,
      InstantSource clock,
      SecureRandom random,
      Reminders reminders) {}

  public FulfillmentService(Ports ports) {
    Fulfillments fulfillments = new Fulfillments(ports.progress(), ports.reminders());
    FulfillmentSteps steps =
        new FulfillmentSteps(ports.database(), ports.jobs(), fulfillments, ports.budget());
    AnswerVault vault = new AnswerVault(ports.internal());
    HandOvers handOvers = new HandOvers(ports.self(), ports.market(), ports.keys());
    AnswerMaker answers =
        new AnswerMaker(
            new DirectAnswers(ports.self(), ports.keys(), ports.random()),
            new ShareAnswers(
                ports.self(), ports.keys(), ports.internal(), handOvers, ports.random()),
            new RegisterAnswers(ports.internal(), handOvers, ports.random()),
            vault);
    Preparation preparation =
        new Preparation(
            new Preparation.Parts(
                ports.database(),
                ports.jobs(),
                steps,
                fulfillments,
                ports.policies(),
                ports.consent(),
                ports.populations(),
                ports.budget(),
                answers,
                ports.events(),
                ports.clock()));
    Delivery delivery = new Delivery(ports.kingdom(), ports.inboxes(), ports.internal());
    this.inbox =
        new RequisitionInbox(
            ports.self(), ports.database(), ports.jobs(), ports.kingdom(), fulfillments, vault);
    this.desk = new FulfillmentDesk(ports.database(), fulfillments, steps);
    this.jobs =
        List.of(
            new FulfillJob(ports.kingdom(), steps, preparation, vault, delivery),
            new RefuseJob(ports.kingdom(), steps, vault),
            new WakeJob(ports.database(), inbox));
  }

  public RequisitionInbox inbox() {
    return inbox;
  }

  public FulfillmentDesk desk() {
    return desk;
  }

  public List<JobHandler> jobs() {
    return jobs;
  }
}
