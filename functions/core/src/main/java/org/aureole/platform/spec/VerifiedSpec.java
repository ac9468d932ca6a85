package org.aureole.platform.spec;

import java.util.Optional;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Nonce;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.MeasurementSpec;

/**
 * A MeasurementSpec whose signature and consistency were verified. Immutable.
 *
 * @param measurement the Measurement that it is of
 * @param spec what the consumer signed
 * @param fingerprint SHA-256 of the signed bytes, which every context of this Measurement names
 */
public record VerifiedSpec(
    MeasurementName measurement, MeasurementSpec spec, Fingerprint fingerprint) {

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
