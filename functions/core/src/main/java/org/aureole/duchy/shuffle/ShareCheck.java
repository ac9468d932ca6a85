package org.aureole.duchy.shuffle;

import org.aureole.duchy.computation.LocalRequisition;
import org.aureole.duchy.computation.ShuffleTerms;
import org.aureole.duchy.intake.ManifestCheck;
import org.aureole.v1.Manifest;

/** What a manifest must say of a data provider's share. Pure functions. */
public final class ShareCheck {
  private ShareCheck() {}

  /** Checks what comes from the data provider itself. */
  public static void check(ShuffleTerms terms, LocalRequisition requisition, Manifest manifest) {
    Manifest.RequisitionShare share = manifest.getRequisitionShare();
    ManifestCheck.require(
        share.getRequisition().equals(requisition.name().toString()),
        "requisitionShare.requisition",
        "must be " + requisition.name());
    check(terms, requisition.dataProvider().toString(), share);
  }

  /** Checks what is said of a share, wherever it comes from. */
  public static void check(
      ShuffleTerms terms, String dataProvider, Manifest.RequisitionShare share) {
    ManifestCheck.require(
        terms.spec().nonceMatches(dataProvider, share.getNonce().toByteArray()),
        "requisitionShare.nonce",
        "is not the one that the consumer gave to " + dataProvider);
    ManifestCheck.require(
        share.getVectorLength() == terms.vectorLength(),
        "requisitionShare.vectorLength",
        "is " + share.getVectorLength() + "; the specification samples " + terms.vectorLength());
    ManifestCheck.require(
        share.getModulus() == terms.parameters().modulus(),
        "requisitionShare.modulus",
        "is " + share.getModulus() + "; it is " + terms.parameters().modulus());
    ManifestCheck.require(
        !share.getSealedSeed().getCiphertext().isEmpty(),
        "requisitionShare.sealedSeed",
        "is empty; the other worker needs it");
  }
}
