package org.aureole.duchy.intake;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Objects;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.v1.Manifest;
import org.aureole.v1.ManifestObject;
import org.aureole.v1.SignedMessage;

/**
 * Verifies that a manifest was signed by its sender for this Duchy and this computation, and that
 * everything it names is what the signed specification leads to. The objects are not looked at.
 * Thread-safe.
 */
public final class ManifestCheck {
  private final PeerTrust trust;
  private final String market;

  /**
   * @param market the name of the market that this Duchy serves
   */
  public ManifestCheck(PeerTrust trust, String market) {
    this.trust = Objects.requireNonNull(trust);
    this.market = Objects.requireNonNull(market);
  }

  /**
   * The manifest in a folder.
   *
   * @param signed a serialised SignedMessage
   * @param folder where it was found: names the sender and the stage that it must be of
   * @throws DomainException CERTIFICATE_INVALID or CONSENT_SIGNAL_INVALID if the sender did not
   *     sign it for this use; PROTOCOL_VIOLATION if it says something else than it must
   */
  public Manifest verify(ComputationTerms terms, InboxFolder folder, ByteString signed) {
    Manifest manifest =
        trust
            .within(terms.spec())
            .verify(
                parse(signed),
                terms.addressed(Purpose.MANIFEST, folder.sender(), terms.self()),
                Manifest.parser());
    require(manifest.getMarket().equals(market), "market", "is of another market than " + market);
    requireName("computation", manifest.getComputation(), terms.computation());
    requireName("measurement", manifest.getMeasurement(), terms.spec().measurement());
    requireName("protocol", manifest.getProtocol(), terms.protocol());
    requireName("stage", manifest.getStage(), folder.stage());
    requireName("from", manifest.getFrom(), folder.sender());
    requireName("to", manifest.getTo(), terms.self());
    require(
        ByteString.copyFrom(terms.spec().fingerprint().bytes())
            .equals(manifest.getSpecFingerprint()),
        "specFingerprint",
        "is of another specification");
    checkObjects(manifest, terms.expected(folder));
    return manifest;
  }

  /**
   * A manifest that was verified and pinned before. Not verified again: a certificate that expired
   * since does not undo what was accepted while it was valid.
   *
   * @param signed a serialised SignedMessage, from this Duchy's own row
   */
  public static Manifest pinned(ByteString signed) {
    try {
      return Manifest.parseFrom(SignedMessage.parseFrom(signed).getPayload());
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.bug("a pinned manifest does not parse");
    }
  }

  /** PROTOCOL_VIOLATION at a field of the manifest unless {@code right}. */
  public static void require(boolean right, String field, String message) {
    if (!right) {
      throw DomainException.at(ErrorCode.PROTOCOL_VIOLATION, "manifest." + field, message);
    }
  }

  private static void requireName(String field, String actual, Object expected) {
    require(actual.equals(expected.toString()), field, "must be " + expected);
  }

  private static void checkObjects(Manifest manifest, ComputationTerms.Expected expected) {
    int objects = expected.isManifestAlone() ? 0 : 1;
    require(
        manifest.getObjectsCount() == objects,
        "objects",
        "lists " + manifest.getObjectsCount() + " objects; at this stage it is " + objects);
    for (ManifestObject object : manifest.getObjectsList()) {
      require(
          object.getName().equals(expected.name()), "objects.name", "must be " + expected.name());
      require(
          expected.fits(object.getSizeBytes()),
          "objects.sizeBytes",
          "is not what it is for this specification: " + expected.sizes());
      require(
          object.getSha256().size() == Fingerprint.LENGTH,
          "objects.sha256",
          "has " + object.getSha256().size() + " bytes; a SHA-256 digest has 32");
    }
  }

  private static SignedMessage parse(ByteString signed) {
    try {
      return SignedMessage.parseFrom(signed);
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.of(
          ErrorCode.CONSENT_SIGNAL_INVALID, "the manifest is no signed message");
    }
  }
}
