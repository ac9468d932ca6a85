package org.aureole.edp.fulfillment;

import java.util.Objects;
import org.aureole.edp.events.FrequencyTally;
import org.aureole.edp.population.Population;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.work.Lease;
import org.aureole.v1.CommittedAnswer;
import org.aureole.v1.PinnedInputs;

/** Makes an answer by the protocol that the consumer signed, and stores it. Thread-safe. */
final class AnswerMaker {
  private final DirectAnswers direct;
  private final ShareAnswers shares;
  private final RegisterAnswers registers;
  private final AnswerVault vault;

  AnswerMaker(
      DirectAnswers direct, ShareAnswers shares, RegisterAnswers registers, AnswerVault vault) {
    this.direct = Objects.requireNonNull(direct);
    this.shares = Objects.requireNonNull(shares);
    this.registers = Objects.requireNonNull(registers);
    this.vault = Objects.requireNonNull(vault);
  }

  /** A new answer; the one of this requisition only if the caller commits it. */
  FulfillmentRow.AnswerRef make(
      VerifiedRequisition requisition, Population population, PinnedInputs inputs, Lease lease) {
    String folder = vault.newFolder(requisition.name());
    return vault.store(folder, answer(requisition, population, inputs, lease, folder));
  }

  private CommittedAnswer answer(
      VerifiedRequisition requisition,
      Population population,
      PinnedInputs inputs,
      Lease lease,
      String folder) {
    if (requisition.recipient().isEmpty()) {
      return direct.make(requisition, population, inputs, lease);
    }
    FrequencyTally tally = Samples.tally(requisition, population, inputs, lease);
    if (requisition.recipient().get() instanceof VerifiedRequisition.ShareRecipients workers) {
      return shares.make(requisition, workers, tally, folder + InboxFolder.SHARE);
    }
    var duchy = (VerifiedRequisition.RegisterRecipient) requisition.recipient().get();
    return registers.make(requisition, duchy, population, tally, folder + InboxFolder.REGISTERS);
  }

  /** Destroys an answer that was made but not committed, and nothing of other attempts. */
  void discard(FulfillmentRow.AnswerRef made) {
    vault.destroy(made);
  }

  /** Destroys what was made for a requisition that gets no answer. */
  void discard(RequisitionName requisition) {
    vault.destroy(requisition);
  }
}
