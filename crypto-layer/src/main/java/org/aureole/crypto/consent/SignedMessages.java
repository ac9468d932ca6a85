package org.aureole.crypto.consent;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.List;
import org.aureole.model.error.DomainException;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SignedMessage;

/**
 * Signing and verifying the contract's {@link SignedMessage}, alone and inside a {@link
 * SealedMessage}. The payload is opaque bytes: verified before anybody parses it. Pure functions.
 */
public final class SignedMessages {
  private SignedMessages() {}

  /**
   * Signs {@code payload} in {@code context}.
   *
   * @param certificate resource name of the identity's certificate; empty where none is registered
   */
  public static SignedMessage sign(
      SigningIdentity identity, String certificate, SigningContext context, byte[] payload) {
    SignedMessage.Builder message =
        SignedMessage.newBuilder()
            .setPayload(ByteString.copyFrom(payload))
            .setSignature(ByteString.copyFrom(Signatures.sign(identity.signer(), context, payload)))
            .setSignatureAlgorithm(identity.signer().algorithm().id())
            .setCertificate(certificate);
    identity.chain().certificates().stream()
        .map(ByteString::copyFrom)
        .forEach(message::addCertificateChain);
    return message.build();
  }

  /**
   * Verifies chain and signature and gives the payload.
   *
   * @param context what the verifier expects; its sender is the party that must have signed
   * @param at the instant at which the certificates must be valid
   * @throws DomainException CERTIFICATE_INVALID or CONSENT_SIGNAL_INVALID
   */
  public static byte[] verify(
      TrustStore trust, SignedMessage message, SigningContext context, Instant at) {
    return verify(trust, message, context, SigningTime.at(at));
  }

  /** As the other, for a message that may have been signed at any instant of a time. */
  public static byte[] verify(
      TrustStore trust, SignedMessage message, SigningContext context, SigningTime time) {
    VerifiedCertificate certificate = trust.verify(context.sender(), chain(message), time);
    byte[] payload = message.getPayload().toByteArray();
    Signatures.verify(
        certificate,
        message.getSignatureAlgorithm(),
        context,
        payload,
        message.getSignature().toByteArray());
    return payload;
  }

  /** Signs, then seals the whole to {@code recipient}, both in the same context. */
  public static SealedMessage signAndSeal(
      SigningIdentity identity,
      String certificate,
      EncryptionPublicKey recipient,
      SigningContext context,
      byte[] payload) {
    byte[] signed = sign(identity, certificate, context, payload).toByteArray();
    return SealedMessage.newBuilder()
        .setCiphertext(ByteString.copyFrom(Sealing.seal(recipient, context, signed)))
        .build();
  }

  /**
   * Opens what {@link #signAndSeal} made, verifies it and gives the payload.
   *
   * @throws DomainException CERTIFICATE_INVALID or CONSENT_SIGNAL_INVALID
   */
  public static byte[] openAndVerify(
      Opener opener, TrustStore trust, SigningContext context, SealedMessage sealed, Instant at) {
    return openAndVerify(opener, trust, context, sealed, SigningTime.at(at));
  }

  /** As the other, for a message that may have been signed at any instant of a time. */
  public static byte[] openAndVerify(
      Opener opener,
      TrustStore trust,
      SigningContext context,
      SealedMessage sealed,
      SigningTime time) {
    byte[] opened = opener.open(context, sealed.getCiphertext().toByteArray());
    try {
      return verify(trust, SignedMessage.parseFrom(opened), context, time);
    } catch (InvalidProtocolBufferException e) {
      throw ConsentErrors.signal(
          "the sealed " + context.purpose().id() + " holds no signed message");
    }
  }

  /**
   * The certificates that came with a message, unverified.
   *
   * @throws DomainException CERTIFICATE_INVALID if there are none or too many
   */
  public static CertificateChain chain(SignedMessage message) {
    List<byte[]> certificates =
        message.getCertificateChainList().stream().map(ByteString::toByteArray).toList();
    return CertificateChain.of(certificates);
  }
}
