package org.aureole.duchy.stage;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.aureole.crypto.consent.Purpose;
import org.aureole.duchy.computation.ComputationRow;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.LocalRequisition;
import org.aureole.duchy.computation.Output;
import org.aureole.duchy.kingdom.KingdomApi;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.v1.RequisitionParams;
import org.aureole.v1.SignedMessage;

/** Draws the secrets of a Computation, once, and publishes what others need of them. */
final class InitializeStage implements StageRun.Stage {
  private final DuchyStore store;
  private final KingdomApi kingdom;
  private final ComputationCheck check;
  private final InternalObjects objects;
  private final OwnSignature signature;
  private final URI apiUrl;
  private final Protocol protocol;

  /**
   * @param apiUrl the base URL of this Duchy's API, which it signs
   */
  InitializeStage(
      DuchyStore store,
      KingdomApi kingdom,
      ComputationCheck check,
      InternalObjects objects,
      OwnSignature signature,
      URI apiUrl,
      Protocol protocol) {
    this.store = Objects.requireNonNull(store);
    this.kingdom = Objects.requireNonNull(kingdom);
    this.check = Objects.requireNonNull(check);
    this.objects = Objects.requireNonNull(objects);
    this.signature = Objects.requireNonNull(signature);
    this.apiUrl = Objects.requireNonNull(apiUrl);
    this.protocol = Objects.requireNonNull(protocol);
  }

  @Override
  public boolean run(StageRun run) {
    SignedMessage params =
        run.row().pinned().map(ComputationRow.Pinned::params).orElseGet(() -> begin(run));
    kingdom.setRequisitionParams(run.row().name(), params);
    store.write(
        run.lease(),
        "publishParams",
        tx ->
            store
                .computations()
                .transition(
                    tx,
                    run.row(),
                    ComputationStage.WAIT_FOR_CONFIRMATION,
                    "setRequisitionParams",
                    "published its parameters"));
    return true;
  }

  /** Commits what was drawn, what was signed over it, and what they rest on, all at once. */
  private SignedMessage begin(StageRun run) {
    ComputationTerms terms = run.terms();
    List<LocalRequisition> requisitions = check.requisitions(terms, run.remote());
    try (Protocol.Secrets secrets = protocol.draw(terms)) {
      SignedMessage params =
          signature.sign(
              terms.published(Purpose.REQUISITION_PARAMS, terms.self()),
              params(terms, secrets).toByteArray());
      Output output = objects.storeSecrets(run.row().name(), secrets.bytes());
      objects.commit(output, () -> commit(run, requisitions, params, output));
      return params;
    }
  }

  private void commit(
      StageRun run, List<LocalRequisition> requisitions, SignedMessage params, Output output) {
    ComputationRow.Pinned pinned =
        new ComputationRow.Pinned(run.remote().getMeasurementSpec(), params);
    store.write(
        run.lease(),
        "beginComputation",
        tx -> {
          store.computations().pin(tx, run.row().name(), run.terms().spec().fingerprint(), pinned);
          store.participants().add(tx, run.row().name(), requisitions);
          store.exchanges().commit(tx, run.row().name(), output);
        });
  }

  private RequisitionParams params(ComputationTerms terms, Protocol.Secrets secrets) {
    return RequisitionParams.newBuilder()
        .setComputation(terms.computation().toString())
        .setMeasurement(terms.spec().measurement().toString())
        .setDuchy(terms.self().toString())
        .setSpecFingerprint(ByteString.copyFrom(terms.spec().fingerprint().bytes()))
        .setPublicKey(secrets.publicKey())
        .setSeedCommitment(secrets.seedCommitment())
        .setApiUrl(apiUrl.toString())
        .build();
  }
}
