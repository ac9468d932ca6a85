package org.aureole.edp.fulfillment;

import java.net.URI;
import java.util.Optional;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.llv2.RegisterEncryption;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.spec.VerifiedSpec;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.RequisitionSpec;

/**
 * A requisition whose consent holds: what the consumer signed for everybody, what it signed and
 * sealed for this provider, and who receives the answer. Holds the nonce; shows nothing of itself.
 *
 * @param recipient where the answer goes that Duchies compute with; empty for Direct
 */
public record VerifiedRequisition(
    RequisitionName name,
    VerifiedSpec spec,
    RequisitionSpec requisitionSpec,
    Optional<Recipient> recipient) {

  public MeasurementSpec measurementSpec() {
    return spec.spec();
  }

  public PartyName measurementConsumer() {
    return spec.measurement().parent();
  }

  @Override
  public String toString() {
    return "VerifiedRequisition[" + name + "]";
  }

  /** Where an answer goes, as one requisition sees it. */
  public sealed interface Recipient {
    ComputationName computation();

    /** The Duchy to which it is handed over. */
    String receiver();

    /** Where, as the receiver signed itself. */
    URI receiverUrl();
  }

  /**
   * The two workers of Honest Majority Share Shuffle.
   *
   * @param receiver takes the explicit share
   * @param other takes the seed
   * @param otherKey the other worker's key for this computation
   */
  public record ShareRecipients(
      ComputationName computation,
      String receiver,
      URI receiverUrl,
      String other,
      EncryptionPublicKey otherKey)
      implements Recipient {}

  /**
   * A Duchy of Liquid Legions V2.
   *
   * @param encryption to all Duchies together, each of which proved its share of the key
   */
  public record RegisterRecipient(
      ComputationName computation, String receiver, URI receiverUrl, RegisterEncryption encryption)
      implements Recipient {}
}
