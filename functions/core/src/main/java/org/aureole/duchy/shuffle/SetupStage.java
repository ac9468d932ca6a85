package org.aureole.duchy.shuffle;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.Output;
import org.aureole.duchy.computation.Peer;
import org.aureole.duchy.intake.ManifestIntake;
import org.aureole.model.lifecycle.ShareShuffleStage;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.v1.Manifest;

/** A worker: opens its commitment to the other worker, and verifies what the other opens. */
final class SetupStage implements StageRun.Stage {
  private final DuchyStore store;
  private final ManifestIntake intake;
  private final HandoverDesk desk;
  private final SetupExchange exchange;
  private final WorkerInputs inputs;
  private final InternalObjects objects;

  SetupStage(
      DuchyStore store,
      ManifestIntake intake,
      HandoverDesk desk,
      SetupExchange exchange,
      WorkerInputs inputs,
      InternalObjects objects) {
    this.store = Objects.requireNonNull(store);
    this.intake = Objects.requireNonNull(intake);
    this.desk = Objects.requireNonNull(desk);
    this.exchange = Objects.requireNonNull(exchange);
    this.inputs = Objects.requireNonNull(inputs);
    this.objects = Objects.requireNonNull(objects);
  }

  @Override
  public boolean run(StageRun run) {
    PartyName other = run.terms().otherWorker();
    Peer peer = desk.peer(run, other);
    Map<Output.Kind, Output> outputs = inputs.outputs(run);
    Output secretsObject = outputs.get(Output.Kind.SECRETS);
    try (ComputationSecrets secrets = objects.secrets(run.row().name(), secretsObject)) {
      Output own = outputs.get(Output.Kind.SETUP_MANIFEST);
      if (own == null) {
        own = make(run, peer, secrets);
      }
      desk.deliver(run, other, InboxFolder.SETUP, InboxFolder.MANIFEST, own);
      if (take(run, peer, secrets).isEmpty()) {
        return false;
      }
    }
    store.write(
        run.lease(),
        "finishSetup",
        tx ->
            store
                .computations()
                .transition(
                    tx, run.row(), ShareShuffleStage.SHUFFLE, "setup", "both workers have opened"));
    return true;
  }

  /** Signatures and sealing differ each time, so the first manifest is committed and stays. */
  private Output make(StageRun run, Peer peer, ComputationSecrets secrets) {
    List<Manifest> shares = inputs.shares(run).stream().map(WorkerInputs.Share::manifest).toList();
    Manifest.Builder content =
        Manifest.newBuilder().setWorkerSetup(exchange.offer(run.terms(), peer, secrets, shares));
    Output output =
        desk.manifest(
            run.terms(), Output.Kind.SETUP_MANIFEST, InboxFolder.SETUP, peer.duchy(), content);
    store.write(
        run.lease(), "commitSetup", tx -> store.exchanges().commit(tx, run.row().name(), output));
    return output;
  }

  private Optional<Manifest> take(StageRun run, Peer peer, ComputationSecrets secrets) {
    return intake.take(
        run.lease(),
        run.terms(),
        run.folder(peer.duchy(), InboxFolder.SETUP),
        manifest -> exchange.open(run, peer, secrets, manifest).close());
  }
}
