package org.aureole.duchy.shuffle;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.hmss.HmssTally;
import org.aureole.crypto.hmss.ShuffleAggregator;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.Output;
import org.aureole.duchy.computation.ShuffleTerms;
import org.aureole.duchy.intake.Inbox;
import org.aureole.duchy.intake.ManifestCheck;
import org.aureole.duchy.intake.ManifestIntake;
import org.aureole.duchy.kingdom.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.ShareShuffleStage;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.spec.ShareShuffleRoles;
import org.aureole.v1.Manifest;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SetComputationResultRequest;

/** The aggregator: adds both shuffled vectors, estimates, and seals the result to the consumer. */
final class AggregationStage implements StageRun.Stage {
  private final DuchyStore store;
  private final KingdomApi kingdom;
  private final Inbox inbox;
  private final ManifestIntake intake;
  private final WorkerInputs inputs;
  private final OwnSignature signature;

  AggregationStage(
      DuchyStore store,
      KingdomApi kingdom,
      Inbox inbox,
      ManifestIntake intake,
      WorkerInputs inputs,
      OwnSignature signature) {
    this.store = Objects.requireNonNull(store);
    this.kingdom = Objects.requireNonNull(kingdom);
    this.inbox = Objects.requireNonNull(inbox);
    this.intake = Objects.requireNonNull(intake);
    this.inputs = Objects.requireNonNull(inputs);
    this.signature = Objects.requireNonNull(signature);
  }

  @Override
  public boolean run(StageRun run) {
    List<WorkerInputs.Share> vectors = new ArrayList<>();
    ShareShuffleRoles roles = run.terms().roles();
    for (String worker : List.of(roles.firstWorker(), roles.secondWorker())) {
      InboxFolder folder = run.folder(PartyName.parse(worker), InboxFolder.SHUFFLE);
      intake
          .take(run.lease(), run.terms(), folder, m -> checkVector(run.terms(), m))
          .ifPresent(manifest -> vectors.add(new WorkerInputs.Share(folder, manifest)));
    }
    if (vectors.size() < 2) {
      return false;
    }
    Output result = inputs.outputs(run).get(Output.Kind.RESULT);
    if (result == null) {
      result = make(run, vectors);
    }
    SetComputationResultRequest request = request(result);
    kingdom.setResult(run.row().name(), request.getSealedResult(), request.getCertificate());
    store.write(
        run.lease(),
        "finishAggregation",
        tx ->
            store
                .computations()
                .transition(
                    tx,
                    run.row(),
                    ShareShuffleStage.COMPLETE,
                    "aggregation",
                    "handed the sealed result in"));
    return true;
  }

  private static void checkVector(ShuffleTerms terms, Manifest manifest) {
    Manifest.ShuffledVector vector = manifest.getShuffledVector();
    ManifestCheck.require(
        vector.getVectorLength() == terms.vectorLength(),
        "shuffledVector.vectorLength",
        "is " + vector.getVectorLength() + "; it is " + terms.vectorLength());
    ManifestCheck.require(
        vector.getPaddedLength() == terms.shuffledLength(),
        "shuffledVector.paddedLength",
        "is " + vector.getPaddedLength() + "; it is " + terms.shuffledLength());
    ManifestCheck.require(
        vector.getModulus() == terms.parameters().modulus(),
        "shuffledVector.modulus",
        "is " + vector.getModulus() + "; it is " + terms.parameters().modulus());
    ManifestCheck.checkSingleObject(manifest, terms.shuffledBytes());
  }

  /** Sealing differs each time, so the first sealed result is committed and stays. */
  private Output make(StageRun run, List<WorkerInputs.Share> vectors) {
    ShuffleTerms terms = run.terms();
    byte[] result = ResultMessage.of(terms, aggregate(terms, vectors)).toByteArray();
    PartyName consumer = terms.spec().measurement().parent();
    SealedMessage sealed =
        signature.signAndSeal(
            EncryptionPublicKey.fromBytes(terms.spec().spec().getResultPublicKey().toByteArray()),
            terms.addressed(
                Purpose.RESULT, terms.self(), consumer, terms.spec().measurement().toString()),
            result);
    Output output =
        Output.inRow(
            Output.Kind.RESULT,
            SetComputationResultRequest.newBuilder()
                .setSealedResult(sealed)
                .setCertificate(signature.certificate())
                .build()
                .toByteString());
    store.write(
        run.lease(), "commitResult", tx -> store.exchanges().commit(tx, run.row().name(), output));
    return output;
  }

  private HmssTally aggregate(ShuffleTerms terms, List<WorkerInputs.Share> vectors) {
    ShuffleAggregator aggregator =
        new ShuffleAggregator(terms.parameters(), terms.noise(), terms.vectorLength());
    try (InputStream first = open(vectors.get(0));
        InputStream second = open(vectors.get(1))) {
      return aggregator.aggregate(first, second);
    } catch (IOException e) {
      throw DomainException.unavailable("a shuffled vector cannot be read from the inbox", e);
    }
  }

  private InputStream open(WorkerInputs.Share vector) {
    return inbox.open(vector.folder(), vector.manifest().getObjects(0));
  }

  private static SetComputationResultRequest request(Output result) {
    try {
      return SetComputationResultRequest.parseFrom(result.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.bug("the committed result does not parse");
    }
  }
}
