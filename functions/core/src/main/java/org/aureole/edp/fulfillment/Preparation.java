package org.aureole.edp.fulfillment;

import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.aureole.edp.budget.Budget;
import org.aureole.edp.budget.Charge;
import org.aureole.edp.eventgroup.InspectJob;
import org.aureole.edp.policy.Policies;
import org.aureole.edp.population.Population;
import org.aureole.edp.population.Populations;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.FulfillmentState;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.Jobs;
import org.aureole.platform.work.Lease;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.PinnedInputs;

/**
 * From a requisition to its committed answer: consent, availability, pinned inputs and charge in
 * one transaction, then the answer. Consent is verified at every attempt, as a certificate or the
 * policy may have changed. Thread-safe.
 */
final class Preparation {
  private final Database database;
  private final Jobs jobs;
  private final FulfillmentSteps steps;
  private final Fulfillments fulfillments;
  private final Policies policies;
  private final ConsentCheck consent;
  private final Populations populations;
  private final Budget budget;
  private final AnswerMaker answers;
  private final BlobStore events;
  private final InstantSource clock;

  Preparation(Parts parts) {
    this.database = parts.database();
    this.jobs = parts.jobs();
    this.steps = parts.steps();
    this.fulfillments = parts.fulfillments();
    this.policies = parts.policies();
    this.consent = parts.consent();
    this.populations = parts.populations();
    this.budget = parts.budget();
    this.answers = parts.answers();
    this.events = parts.events();
    this.clock = parts.clock();
  }

  /** What a preparation works with. */
  record Parts(
      Database database,
      Jobs jobs,
      FulfillmentSteps steps,
      Fulfillments fulfillments,
      Policies policies,
      ConsentCheck consent,
      Populations populations,
      Budget budget,
      AnswerMaker answers,
      BlobStore events,
      InstantSource clock) {
    Parts {
      Objects.requireNonNull(database);
      Objects.requireNonNull(jobs);
      Objects.requireNonNull(steps);
      Objects.requireNonNull(fulfillments);
      Objects.requireNonNull(policies);
      Objects.requireNonNull(consent);
      Objects.requireNonNull(populations);
      Objects.requireNonNull(budget);
      Objects.requireNonNull(answers);
      Objects.requireNonNull(events);
      Objects.requireNonNull(clock);
    }
  }

  /**
   * Brings a row in RECEIVED or AWAITING_DATA to PREPARING, if its data are there.
   *
   * @throws DomainException what refuses the requisition, or lets the job try again
   */
  void prepare(Lease lease, FulfillmentRow row) {
    AnswerPolicy policy = database.read("readPolicy", policies::current);
    VerifiedRequisition requisition = consent.verify(row.requisition(), policy);
    Population population = populations.of(requisition.measurementSpec());
    Samples.check(requisition, population);
    checkGroups(requisition);
    if (waits(lease, row, requisition)) {
      return;
    }
    Optional<Charge> charge = Pricing.of(requisition, population.analysis());
    steps.step(
        lease,
        "prepareAnswer",
        row,
        (tx, now) -> {
          charge.ifPresent(
              cost -> budget.charge(tx, row.name().toString(), cost, Policies.budget(policy)));
          PinnedInputs inputs = Inputs.pin(tx, requisition.requisitionSpec());
          fulfillments.transition(
              tx,
              now,
              FulfillmentState.PREPARING,
              Fulfillments.pinned(inputs).and(Inputs.Missing.nothing()),
              "");
        });
  }

  /** Makes the answer of a row in PREPARING and commits it. */
  void answer(Lease lease, FulfillmentRow row) {
    AnswerPolicy policy = database.read("readPolicy", policies::current);
    VerifiedRequisition requisition = consent.verify(row.requisition(), policy);
    Population population = populations.of(requisition.measurementSpec());
    PinnedInputs inputs = row.inputs().orElseThrow();
    FulfillmentRow.AnswerRef answer;
    try {
      answer = answers.make(requisition, population, inputs, lease);
    } catch (DomainException e) {
      List<String> gone =
          e.code() == ErrorCode.EVENT_FILE_INVALID ? Inputs.gone(inputs, events) : List.of();
      if (gone.isEmpty()) {
        throw e;
      }
      repin(lease, row, requisition, gone);
      return;
    }
    if (!steps.advance(
        lease, row, FulfillmentState.DELIVERING, Fulfillments.answered(answer), "")) {
      // The operator declined meanwhile: what was made is nobody's answer.
      answers.discard(row.name());
    }
  }

  private void checkGroups(VerifiedRequisition requisition) {
    database
        .<OptionalInt>read(
            "findEventGroups", tx -> Inputs.unknownGroup(tx, requisition.requisitionSpec()))
        .ifPresent(place -> {
          throw ConsentCheck.invalidSpec(
              "requisitionSpec.eventGroups[" + place + "].eventGroup",
              "does not exist at this data provider; list its event groups");
        });
  }

  private boolean waits(Lease lease, FulfillmentRow row, VerifiedRequisition requisition) {
    Optional<Inputs.Missing> missing = missing(requisition);
    if (missing.isEmpty()) {
      return false;
    }
    if (!clock.instant().isBefore(row.expiry())) {
      throw DomainException.of(
          ErrorCode.UNFULFILLABLE,
          "the data provider got no events for all of what was asked before its deadline");
    }
    if (row.state() == FulfillmentState.RECEIVED) {
      steps.advance(
          lease,
          row,
          FulfillmentState.AWAITING_DATA,
          missing.get().columns(),
          missing.get().message());
    } else if (!row.message().equals(missing.get().message())) {
      steps.step(
          lease,
          "noteMissing",
          row,
          (tx, now) -> fulfillments.awaits(tx, row.name(), missing.get()));
    }
    // What came before the row said that it waits has woken nobody.
    return missing(requisition).isPresent();
  }

  private Optional<Inputs.Missing> missing(VerifiedRequisition requisition) {
    return database.read("findMissing", tx -> Inputs.missing(tx, requisition.requisitionSpec()));
  }

  /**
   * Takes the present versions where pinned ones were replaced before they were read: nothing was
   * made of them, and the charge is for days and people, not for files.
   */
  private void repin(
      Lease lease, FulfillmentRow row, VerifiedRequisition requisition, List<String> gone) {
    boolean again =
        database.inTransaction(
            "repinInputs",
            tx -> {
              lease.check(tx);
              PinnedInputs present = Inputs.pin(tx, requisition.requisitionSpec());
              boolean complete = Inputs.missing(tx, requisition.requisitionSpec()).isEmpty();
              if (complete
                  && Inputs.unchanged(present, row.inputs().orElseThrow(), gone).isEmpty()) {
                fulfillments.repin(tx, row.name(), present);
                return true;
              }
              gone.forEach(object -> inspect(tx, object));
              return false;
            });
    if (!again) {
      throw DomainException.unavailable(
          "event files were replaced before they were read; their present versions are not"
              + " inspected yet",
          null);
    }
  }

  private void inspect(Tx tx, String object) {
    jobs.enqueue(tx, new JobName(InspectJob.KIND, object));
  }
}
