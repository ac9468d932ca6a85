package org.aureole.kingdom.computation;

import java.util.Objects;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.consent.SignatureCheck;
import org.aureole.kingdom.lifecycle.MeasurementProgress;
import org.aureole.kingdom.store.ComputationStore;
import org.aureole.kingdom.store.ComputationStore.ComputationRow;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.store.ResultStore;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.spec.ComputingDuchies;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.Computation;
import org.aureole.v1.Measurement;
import org.aureole.v1.SetComputationResultRequest;

/**
 * Takes the result of a Computation from the aggregator that the signed specification names, and
 * from nobody else; a late or another one never changes anything. Thread-safe.
 */
public final class ComputationResults {
  private static final int MAX_RESULT_BYTES = 256 * 1024;

  private final Database database;
  private final ComputationStore computations;
  private final MeasurementStore measurements;
  private final ResultStore results;
  private final MeasurementProgress progress;
  private final SignatureCheck signatures;
  private final ComputationViews views;

  public ComputationResults(
      Database database,
      ComputationStore computations,
      MeasurementStore measurements,
      ResultStore results,
      MeasurementProgress progress,
      SignatureCheck signatures,
      ComputationViews views) {
    this.database = Objects.requireNonNull(database);
    this.computations = Objects.requireNonNull(computations);
    this.measurements = Objects.requireNonNull(measurements);
    this.results = Objects.requireNonNull(results);
    this.progress = Objects.requireNonNull(progress);
    this.signatures = Objects.requireNonNull(signatures);
    this.views = Objects.requireNonNull(views);
  }

  /** Stores the sealed result: the Measurement has succeeded. The same one again is fine. */
  public Computation setResult(
      Principal caller, ComputationName name, SetComputationResultRequest request) {
    Checks.bytes(
        FieldPath.ROOT.field("sealedResult").field("ciphertext"),
        request.getSealedResult().getCiphertext(),
        MAX_RESULT_BYTES);
    return database.inTransaction(
        "setComputationResult",
        tx -> {
          ComputationRow computation = computations.get(tx, name);
          MeasurementRow measurement = measurements.get(tx, computation.measurement());
          PartyName aggregator = requireAggregator(tx, caller, name, measurement);
          Measurement.Result result =
              Measurement.Result.newBuilder()
                  .setSealedResult(request.getSealedResult())
                  .setParty(aggregator.toString())
                  .setCertificate(request.getCertificate())
                  .build();
          if (!results.list(tx, measurement.name()).contains(result)) {
            MeasurementProgress.require(measurement, MeasurementState.PENDING_COMPUTATION);
            signatures.requireUsable(
                tx,
                FieldPath.ROOT.field("certificate"),
                aggregator,
                request.getCertificate(),
                measurement.answered(tx.now()));
            results.create(tx, measurement.name(), result);
            progress.succeed(tx, measurement, Callers.cause(caller));
          }
          return views.one(tx, computation);
        });
  }

  private PartyName requireAggregator(
      Tx tx, Principal caller, ComputationName name, MeasurementRow measurement) {
    boolean takesPart =
        computations.participants(tx, name).stream()
            .anyMatch(participant -> Callers.isSelf(caller, participant.duchy()));
    if (!takesPart) {
      throw DomainException.notFound(name.toString());
    }
    PartyName aggregator =
        PartyName.parse(
            ComputingDuchies.of(measurement.spec().getProtocol()).orElseThrow().aggregator());
    if (!Callers.isSelf(caller, aggregator)) {
      throw DomainException.denied("only the aggregator " + aggregator + " gives the result");
    }
    return aggregator;
  }
}
