package org.aureole.kingdom.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.Measurement;
import org.aureole.v1.SealedMessage;

/**
 * The sealed results, one for each party that gave one. The Kingdom cannot open them. Stateless and
 * thread-safe; every method runs in the caller's transaction.
 */
public final class ResultStore {
  private record Owned(String measurement, Measurement.Result result) {}

  public void create(Tx tx, MeasurementName measurement, Measurement.Result result) {
    tx.insert(
        "results",
        Columns.of("measurement", measurement.toString())
            .and("party", result.getParty())
            .and("certificate", result.getCertificate())
            .and("sealed", result.getSealedResult().toByteString())
            .and("created_at", tx.now()));
  }

  /** Deletes the results of a Measurement. */
  public void forget(Tx tx, MeasurementName measurement) {
    tx.update("delete from results where measurement = ?", measurement.toString());
  }

  /** The results of a Measurement, in the order of the parties' names. */
  public List<Measurement.Result> list(Tx tx, MeasurementName measurement) {
    return listAll(tx, List.of(measurement)).getOrDefault(measurement.toString(), List.of());
  }

  /** The results of several Measurements, by the Measurement's name. */
  public Map<String, List<Measurement.Result>> listAll(Tx tx, List<MeasurementName> measurements) {
    List<Owned> rows =
        tx.query(
            "select measurement, party, certificate, sealed from results"
                + " where measurement = any(?) order by measurement, party",
            row ->
                new Owned(
                    row.string("measurement"),
                    Measurement.Result.newBuilder()
                        .setParty(row.string("party"))
                        .setCertificate(row.string("certificate"))
                        .setSealedResult(sealed(row.bytes("sealed")))
                        .build()),
            (Object) measurements.stream().map(MeasurementName::toString).toArray(String[]::new));
    return rows.stream()
        .collect(
            Collectors.groupingBy(
                Owned::measurement, Collectors.mapping(Owned::result, Collectors.toList())));
  }

  private static SealedMessage sealed(byte[] bytes) {
    try {
      return SealedMessage.parseFrom(ByteString.copyFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored result is damaged", e);
    }
  }
}
