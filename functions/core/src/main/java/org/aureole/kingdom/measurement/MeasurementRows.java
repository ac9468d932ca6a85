package org.aureole.kingdom.measurement;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.kingdom.lifecycle.MeasurementProgress;
import org.aureole.kingdom.store.CertificateStore;
import org.aureole.kingdom.store.ComputationStore;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.store.RequisitionStore;
import org.aureole.kingdom.store.RequisitionStore.NewRequisition;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.lifecycle.RequisitionState;
import org.aureole.model.name.CertificateName;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.spec.ComputingDuchies;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementSpec;

/** Writes everything that a new Measurement consists of. Thread-safe. */
public final class MeasurementRows {
  private final MeasurementStore measurements;
  private final RequisitionStore requisitions;
  private final ComputationStore computations;
  private final CertificateStore certificates;
  private final MeasurementProgress progress;
  private final RandomIds ids;

  public MeasurementRows(
      MeasurementStore measurements,
      RequisitionStore requisitions,
      ComputationStore computations,
      CertificateStore certificates,
      MeasurementProgress progress,
      RandomIds ids) {
    this.measurements = Objects.requireNonNull(measurements);
    this.requisitions = Objects.requireNonNull(requisitions);
    this.computations = Objects.requireNonNull(computations);
    this.certificates = Objects.requireNonNull(certificates);
    this.progress = Objects.requireNonNull(progress);
    this.ids = Objects.requireNonNull(ids);
  }

  /**
   * Creates Measurement, Requisitions, Computation and participants, and notifies who is first.
   *
   * @param entries by data provider in the order of the specification
   * @param certificate under which the consumer signed
   */
  MeasurementRow create(
      Tx tx,
      WantedMeasurement wanted,
      MeasurementSpec spec,
      Map<PartyName, Measurement.DataProviderEntry> entries,
      CertificateName certificate) {
    Optional<ComputingDuchies> duchies = ComputingDuchies.of(spec.getProtocol());
    boolean direct = duchies.isEmpty();
    Optional<ComputationName> computation =
        direct ? Optional.empty() : Optional.of(new ComputationName(ids.next()));
    Instant expireAt = Times.instant(spec.getExpireTime());
    measurements.create(
        tx,
        wanted.name(),
        direct
            ? MeasurementState.PENDING_REQUISITION_FULFILLMENT
            : MeasurementState.PENDING_REQUISITION_PARAMS,
        computation,
        expireAt,
        progress.nextLook(tx, expireAt),
        wanted.content().toBuilder().clearName().clearDataProviders().build());
    computation.ifPresent(name ->
        computations.create(
            tx,
            name,
            wanted.name(),
            duchies.orElseThrow().all().stream().map(PartyName::parse).toList()));
    certificates.addUse(tx, certificate, wanted.name());
    for (int place = 0; place < spec.getDataProvidersCount(); place++) {
      MeasurementSpec.DataProviderEntry signed = spec.getDataProviders(place);
      PartyName provider = PartyName.parse(signed.getDataProvider());
      Measurement.DataProviderEntry entry = entries.get(provider);
      RequisitionName name = new RequisitionName(provider.id(), ids.next());
      requisitions.create(
          tx,
          new NewRequisition(
              name,
              wanted.name(),
              place,
              receivingDuchy(name, duchies),
              Fingerprint.fromBytes(signed.getNonceHash().toByteArray()),
              entry),
          direct ? RequisitionState.UNFULFILLED : RequisitionState.PENDING_PARAMS);
      certificates.addUse(tx, CertificateName.parse(entry.getCertificate()), wanted.name());
    }
    MeasurementRow row = measurements.get(tx, wanted.name());
    progress.created(tx, row);
    return row;
  }

  /** Spreads what data providers hand over evenly over those who take it, alike at every look. */
  private static Optional<PartyName> receivingDuchy(
      RequisitionName requisition, Optional<ComputingDuchies> duchies) {
    byte[] id = requisition.requisition().getBytes(StandardCharsets.UTF_8);
    int dealt = Fingerprint.of(id).bytes()[0] & 0xff;
    return duchies
        .map(ComputingDuchies::receivers)
        .map(receivers -> PartyName.parse(receivers.get(dealt % receivers.size())));
  }
}
