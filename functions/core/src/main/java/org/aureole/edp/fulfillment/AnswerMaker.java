package org.aureole.edp.fulfillment;

import java.util.Objects;
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
  private final AnswerVault vault;

  AnswerMaker(DirectAnswers direct, ShareAnswers shares, AnswerVault vault) {
    this.direct = Objects.requireNonNull(direct);
    this.shares = Objects.requireNonNull(shares);
    this.vault = Objects.requireNonNull(vault);
  }

  /** A new answer; the one of this requisition only if the caller commits it. */
  FulfillmentRow.AnswerRef make(
      VerifiedRequisition requisition, Population population, PinnedInputs inputs, Lease lease) {
    String folder = vault.newFolder(requisition.name());
    CommittedAnswer answer =
        requisition.shareShuffle().isPresent()
            ? shares.make(requisition, population, inputs, lease, folder + InboxFolder.SHARE)
            : direct.make(requisition, population, inputs, lease);
    return vault.store(folder, answer);
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
