package org.aureole.platform.spec;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Nonce;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.SignedMessage;

/**
 * A MeasurementSpec whose signature and consistency were verified. Immutable.
 *
 * @param measurement the Measurement that it is of
 * @param spec what the consumer signed
 * @param fingerprint SHA-256 of the signed bytes, which every context of this Measurement names
 * @param signedAfter the start of the certificate under which the consumer signed: no signature
 *     over anything of this Measurement is older
 */
public record VerifiedSpec(
    MeasurementName measurement,
    MeasurementSpec spec,
    Fingerprint fingerprint,
    Instant signedAfter) {

  /**
   * What a spec says that was verified before.
   *
   * @param signed as it was verified
   * @throws DomainException INTERNAL if it does not parse
   */
  public static VerifiedSpec of(MeasurementName measurement, SignedMessage signed) {
    ByteString payload = signed.getPayload();
    X509Certificate leaf = Certificates.parse(SignedMessages.chain(signed).leaf());
    try {
      return new VerifiedSpec(
          measurement,
          MeasurementSpec.parseFrom(payload),
          Fingerprint.of(payload.toByteArray()),
          leaf.getNotBefore().toInstant());
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.bug("the verified specification of " + measurement + " does not parse");
    }
  }

  /** What the spec holds for a data provider, if it asks that one. */
  public Optional<MeasurementSpec.DataProviderEntry> dataProvider(String name) {
    return spec.getDataProvidersList().stream()
        .filter(entry -> entry.getDataProvider().equals(name))
        .findFirst();
  }

  /** Whether the nonce is the one whose hash the consumer signed for that data provider. */
  public boolean nonceMatches(String dataProvider, byte[] nonce) {
    return dataProvider(dataProvider)
        .map(entry -> Fingerprint.fromBytes(entry.getNonceHash().toByteArray()))
        .filter(hash -> Nonce.fromBytes(nonce).matches(hash, dataProvider))
        .isPresent();
  }
}
