package org.aureole.duchy;

import com.google.protobuf.ByteString;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.Manifest;
import org.aureole.v1.SignedMessage;

/**
 * A Duchy of a ring that hands over something else at one stage than it should, well signed: what
 * its manifest says of the records fits them, unless the manifest is what it changes.
 */
final class RingBreach implements UnaryOperator<TestMarket.Delivery> {
  private final TestMeasurement measurement;
  private final PartyName culprit;
  private final String stage;
  private UnaryOperator<ByteString> records = bytes -> bytes;
  private Consumer<Manifest.Builder> manifest = m -> {};
  private PartyName signer;
  private ByteString sent = ByteString.EMPTY;

  RingBreach(TestMeasurement measurement, PartyName culprit, String stage) {
    this.measurement = measurement;
    this.culprit = culprit;
    this.stage = stage;
    this.signer = culprit;
  }

  RingBreach records(UnaryOperator<ByteString> change) {
    records = change;
    return this;
  }

  RingBreach manifest(Consumer<Manifest.Builder> change) {
    manifest = change;
    return this;
  }

  RingBreach signedBy(PartyName party) {
    signer = party;
    return this;
  }

  @Override
  public TestMarket.Delivery apply(TestMarket.Delivery delivery) {
    boolean breaks =
        delivery.from().equals(culprit)
            && delivery.request().getStage().equals(stage)
            && delivery.request().getComputation().equals(measurement.computation.toString());
    if (!breaks) {
      return delivery;
    }
    if (delivery.request().getObject().getName().equals(InboxFolder.RECORDS)) {
      sent = records.apply(delivery.bytes());
      return with(delivery, sent);
    }
    return with(delivery, manifest(delivery.bytes()));
  }

  private ByteString manifest(ByteString signed) {
    Manifest.Builder changed =
        TestMarket.parse(
            TestMarket.parse(signed, SignedMessage.getDefaultInstance()).getPayload(),
            Manifest.getDefaultInstance())
            .toBuilder();
    PartyName receiver = PartyName.parse(changed.getTo());
    changed.setObjects(0, TestMeasurement.object(InboxFolder.RECORDS, sent));
    Manifest.RingRecords.Builder ring = changed.getRingRecordsBuilder();
    ring.setCount(sent.size() / ring.getRecordBytes());
    manifest.accept(changed);
    return sign(measurement, signer, culprit, receiver, changed.build());
  }

  /** A manifest for the hand-over of one Duchy to another, signed by whomever. */
  static ByteString sign(
      TestMeasurement measurement,
      PartyName signer,
      PartyName sender,
      PartyName receiver,
      Manifest manifest) {
    SigningContext context =
        SigningContext.addressed(
            Purpose.MANIFEST,
            sender.toString(),
            receiver.toString(),
            measurement.computation.toString(),
            measurement.fingerprint());
    return SignedMessages.sign(
            measurement.market.keys.get(signer).signing(), "", context, manifest.toByteArray())
        .toByteString();
  }

  /** The same request for other bytes. */
  private static TestMarket.Delivery with(TestMarket.Delivery delivery, ByteString bytes) {
    CreateUploadRequest request =
        delivery.request().toBuilder()
            .setObject(TestMeasurement.object(delivery.request().getObject().getName(), bytes))
            .build();
    return new TestMarket.Delivery(delivery.from(), delivery.to(), request, bytes);
  }

  /** The first byte of the first record, which is that of a point, says that it is none. */
  static ByteString noPoint(ByteString records) {
    return ByteString.copyFrom(new byte[] {7}).concat(records.substring(1));
  }
}
