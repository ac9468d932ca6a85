package org.aureole.duchy.shuffle;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.Output;
import org.aureole.duchy.computation.Peer;
import org.aureole.duchy.computation.ShuffleTerms;
import org.aureole.duchy.intake.ManifestIntake;
import org.aureole.duchy.stage.Exchange;
import org.aureole.duchy.stage.HandoverDesk;
import org.aureole.duchy.stage.InternalObjects;
import org.aureole.duchy.stage.StageRun;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.v1.Manifest;

/** A worker: opens its commitment to the other worker, and verifies what the other opens. */
final class SetupStage implements StageRun.Stage {
  private final DuchyStore store;
  private final ManifestIntake intake;
  private final HandoverDesk desk;
  private final SetupExchange setup;
  private final Exchange exchange;
  private final InternalObjects objects;

  SetupStage(
      DuchyStore store,
      ManifestIntake intake,
      HandoverDesk desk,
      SetupExchange setup,
      Exchange exchange,
      InternalObjects objects) {
    this.store = Objects.requireNonNull(store);
    this.intake = Objects.requireNonNull(intake);
    this.desk = Objects.requireNonNull(desk);
    this.setup = Objects.requireNonNull(setup);
    this.exchange = Objects.requireNonNull(exchange);
    this.objects = Objects.requireNonNull(objects);
  }

  @Override
  public boolean run(StageRun run) {
    ShuffleTerms terms = (ShuffleTerms) run.terms();
    PartyName other = terms.otherWorker();
    Peer peer = desk.peer(run, other);
    Map<Output.Kind, Output> outputs = exchange.outputs(run);
    Output secretsObject = outputs.get(Output.Kind.SECRETS);
    try (ComputationSecrets secrets = ComputationSecrets.read(objects, run, secretsObject)) {
      Output own = outputs.get(Output.Kind.SETUP_MANIFEST);
      if (own == null) {
        own = make(run, terms, peer, secrets);
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
                    tx, run.row(), ComputationStage.SHUFFLE, "setup", "both workers have opened"));
    return true;
  }

  /** Signatures and sealing differ each time, so the first manifest is committed and stays. */
  private Output make(StageRun run, ShuffleTerms terms, Peer peer, ComputationSecrets secrets) {
    List<Manifest> shares = exchange.provided(run).stream().map(Exchange.Input::manifest).toList();
    Manifest.Builder content =
        Manifest.newBuilder().setWorkerSetup(setup.offer(terms, peer, secrets, shares));
    Output output =
        desk.manifest(terms, Output.Kind.SETUP_MANIFEST, InboxFolder.SETUP, peer.duchy(), content);
    store.write(
        run.lease(), "commitSetup", tx -> store.exchanges().commit(tx, run.row().name(), output));
    return output;
  }

  private Optional<Manifest> take(StageRun run, Peer peer, ComputationSecrets secrets) {
    return intake.take(
        run.lease(),
        run.terms(),
        run.folder(peer.duchy(), InboxFolder.SETUP),
        manifest -> setup.open(run, peer, secrets, manifest).close());
  }
}
