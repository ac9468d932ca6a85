package org.aureole.duchy.shuffle;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import org.aureole.crypto.hmss.ResidueVector;
import org.aureole.crypto.hmss.SeedAgreement;
import org.aureole.crypto.hmss.ShuffleWorker;
import org.aureole.crypto.prng.Seed;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.Output;
import org.aureole.duchy.computation.Peer;
import org.aureole.duchy.computation.ShuffleTerms;
import org.aureole.duchy.intake.Inbox;
import org.aureole.duchy.stage.Exchange;
import org.aureole.duchy.stage.HandoverDesk;
import org.aureole.duchy.stage.InternalObjects;
import org.aureole.duchy.stage.StageRun;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.v1.Manifest;

/** A worker: sums its shares, hides its noise among them, shuffles, and hands over. */
final class ShuffleStage implements StageRun.Stage {

  private final DuchyStore store;
  private final Inbox inbox;
  private final HandoverDesk desk;
  private final SetupExchange setup;
  private final Exchange exchange;
  private final InternalObjects objects;

  ShuffleStage(
      DuchyStore store,
      Inbox inbox,
      HandoverDesk desk,
      SetupExchange setup,
      Exchange exchange,
      InternalObjects objects) {
    this.store = Objects.requireNonNull(store);
    this.inbox = Objects.requireNonNull(inbox);
    this.desk = Objects.requireNonNull(desk);
    this.setup = Objects.requireNonNull(setup);
    this.exchange = Objects.requireNonNull(exchange);
    this.objects = Objects.requireNonNull(objects);
  }

  @Override
  public boolean run(StageRun run) {
    Map<Output.Kind, Output> outputs = exchange.outputs(run);
    if (!outputs.containsKey(Output.Kind.SHUFFLE_MANIFEST)) {
      make(run, outputs.get(Output.Kind.SECRETS));
      outputs = exchange.outputs(run);
    }
    PartyName aggregator = run.terms().aggregator();
    desk.deliver(
        run,
        aggregator,
        InboxFolder.SHUFFLE,
        InboxFolder.VECTOR,
        outputs.get(Output.Kind.SHUFFLED_VECTOR));
    desk.deliver(
        run,
        aggregator,
        InboxFolder.SHUFFLE,
        InboxFolder.MANIFEST,
        outputs.get(Output.Kind.SHUFFLE_MANIFEST));
    store.write(
        run.lease(),
        "finishShuffle",
        tx ->
            store
                .computations()
                .transition(
                    tx,
                    run.row(),
                    ComputationStage.COMPLETE,
                    "shuffle",
                    "handed the shuffled vector over to " + aggregator));
    return true;
  }

  private void make(StageRun run, Output secretsObject) {
    Output vector = shuffled(run, secretsObject);
    objects.commit(vector, () -> commit(run, vector));
  }

  private Output shuffled(StageRun run, Output secretsObject) {
    try (ComputationSecrets secrets = ComputationSecrets.read(objects, run, secretsObject)) {
      ResidueVector shuffled = shuffle(run, secrets);
      Output vector =
          objects.store(run.row().name(), Output.Kind.SHUFFLED_VECTOR, new ResidueStream(shuffled));
      shuffled.destroy();
      return vector;
    }
  }

  private void commit(StageRun run, Output vector) {
    ShuffleTerms terms = (ShuffleTerms) run.terms();
    Manifest.Builder content =
        Manifest.newBuilder()
            .addObjects(HandoverDesk.object(InboxFolder.VECTOR, vector))
            .setShuffledVector(
                Manifest.ShuffledVector.newBuilder()
                    .setVectorLength(terms.vectorLength())
                    .setPaddedLength(terms.shuffledLength())
                    .setModulus(terms.parameters().modulus()));
    Output manifest =
        desk.manifest(
            terms, Output.Kind.SHUFFLE_MANIFEST, InboxFolder.SHUFFLE, terms.aggregator(), content);
    store.write(
        run.lease(),
        "commitShuffle",
        tx -> {
          store.exchanges().commit(tx, run.row().name(), vector);
          store.exchanges().commit(tx, run.row().name(), manifest);
        });
  }

  private ResidueVector shuffle(StageRun run, ComputationSecrets secrets) {
    ShuffleTerms terms = (ShuffleTerms) run.terms();
    Peer other = desk.peer(run, terms.otherWorker());
    Manifest offered = exchange.pinned(run.folder(other.duchy(), InboxFolder.SETUP)).manifest();
    ShuffleWorker worker =
        new ShuffleWorker(
            terms.parameters(), terms.noise(), terms.position(), terms.vectorLength());
    try (SetupExchange.Opened opened = setup.open(run, other, secrets, offered)) {
      for (Exchange.Input share : exchange.provided(run)) {
        run.lease().throwIfLost();
        add(worker, share);
      }
      for (Seed seed : opened.shareSeeds()) {
        run.lease().throwIfLost();
        worker.addSeed(seed);
      }
      Seed common = commonSeed(terms, secrets, opened);
      try {
        return worker.shuffle(common, secrets.noiseSeed());
      } finally {
        common.destroy();
      }
    } finally {
      worker.destroy();
    }
  }

  private void add(ShuffleWorker worker, Exchange.Input share) {
    try (InputStream wire = inbox.open(share.folder(), share.manifest().getObjects(0))) {
      worker.addShare(wire);
    } catch (IOException e) {
      throw DomainException.unavailable("a share cannot be read from the inbox", e);
    }
  }

  private static Seed commonSeed(
      ShuffleTerms terms, ComputationSecrets secrets, SetupExchange.Opened opened) {
    SeedAgreement agreement = new SeedAgreement(terms.computation().toString());
    return terms.position() == ShuffleWorker.Position.FIRST
        ? agreement.commonSeed(secrets.seedShare(), opened.seedShare())
        : agreement.commonSeed(opened.seedShare(), secrets.seedShare());
  }
}
