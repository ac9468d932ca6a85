package org.aureole.edp.fulfillment;

import java.net.URI;
import java.util.Optional;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.spec.ShareShuffleRoles;
import org.aureole.platform.spec.VerifiedSpec;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.RequisitionSpec;

/**
 * A requisition whose consent holds: what the consumer signed for everybody, what it signed and
 * sealed for this provider, and who receives the answer. Holds the nonce; shows nothing of itself.
 *
 * @param shareShuffle where the shares go, for Honest Majority Share Shuffle
 */
public record VerifiedRequisition(
    RequisitionName name,
    VerifiedSpec spec,
    RequisitionSpec requisitionSpec,
    Optional<ShareRecipients> shareShuffle) {

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

  /**
   * The two workers, as one requisition sees them.
   *
   * @param receiver takes the explicit share
   * @param receiverUrl where, as it signed itself
   * @param other takes the seed
   * @param otherKey the other worker's key for this computation
   */
  public record ShareRecipients(
      ComputationName computation,
      ShareShuffleRoles roles,
      String receiver,
      URI receiverUrl,
      String other,
      EncryptionPublicKey otherKey) {}
}
