package org.aureole.local.market;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aureole.local.trust.FolderTrust;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.platform.keys.StoredKeys;
import org.aureole.v1.ApprovePartyRequest;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DuchyCapabilities;
import org.aureole.v1.MeasurementConsumerCapabilities;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.Party;
import org.aureole.v1.RegisterPartyRequest;
import org.aureole.v1.TrustedRoot;

/**
 * Brings a party into a market by the steps that its people would take by command: create keys,
 * register at the Kingdom, be approved by its operator, publish certificate and key; and then every
 * party's operator approves the roots of the parties it deals with. Everything goes over the HTTP
 * APIs, and every step may be repeated.
 */
final class Onboarding {
  private static final String DONE = "onboarded";

  private final LocalCloud cloud;
  private final MarketConfig config;

  Onboarding(LocalCloud cloud) {
    this.cloud = cloud;
    this.config = cloud.config();
  }

  /** Brings in every party of the market that is not in it yet. */
  void all() {
    List<PartyConfig> fresh =
        config.parties().stream().filter(party -> !Files.exists(marker(party))).toList();
    if (fresh.isEmpty()) {
      return;
    }
    fresh.forEach(this::issueCredentials);
    Map<String, StoredKeys> keys = new LinkedHashMap<>();
    for (PartyConfig party : config.parties()) {
      if (party.role() != PartyRole.KINGDOM) {
        keys.put(party.id(), cloud.keys(party));
      }
    }
    fresh.stream()
        .filter(party -> party.role() != PartyRole.KINGDOM)
        .parallel()
        .forEach(party -> register(party, keys.get(party.id())));
    config.parties().stream()
        .filter(party -> party.role() != PartyRole.KINGDOM)
        .parallel()
        .forEach(party -> trustPeers(party, fresh, keys));
    fresh.forEach(this::markDone);
  }

  /**
   * A party trusts those that are new; one that is new itself trusts everybody. A consumer trusts
   * itself, too: it reads back what it signed from the Kingdom.
   */
  private void trustPeers(
      PartyConfig party, List<PartyConfig> fresh, Map<String, StoredKeys> keys) {
    for (PartyConfig peer : config.parties()) {
      boolean isNew = fresh.contains(peer) || fresh.contains(party);
      boolean meets =
          !peer.id().equals(party.id()) || party.role() == PartyRole.MEASUREMENT_CONSUMER;
      if (isNew && meets && peer.role() != PartyRole.KINGDOM) {
        trust(party, peer, keys.get(peer.id()).root());
      }
    }
  }

  private void issueCredentials(PartyConfig party) {
    Folders.create(cloud.folder().party(party.id()));
    Map<String, String> secrets = new LinkedHashMap<>();
    for (String subject : List.of(party.subject(), party.operatorSubject())) {
      secrets.put(subject, cloud.issuer().register(subject));
    }
    new Credentials(secrets).write(cloud.folder().credentials(party.id()));
  }

  private Path marker(PartyConfig party) {
    return cloud.folder().party(party.id()).resolve(DONE);
  }

  private void markDone(PartyConfig party) {
    try {
      Files.writeString(marker(party), "");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot note that " + party.id() + " is in the market", e);
    }
  }

  /** Registers, has approved, and publishes the keys of a party. */
  private void register(PartyConfig party, StoredKeys keys) {
    byte[] root = keys.create(party.displayName());
    ApiClient own = cloud.client(config.kingdom(), party.subject());
    own.call(
        HttpMethod.POST,
        "/v1/parties:register",
        RegisterPartyRequest.newBuilder().setParty(registration(party, root)).build(),
        Party.getDefaultInstance());
    cloud
        .client(config.kingdom(), config.kingdom().operatorSubject())
        .call(
            HttpMethod.POST,
            "/v1/" + party.name() + ":approve",
            ApprovePartyRequest.getDefaultInstance(),
            Party.getDefaultInstance());
    KeyPublication.publish(own, party.name(), keys);
  }

  /** Lets the people of {@code party} trust {@code peer}, whose root was handed over by hand. */
  private void trust(PartyConfig party, PartyConfig peer, byte[] root) {
    if (party.role() == PartyRole.MEASUREMENT_CONSUMER) {
      new FolderTrust(cloud.folder().trustedRoots(party.id())).approve(peer.name(), root);
      return;
    }
    cloud
        .client(party, party.operatorSubject())
        .call(
            HttpMethod.POST,
            "/v1/trustedRoots",
            trustedRoot(peer, root),
            TrustedRoot.getDefaultInstance());
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
      case AGGREGATOR -> registration.setDuchy(duchy(party, DuchyCapabilities.Role.AGGREGATOR));
      case WORKER -> registration.setDuchy(duchy(party, DuchyCapabilities.Role.WORKER));
      case EVENT_DATA_PROVIDER ->
          registration.setDataProvider(
              dataProvider(party, DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER)
                  .setHonestMajorityShareShuffle(true)
                  .setLiquidLegionsV2(true));
      case POPULATION_DATA_PROVIDER ->
          registration.setDataProvider(
              dataProvider(party, DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER));
      case MEASUREMENT_CONSUMER ->
          registration.setMeasurementConsumer(MeasurementConsumerCapabilities.getDefaultInstance());
      case KINGDOM -> throw new IllegalStateException("the Kingdom does not register itself");
    }
    return registration.build();
  }

  private static DuchyCapabilities duchy(PartyConfig party, DuchyCapabilities.Role role) {
    return DuchyCapabilities.newBuilder()
        .addShareShuffleRoles(role)
        .addLiquidLegionsRoles(role)
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
