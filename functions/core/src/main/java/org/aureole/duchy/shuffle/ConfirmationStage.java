package org.aureole.duchy.shuffle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.LocalRequisition;
import org.aureole.duchy.computation.Peer;
import org.aureole.duchy.computation.ShuffleTerms;
import org.aureole.duchy.intake.ManifestCheck;
import org.aureole.duchy.intake.ManifestIntake;
import org.aureole.duchy.kingdom.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.lifecycle.ShareShuffleStage;
import org.aureole.v1.Manifest;

/**
 * Takes the data providers' shares as they come, and once all have answered confirms that exactly
 * what the consumer signed is being computed.
 */
final class ConfirmationStage implements StageRun.Stage {
  private final DuchyStore store;
  private final KingdomApi kingdom;
  private final ManifestIntake intake;
  private final ComputationCheck check;

  ConfirmationStage(
      DuchyStore store, KingdomApi kingdom, ManifestIntake intake, ComputationCheck check) {
    this.store = Objects.requireNonNull(store);
    this.kingdom = Objects.requireNonNull(kingdom);
    this.intake = Objects.requireNonNull(intake);
    this.check = Objects.requireNonNull(check);
  }

  @Override
  public boolean run(StageRun run) {
    Map<LocalRequisition, Manifest> shares = takeShares(run);
    shares.forEach((requisition, manifest) -> fulfill(run, requisition, manifest));
    String state = run.remote().getMeasurementState();
    boolean computing = state.equals(MeasurementState.PENDING_COMPUTATION.name());
    if (!computing && !state.equals(MeasurementState.PENDING_PARTICIPANT_CONFIRMATION.name())) {
      return false;
    }
    if (!run.row().confirmed()) {
      confirm(run, shares.size());
    }
    if (computing) {
      advance(run);
    }
    return computing;
  }

  private Map<LocalRequisition, Manifest> takeShares(StageRun run) {
    Map<LocalRequisition, Manifest> shares = new HashMap<>();
    for (LocalRequisition requisition : run.receivedBy(run.terms().self())) {
      Optional<Manifest> manifest =
          intake.takeOrRefuse(
              run.lease(),
              run.terms(),
              run.folder(requisition),
              m -> checkShare(run.terms(), requisition, m));
      manifest.ifPresent(m -> shares.put(requisition, m));
    }
    return shares;
  }

  private static void checkShare(
      ShuffleTerms terms, LocalRequisition requisition, Manifest manifest) {
    Manifest.RequisitionShare share = manifest.getRequisitionShare();
    ManifestCheck.require(
        share.getRequisition().equals(requisition.name().toString()),
        "requisitionShare.requisition",
        "must be " + requisition.name());
    ManifestCheck.checkShare(terms, requisition.dataProvider().toString(), share);
    ManifestCheck.checkSingleObject(manifest, terms.shareBytes());
  }

  private void fulfill(StageRun run, LocalRequisition requisition, Manifest manifest) {
    if (requisition.fulfilled()) {
      return;
    }
    kingdom.fulfill(requisition.name(), manifest.getRequisitionShare().getNonce());
    store.write(
        run.lease(),
        "fulfillRequisition",
        tx -> store.participants().fulfilled(tx, run.row().name(), requisition.name()));
  }

  private void confirm(StageRun run, int shares) {
    List<LocalRequisition> own = run.receivedBy(run.terms().self());
    if (shares < own.size()) {
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION,
          "all requisitions are said to be fulfilled, but "
              + (own.size() - shares)
              + " shares for this Duchy have not arrived");
    }
    check.participation(run.terms(), run.remote(), run.requisitions());
    List<Peer> peers = check.peers(run.terms(), run.remote());
    store.write(
        run.lease(),
        "pinPeers",
        tx -> peers.forEach(peer -> store.participants().pin(tx, run.row().name(), peer)));
    kingdom.confirm(run.row().name());
    store.write(
        run.lease(),
        "confirmParticipant",
        tx -> store.computations().confirmed(tx, run.row().name()));
  }

  private void advance(StageRun run) {
    ShareShuffleStage next =
        run.terms().isWorker() ? ShareShuffleStage.SETUP : ShareShuffleStage.AGGREGATION;
    store.write(
        run.lease(),
        "startComputation",
        tx ->
            store
                .computations()
                .transition(tx, run.row(), next, "confirmation", "all Duchies have confirmed"));
  }
}
