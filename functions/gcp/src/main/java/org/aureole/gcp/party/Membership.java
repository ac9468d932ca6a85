package org.aureole.gcp.party;

import com.google.protobuf.ByteString;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.CertificateName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.platform.keys.StoredKeys;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.Certificate;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DataProviderDeployment;
import org.aureole.v1.Deployment;
import org.aureole.v1.DuchyCapabilities;
import org.aureole.v1.DuchyDeployment;
import org.aureole.v1.KeyStore;
import org.aureole.v1.Party;
import org.aureole.v1.RegisterPartyRequest;
import org.aureole.v1.RevokeCertificateRequest;

/**
 * How a party comes into a market and changes its keys: what its operator does by the operator's
 * job. Every step may be repeated. Thread-safe.
 */
final class Membership {
  private final PartyName name;
  private final StoredKeys keys;
  private final ApiClient kingdom;
  private final Party capabilities;

  private Membership(PartyName name, StoredKeys keys, ApiClient kingdom, Party capabilities) {
    this.name = name;
    this.keys = keys;
    this.kingdom = kingdom;
    this.capabilities = capabilities;
  }

  /**
   * Of the party of a deployment.
   *
   * @throws DomainException FAILED_PRECONDITION for a Kingdom, which is in no market but its own
   */
  static Membership of(Deployment deployment, GoogleCloud cloud) {
    return switch (deployment.getPartyCase()) {
      case DUCHY -> {
        DuchyDeployment duchy = deployment.getDuchy();
        yield of(
            cloud,
            duchy.getName(),
            duchy.getKeys(),
            duchy.getKingdom().getUrl(),
            Party.newBuilder().setDuchy(capabilities(duchy)).build());
      }
      case DATA_PROVIDER -> {
        DataProviderDeployment provider = deployment.getDataProvider();
        yield of(
            cloud,
            provider.getName(),
            provider.getKeys(),
            provider.getKingdom().getUrl(),
            Party.newBuilder().setDataProvider(capabilities(provider)).build());
      }
      default ->
          throw DomainException.precondition(
              "the Kingdom has no keys of this kind, and registers nowhere");
    };
  }

  private static Membership of(
      GoogleCloud cloud, String name, KeyStore keys, String kingdom, Party capabilities) {
    return new Membership(
        PartyName.parse(name), cloud.keys(keys), cloud.client(kingdom), capabilities);
  }

  private static DuchyCapabilities capabilities(DuchyDeployment duchy) {
    return DuchyCapabilities.newBuilder()
        .addAllShareShuffleRoles(duchy.getRolesList())
        .addAllLiquidLegionsRoles(duchy.getRolesList())
        .setApiUrl(duchy.getApiUrl())
        .build();
  }

  private static DataProviderCapabilities capabilities(DataProviderDeployment provider) {
    AnswerPolicy policy = provider.getPolicy();
    return DataProviderCapabilities.newBuilder()
        .setKind(provider.getKind())
        .addAllNoiseMechanisms(policy.getNoiseMechanismsList())
        .setHonestMajorityShareShuffle(policy.getHonestMajorityShareShuffle())
        .setLiquidLegionsV2(policy.getLiquidLegionsV2())
        .build();
  }

  /**
   * Creates what keys are missing.
   *
   * @return the root certificate in DER, which others approve
   */
  byte[] createKeys(String displayName) {
    return keys.create(displayName);
  }

  /** Asks the Kingdom to be registered, with the root; its operator approves. */
  Party register(String displayName) {
    return kingdom.call(
        HttpMethod.POST,
        "/v1/parties:register",
        RegisterPartyRequest.newBuilder()
            .setParty(
                capabilities.toBuilder()
                    .setName(name.toString())
                    .setDisplayName(displayName)
                    .setRootCertificate(ByteString.copyFrom(keys.root())))
            .build(),
        Party.getDefaultInstance());
  }

  /** Tells the Kingdom which certificate and encryption key the party uses from now on. */
  Party publishKeys() {
    return KeyPublication.publish(kingdom, name, keys);
  }

  /** Replaces signing and encryption key, and publishes the new ones. */
  Party rotateKeys() {
    keys.rotateSigning(keys.signing().chain().fingerprint());
    keys.rotateEncryption(keys.encryptionKey().fingerprint());
    return publishKeys();
  }

  /**
   * Revokes one of the party's own certificates. Keys are not needed for it.
   *
   * @param certificate its id, or its whole name
   * @throws DomainException PERMISSION_DENIED if it is another party's
   */
  Certificate revoke(String certificate, String reason) {
    CertificateName revoked =
        certificate.contains("/")
            ? CertificateName.parse(certificate)
            : new CertificateName(name, certificate);
    if (!revoked.owner().equals(name)) {
      throw DomainException.denied(
          revoked + " is not of " + name + ", which revokes its own certificates alone");
    }
    return kingdom.call(
        HttpMethod.POST,
        "/v1/" + revoked + ":revoke",
        RevokeCertificateRequest.newBuilder().setReason(reason).build(),
        Certificate.getDefaultInstance());
  }
}
