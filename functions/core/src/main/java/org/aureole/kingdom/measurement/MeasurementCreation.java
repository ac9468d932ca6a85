package org.aureole.kingdom.measurement;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningTime;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.consent.SignatureCheck;
import org.aureole.kingdom.store.CreationRequestStore;
import org.aureole.kingdom.store.CreationRequestStore.CreationRequest;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.CertificateName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.trace.Trace;
import org.aureole.v1.BatchCreateMeasurementsRequest;
import org.aureole.v1.BatchCreateMeasurementsResponse;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementSpec;

/**
 * Creates Measurements: one transaction from the first check to the last row. A request id that was
 * used with the same content gives the Measurement of then, and with another is a conflict.
 * Thread-safe.
 */
public final class MeasurementCreation {
  /** How many one batch creates. */
  public static final int MAX_BATCH = 50;

  private final Database database;
  private final MeasurementStore measurements;
  private final CreationRequestStore requests;
  private final SignatureCheck signatures;
  private final MarketReader markets;
  private final MeasurementRows rows;
  private final MeasurementViews views;

  public MeasurementCreation(
      Database database,
      MeasurementStore measurements,
      CreationRequestStore requests,
      SignatureCheck signatures,
      MarketReader markets,
      MeasurementRows rows,
      MeasurementViews views) {
    this.database = Objects.requireNonNull(database);
    this.measurements = Objects.requireNonNull(measurements);
    this.requests = Objects.requireNonNull(requests);
    this.signatures = Objects.requireNonNull(signatures);
    this.markets = Objects.requireNonNull(markets);
    this.rows = Objects.requireNonNull(rows);
    this.views = Objects.requireNonNull(views);
  }

  /** Creates one. */
  public Measurement create(
      Principal caller, PartyName consumer, CreateMeasurementRequest request) {
    Callers.requireSelf(caller, consumer);
    WantedMeasurement wanted = WantedMeasurement.of(FieldPath.ROOT, consumer, request);
    return database.inTransaction(
        "createMeasurement", tx -> views.one(tx, created(tx, consumer, wanted)));
  }

  /** Creates all or none. */
  public BatchCreateMeasurementsResponse createBatch(
      Principal caller, PartyName consumer, BatchCreateMeasurementsRequest request) {
    Callers.requireSelf(caller, consumer);
    FieldPath path = FieldPath.ROOT.field("requests");
    int count = request.getRequestsCount();
    if (count == 0 || count > MAX_BATCH) {
      throw path.invalid("has " + count + " entries; from 1 to " + MAX_BATCH + " are possible");
    }
    List<WantedMeasurement> wanted = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      wanted.add(WantedMeasurement.of(path.at(i), consumer, request.getRequests(i)));
    }
    return database.inTransaction(
        "batchCreateMeasurements",
        tx -> {
          List<MeasurementRow> created = new ArrayList<>();
          wanted.forEach(one -> created.add(created(tx, consumer, one)));
          return BatchCreateMeasurementsResponse.newBuilder()
              .addAllMeasurements(views.all(tx, created))
              .build();
        });
  }

  private MeasurementRow created(Tx tx, PartyName consumer, WantedMeasurement wanted) {
    Trace.of(wanted.name()).follow();
    Optional<CreationRequest> before =
        wanted.requestId().isEmpty()
            ? Optional.empty()
            : requests.find(tx, consumer, wanted.requestId());
    if (before.isPresent()) {
      if (!before.get().payload().equals(wanted.payload())) {
        throw wanted
            .path()
            .error(
                ErrorCode.ALREADY_EXISTS,
                "requestId "
                    + wanted.requestId()
                    + " was used for "
                    + before.get().measurement()
                    + " with another content; take a new one");
      }
      return measurements.get(tx, before.get().measurement());
    }
    markets.requireConsumer(tx, consumer);
    if (measurements.find(tx, wanted.name()).isPresent()) {
      throw wanted
          .path()
          .field("name")
          .error(ErrorCode.ALREADY_EXISTS, wanted.name() + " exists already; choose another id");
    }
    MeasurementRow row = verifiedAndCreated(tx, consumer, wanted);
    if (!wanted.requestId().isEmpty()) {
      requests.create(tx, wanted.requestId(), new CreationRequest(wanted.payload(), wanted.name()));
    }
    return row;
  }

  private MeasurementRow verifiedAndCreated(Tx tx, PartyName consumer, WantedMeasurement wanted) {
    FieldPath path = wanted.path().field("measurementSpec");
    SigningContext context =
        SigningContext.published(
            Purpose.MEASUREMENT_SPEC, consumer.toString(), wanted.name().toString());
    CertificateName certificate =
        signatures.verify(
            tx, path, wanted.content().getMeasurementSpec(), context, SigningTime.at(tx.now()));
    MeasurementSpec spec = parse(path, wanted);
    SpecChecks.checkSigned(path, spec, wanted.name(), tx.now());
    Map<PartyName, Measurement.DataProviderEntry> entries = wanted.entriesOf(spec);
    Market market = markets.read(tx, path, spec);
    ProtocolChoice.requireAcceptable(path, spec, market);
    markets.requirePopulation(tx, path, spec);
    ExpectedAccuracy.of(path, spec, spec.getProtocol(), spec.getPopulationSize());
    markets.requireCurrentKeys(tx, wanted.path(), market, wanted.content());
    return rows.create(tx, wanted, spec, entries, certificate);
  }

  private static MeasurementSpec parse(FieldPath path, WantedMeasurement wanted) {
    try {
      return MeasurementSpec.parseFrom(wanted.content().getMeasurementSpec().getPayload());
    } catch (InvalidProtocolBufferException e) {
      throw path.field("payload").invalid("is no MeasurementSpec");
    }
  }
}
