package org.aureole.duchy.stage;

import java.util.List;
import java.util.Objects;
import org.aureole.duchy.computation.ComputationRow;
import org.aureole.duchy.computation.ComputationStore;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.LocalRequisition;
import org.aureole.duchy.intake.Inbox;
import org.aureole.duchy.kingdom.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.trace.Trace;
import org.aureole.platform.work.JobHandler;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * After the end of a Computation: destroys its secrets and every share it received, then tells the
 * Kingdom if this Duchy failed it. Every step may be repeated, and a sweep has it repeated until it
 * has come to its end once, and once more a day later: a run that was taken for dead may have
 * stored something after the first time. Thread-safe.
 */
public final class SettlementJob implements JobHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SettlementJob.class);

  private final DuchyStore store;
  private final KingdomApi kingdom;
  private final InternalObjects objects;
  private final Inbox inbox;
  private final PartyName self;

  public SettlementJob(
      DuchyStore store, KingdomApi kingdom, InternalObjects objects, Inbox inbox, PartyName self) {
    this.store = Objects.requireNonNull(store);
    this.kingdom = Objects.requireNonNull(kingdom);
    this.objects = Objects.requireNonNull(objects);
    this.inbox = Objects.requireNonNull(inbox);
    this.self = Objects.requireNonNull(self);
  }

  @Override
  public String kind() {
    return ComputationStore.SETTLE;
  }

  @Override
  public void run(Lease lease) {
    ComputationName name = ComputationName.parse(lease.job().resource());
    ComputationRow row =
        store.database().read("readComputation", tx -> store.computations().get(tx, name));
    Trace.of(row.measurement()).follow();
    if (!row.isTerminal()) {
      throw DomainException.bug(name + " is to be settled, but is at the stage " + row.stage());
    }
    objects.destroy(name);
    if (row.pinned().isPresent()) {
      clearInbox(row);
    }
    if (row.stage() == ComputationStage.FAILED) {
      tell(row);
    }
    store.write(lease, "settleComputation", tx -> store.computations().settled(tx, name));
  }

  @Override
  public void abandoned(Tx tx, JobName job, String reason) {
    LOG.error("{}: what it holds is not destroyed before the next sweep: {}", job, reason);
  }

  private void clearInbox(ComputationRow row) {
    List<LocalRequisition> requisitions =
        store
            .database()
            .read("readRequisitions", tx -> store.participants().requisitions(tx, row.name()));
    requisitions.forEach(r -> inbox.deleteAll(InboxFolder.ofRequisition(r.name(), row.name())));
    ComputationTerms terms = ComputationTerms.pinned(row, self);
    for (String duchy : terms.duchies().all()) {
      for (String stage : terms.peerStages()) {
        inbox.deleteAll(new InboxFolder(PartyName.parse(duchy), row.name(), stage));
      }
    }
  }

  private void tell(ComputationRow row) {
    try {
      kingdom.fail(row.name(), row.failure().orElse("failed"));
    } catch (DomainException e) {
      if (e.code() == ErrorCode.LEASE_LOST || e.code().handling() != ErrorCode.Handling.REJECT) {
        throw e;
      }
      // The Measurement has ended otherwise, or the Kingdom does not listen: it is over either way.
      LOG.info("the Kingdom did not take the failure of {}: {}", row.name(), e.getMessage());
    }
  }
}
