package org.aureole.duchy.stage;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Objects;
import java.util.function.Supplier;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Purpose;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.Output;
import org.aureole.duchy.kingdom.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.name.PartyName;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SetComputationResultRequest;

/** Seals the aggregator's result to the consumer and hands it in at the Kingdom. Thread-safe. */
public final class ResultDesk {
  private final DuchyStore store;
  private final KingdomApi kingdom;
  private final Exchange exchange;
  private final OwnSignature signature;

  public ResultDesk(
      DuchyStore store, KingdomApi kingdom, Exchange exchange, OwnSignature signature) {
    this.store = Objects.requireNonNull(store);
    this.kingdom = Objects.requireNonNull(kingdom);
    this.exchange = Objects.requireNonNull(exchange);
    this.signature = Objects.requireNonNull(signature);
  }

  /**
   * Hands in the result that is committed, or else commits this one before: sealing differs each
   * time, so the first sealed result stays. Then this Duchy's part is done.
   *
   * @param result computes the result; called at most once, and not at all if one is committed
   */
  public void handIn(StageRun run, Supplier<MeasurementResult> result) {
    Output committed = exchange.outputs(run).get(Output.Kind.RESULT);
    SetComputationResultRequest request =
        request(committed == null ? commit(run, result.get()) : committed);
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
                    ComputationStage.COMPLETE,
                    "aggregation",
                    "handed the sealed result in"));
  }

  private Output commit(StageRun run, MeasurementResult result) {
    ComputationTerms terms = run.terms();
    PartyName consumer = terms.spec().measurement().parent();
    SealedMessage sealed =
        signature.signAndSeal(
            EncryptionPublicKey.fromBytes(terms.spec().spec().getResultPublicKey().toByteArray()),
            terms.addressed(
                Purpose.RESULT, terms.self(), consumer, terms.spec().measurement().toString()),
            result.toByteArray());
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

  private static SetComputationResultRequest request(Output result) {
    try {
      return SetComputationResultRequest.parseFrom(result.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.bug("the committed result does not parse");
    }
  }
}
