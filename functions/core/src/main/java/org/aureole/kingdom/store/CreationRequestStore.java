package org.aureole.kingdom.store;

import java.util.Optional;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Tx;

/**
 * Which request ids a consumer has used, and for what. Stateless and thread-safe; every method runs
 * in the caller's transaction.
 */
public final class CreationRequestStore {
  /** What a request id was used for. */
  public record CreationRequest(Fingerprint payload, MeasurementName measurement) {}

  public Optional<CreationRequest> find(Tx tx, PartyName consumer, String requestId) {
    return tx.one(
        "select payload_digest, measurement from creation_requests"
            + " where measurement_consumer = ? and request_id = ?",
        row ->
            new CreationRequest(
                Fingerprint.fromHex(row.string("payload_digest")),
                MeasurementName.parse(row.string("measurement"))),
        consumer.toString(),
        requestId);
  }

  /** Deletes the requests that asked for a Measurement. */
  public void forget(Tx tx, MeasurementName measurement) {
    tx.update("delete from creation_requests where measurement = ?", measurement.toString());
  }

  public void create(Tx tx, String requestId, CreationRequest request) {
    tx.insert(
        "creation_requests",
        Columns.of("measurement_consumer", request.measurement().parent().toString())
            .and("request_id", requestId)
            .and("payload_digest", request.payload().hex())
            .and("measurement", request.measurement().toString())
            .and("created_at", tx.now()));
  }
}
