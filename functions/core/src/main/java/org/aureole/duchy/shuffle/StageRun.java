package org.aureole.duchy.shuffle;

import java.util.List;
import org.aureole.duchy.computation.ComputationRow;
import org.aureole.duchy.computation.LocalRequisition;
import org.aureole.duchy.computation.ShuffleTerms;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.work.Lease;
import org.aureole.v1.Computation;

/**
 * One look at one Computation: what the rows and the Kingdom say. Immutable.
 *
 * @param remote the Kingdom's view, which is believed in nothing that the spec can settle
 * @param requisitions pinned by the first run; empty before
 */
record StageRun(
    Lease lease,
    ComputationRow row,
    Computation remote,
    ShuffleTerms terms,
    List<LocalRequisition> requisitions) {

  /** The requisitions whose explicit share comes to that worker. */
  List<LocalRequisition> receivedBy(PartyName worker) {
    return requisitions.stream().filter(r -> r.receiver().equals(worker)).toList();
  }

  InboxFolder folder(LocalRequisition requisition) {
    return InboxFolder.ofRequisition(requisition.name(), row.name());
  }

  InboxFolder folder(PartyName duchy, String stage) {
    return new InboxFolder(duchy, row.name(), stage);
  }

  /** What one stage of a Computation does. Thread-safe. */
  @FunctionalInterface
  interface Stage {
    /**
     * Does what can be done now. Writes under the lease; repeats nothing that is committed.
     *
     * @return whether the computation reached another stage; otherwise it waits for somebody
     * @throws org.aureole.model.error.DomainException a REJECT code: the computation cannot go on
     */
    boolean run(StageRun run);
  }
}
