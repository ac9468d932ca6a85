package org.aureole.duchy.stage;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.LocalRequisition;
import org.aureole.duchy.computation.Peer;
import org.aureole.duchy.intake.ManifestIntake;
import org.aureole.duchy.kingdom.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.v1.Manifest;

/**
 * Takes what data providers hand over as it comes, and once all have answered confirms that exactly
 * what the consumer signed is being computed.
 */
final class ConfirmationStage implements StageRun.Stage {
  private final DuchyStore store;
  private final KingdomApi kingdom;
  private final ManifestIntake intake;
  private final ComputationCheck check;
  private final Protocol protocol;

  ConfirmationStage(
      DuchyStore store,
      KingdomApi kingdom,
      ManifestIntake intake,
      ComputationCheck check,
      Protocol protocol) {
    this.store = Objects.requireNonNull(store);
    this.kingdom = Objects.requireNonNull(kingdom);
    this.intake = Objects.requireNonNull(intake);
    this.check = Objects.requireNonNull(check);
    this.protocol = Objects.requireNonNull(protocol);
  }

  @Override
  public boolean run(StageRun run) {
    List<LocalRequisition> own = run.receivedBy(run.terms().self());
    long provided = own.stream().filter(requisition -> isProvided(run, requisition)).count();
    String state = run.remote().getMeasurementState();
    boolean computing = state.equals(MeasurementState.PENDING_COMPUTATION.name());
    if (!computing && !state.equals(MeasurementState.PENDING_PARTICIPANT_CONFIRMATION.name())) {
      return false;
    }
    if (!run.row().confirmed()) {
      confirm(run, own.size() - provided);
    }
    if (computing) {
      advance(run);
    }
    return computing;
  }

  /** Whether a data provider has handed over; then the Kingdom knows. */
  private boolean isProvided(StageRun run, LocalRequisition requisition) {
    Optional<Manifest> manifest =
        intake.takeOrRefuse(
            run.lease(),
            run.terms(),
            run.folder(requisition),
            m -> protocol.checkProvided(run, requisition, m));
    if (manifest.isPresent() && !requisition.fulfilled()) {
      kingdom.fulfill(requisition.name(), nonce(manifest.get()));
      store.write(
          run.lease(),
          "fulfillRequisition",
          tx -> store.participants().fulfilled(tx, run.row().name(), requisition.name()));
    }
    return manifest.isPresent();
  }

  private static ByteString nonce(Manifest manifest) {
    return manifest.hasEncryptedRegisters()
        ? manifest.getEncryptedRegisters().getNonce()
        : manifest.getRequisitionShare().getNonce();
  }

  private void confirm(StageRun run, long missing) {
    if (missing > 0) {
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION,
          "all requisitions are said to be fulfilled, but what "
              + missing
              + " of them hand over to this Duchy has not arrived");
    }
    check.participation(run.terms(), run.remote(), run.requisitions());
    List<Peer> peers = check.peers(run.terms(), run.remote(), protocol);
    protocol.checkPeers(run, peers);
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
    ComputationStage next = protocol.afterConfirmation(run.terms());
    store.write(
        run.lease(),
        "startComputation",
        tx ->
            store
                .computations()
                .transition(tx, run.row(), next, "confirmation", "all Duchies have confirmed"));
  }
}
