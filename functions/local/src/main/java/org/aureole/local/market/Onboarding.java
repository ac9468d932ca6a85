package org.aureole.local.market;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.local.keys.LocalKeys;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.ApprovePartyRequest;
import org.aureole.v1.Certificate;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DuchyCapabilities;
import org.aureole.v1.EncryptionPublicKey;
import org.aureole.v1.MeasurementConsumerCapabilities;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.Party;
import org.aureole.v1.RegisterPartyRequest;
import org.aureole.v1.ReplaceKeysRequest;
import org.aureole.v1.TrustedRoot;

/**
 * Brings a party into a market by the steps that its people would take by command: create keys,
 * register at the Kingdom, be approved by its operator, publish certificate and key; and then every
 * party's operator approves the roots of the parties it deals with. Everything goes over the HTTP
 * APIs, and every step may be repeated.
 */
final class Onboarding {
  private final MarketConfig config;
  private final BiFunction<PartyConfig, String, ApiClient> clients;

  /**
   * @param clients a client of a party's API that calls under an OIDC subject
   */
  Onboarding(MarketConfig config, BiFunction<PartyConfig, String, ApiClient> clients) {
    this.config = config;
    this.clients = clients;
  }

  /** Registers, has approved, and publishes the keys of a party. */
  void register(PartyConfig party, LocalKeys keys) {
    byte[] root = keys.create(party.displayName());
    ApiClient own = clients.apply(config.kingdom(), party.subject());
    own.call(
        HttpMethod.POST,
        "/v1/parties:register",
        RegisterPartyRequest.newBuilder().setParty(registration(party, root)).build(),
        Party.getDefaultInstance());
    clients
        .apply(config.kingdom(), config.kingdom().operatorSubject())
        .call(
            HttpMethod.POST,
            "/v1/" + party.name() + ":approve",
            ApprovePartyRequest.getDefaultInstance(),
            Party.getDefaultInstance());
    publishKeys(party, keys, own);
  }

  private static void publishKeys(PartyConfig party, LocalKeys keys, ApiClient own) {
    SigningIdentity signing = keys.signing();
    Certificate certificate =
        own.call(
            HttpMethod.POST,
            "/v1/" + party.name() + "/certificates",
            Certificate.newBuilder()
                .setX509Der(ByteString.copyFrom(signing.chain().leaf()))
                .build(),
            Certificate.getDefaultInstance());
    byte[] key =
        EncryptionPublicKey.newBuilder()
            .setOwner(party.name().toString())
            .setX25519(ByteString.copyFrom(keys.encryptionKey().bytes()))
            .build()
            .toByteArray();
    SigningContext context =
        SigningContext.published(
            Purpose.ENCRYPTION_KEY, party.name().toString(), party.name().toString());
    own.call(
        HttpMethod.POST,
        "/v1/" + party.name() + ":replaceKeys",
        ReplaceKeysRequest.newBuilder()
            .setCertificate(certificate.getName())
            .setEncryptionPublicKey(
                SignedMessages.sign(signing, certificate.getName(), context, key))
            .build(),
        Party.getDefaultInstance());
  }

  /** Lets the operator of {@code party} trust {@code peer}, whose root was handed over by hand. */
  void trust(PartyConfig party, PartyConfig peer, byte[] root) {
    clients
        .apply(party, party.operatorSubject())
        .call(
            HttpMethod.POST,
            "/v1/trustedRoots",
            trustedRoot(peer, root),
            TrustedRoot.getDefaultInstance());
  }

  /** The parties whose roots a party needs: everyone it verifies or is called by. */
  List<PartyConfig> peers(PartyConfig party) {
    List<PartyConfig> peers = new ArrayList<>();
    for (PartyConfig other : config.parties()) {
      if (other.role() != PartyRole.KINGDOM && !other.id().equals(party.id())) {
        peers.add(other);
      }
    }
    return peers;
  }

  private TrustedRoot trustedRoot(PartyConfig peer, byte[] root) {
    return TrustedRoot.newBuilder()
        .setParty(peer.name().toString())
        .setRootCertificate(ByteString.copyFrom(root))
        .setSubject(
            OidcSubject.newBuilder()
                .setIssuer(config.issuerUrl().toString())
                .setSubject(peer.subject()))
        .build();
  }

  private static Party registration(PartyConfig party, byte[] root) {
    Party.Builder registration =
        Party.newBuilder()
            .setName(party.name().toString())
            .setDisplayName(party.displayName())
            .setRootCertificate(ByteString.copyFrom(root));
    switch (party.role()) {
      case AGGREGATOR ->
          registration.setDuchy(duchy(party, DuchyCapabilities.ShareShuffleRole.AGGREGATOR));
      case WORKER ->
          registration.setDuchy(duchy(party, DuchyCapabilities.ShareShuffleRole.WORKER));
      case EVENT_DATA_PROVIDER ->
          registration.setDataProvider(
              dataProvider(party, DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER)
                  .setHonestMajorityShareShuffle(true));
      case POPULATION_DATA_PROVIDER ->
          registration.setDataProvider(
              dataProvider(party, DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER));
      case MEASUREMENT_CONSUMER ->
          registration.setMeasurementConsumer(MeasurementConsumerCapabilities.getDefaultInstance());
      case KINGDOM -> throw new IllegalStateException("the Kingdom does not register itself");
    }
    return registration.build();
  }

  private static DuchyCapabilities duchy(
      PartyConfig party, DuchyCapabilities.ShareShuffleRole role) {
    return DuchyCapabilities.newBuilder()
        .addShareShuffleRoles(role)
        .setApiUrl(party.url().toString())
        .build();
  }

  private static DataProviderCapabilities.Builder dataProvider(
      PartyConfig party, DataProviderCapabilities.Kind kind) {
    DataProviderCapabilities.Builder capabilities =
        DataProviderCapabilities.newBuilder()
            .setKind(kind)
            .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN);
    if (party.acceptsUnnoised()) {
      capabilities.addNoiseMechanisms(NoiseMechanism.NONE);
    }
    return capabilities;
  }
}
