package org.aureole.duchy.stage;

import java.util.List;
import org.aureole.duchy.computation.ComputationRow;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.duchy.computation.LocalRequisition;
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
public record StageRun(
    Lease lease,
    ComputationRow row,
    Computation remote,
    ComputationTerms terms,
    List<LocalRequisition> requisitions) {

  /** The requisitions for which data providers hand over to that Duchy, in the order of names. */
  public List<LocalRequisition> receivedBy(PartyName duchy) {
    return requisitions.stream().filter(r -> r.receiver().equals(duchy)).toList();
  }

  /** Where a data provider hands over to this Duchy. */
  public InboxFolder folder(LocalRequisition requisition) {
    return InboxFolder.ofRequisition(requisition.name(), row.name());
  }

  /** Where another Duchy hands over to this one at a stage. */
  public InboxFolder folder(PartyName duchy, String stage) {
    return new InboxFolder(duchy, row.name(), stage);
  }

  /** What one stage of a Computation does. Thread-safe. */
  @FunctionalInterface
  public interface Stage {
    /**
     * Does what can be done now. Writes under the lease; repeats nothing that is committed.
     *
     * @return whether the computation reached another stage; otherwise it waits for somebody
     * @throws org.aureole.model.error.DomainException a REJECT code: the computation cannot go on
     */
    boolean run(StageRun run);
  }
}
