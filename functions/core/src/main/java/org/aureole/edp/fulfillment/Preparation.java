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
    Optional<Charge> charge = Pricing.of(requisition, population.analysis());
    steps.step(
        lease,
        "prepareAnswer",
        row,
        (tx, now) -> {
          // In the same transaction as the pins: a file that is found bad in between would else
          // leave an answer made of a part of the data, and nobody told.
          Optional<Inputs.Missing> missing = Inputs.missing(tx, requisition.requisitionSpec());
          if (missing.isPresent()) {
            await(tx, now, missing.get());
            return;
          }
          fulfillments.claim(tx, now);
          charge.ifPresent(cost ->
              budget.charge(tx, row.specFingerprint().hex(), cost, Policies.budget(policy)));
          PinnedInputs inputs = Inputs.pin(tx, requisition.requisitionSpec());
          fulfillments.transition(
              tx,
              now,
              FulfillmentState.PREPARING,
              Fulfillments.pinned(inputs).and(Inputs.Missing.nothing()),
              "");
        });
  }

  /**
   * Makes the answer of a row in PREPARING and commits it. That events are read is noted before, so
   * that no failure from there on is told or refunded by what it is, see {@link Refusals} and
   * {@link FulfillmentSteps}. A store that is away lets the job try again.
   */
  void answer(Lease lease, FulfillmentRow row) {
    AnswerPolicy policy = database.read("readPolicy", policies::current);
    VerifiedRequisition requisition = consent.verify(row.requisition(), policy);
    Population population = populations.of(requisition.measurementSpec());
    PinnedInputs inputs = row.inputs().orElseThrow();
    if (!row.eventsRead()
        && !steps.step(
            lease, "beginReading", row, (tx, now) -> fulfillments.beginReading(tx, row.name()))) {
      return;
    }
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
    commit(lease, row, answer);
  }

  private void commit(Lease lease, FulfillmentRow row, FulfillmentRow.AnswerRef answer) {
    try {
      if (!steps.advance(
          lease, row, FulfillmentState.DELIVERING, Fulfillments.answered(answer), "")) {
        // The operator declined meanwhile: what was made is nobody's answer.
        answers.discard(row.name());
      }
    } catch (DomainException e) {
      if (e.code() == ErrorCode.LEASE_LOST) {
        // Whoever took over may be through already, and does not know of what was made here.
        answers.discard(answer);
      }
      throw e;
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

  /** Has the row wait for data, or refuses it at its deadline. */
  private void await(Tx tx, FulfillmentRow row, Inputs.Missing missing) {
    if (!clock.instant().isBefore(row.expiry())) {
      throw DomainException.of(
          ErrorCode.UNFULFILLABLE,
          "the data provider got no events for all of what was asked before its deadline");
    }
    if (row.state() == FulfillmentState.RECEIVED) {
      fulfillments.transition(
          tx, row, FulfillmentState.AWAITING_DATA, missing.columns(), missing.message());
    } else if (row.message().equals(missing.message())) {
      // A look that finds nothing new is none that the next pause counts from.
      fulfillments.stillAwaits(tx, row.name(), missing);
    } else {
      fulfillments.awaits(tx, row.name(), missing);
    }
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
