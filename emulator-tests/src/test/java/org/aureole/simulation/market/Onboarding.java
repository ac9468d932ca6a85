package org.aureole.simulation.market;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.stream.Stream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.v1.ApprovePartyRequest;
import org.aureole.v1.ApprovePopulationRequest;
import org.aureole.v1.ApprovedPopulation;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DuchyCapabilities;
import org.aureole.v1.ListEventGroupsResponse;
import org.aureole.v1.MeasurementConsumerCapabilities;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Party;
import org.aureole.v1.Population;
import org.aureole.v1.RegisterPartyRequest;
import org.aureole.v1.TrustedRoot;

/** Brings everybody into a market, over the parties' APIs, in a world where nothing goes wrong. */
final class Onboarding {
  private static final Duration LONGEST = Duration.ofHours(1);

  private final SimulatedMarket market;

  Onboarding(SimulatedMarket market) {
    this.market = market;
  }

  void all() {
    market.world().after(Duration.ZERO, "onboarding", this::everybody);
    market.world().runUntil(market.world().clock().instant().plus(LONGEST));
    for (Member publisher : Member.PUBLISHERS) {
      int groups =
          market
              .client(Member.KINGDOM, Member.CONSUMER, Member.CONSUMER.id())
              .call(
                  HttpMethod.GET,
                  "/v1/" + publisher.name() + "/eventGroups",
                  ListEventGroupsResponse.getDefaultInstance())
              .getEventGroupsCount();
      if (groups != 1) {
        throw new IllegalStateException(publisher.id() + " has " + groups + " event groups");
      }
    }
  }

  private void everybody() {
    Member.registered().forEach(this::register);
    for (Member member : Member.registered()) {
      if (member.kind() != Member.Kind.MEASUREMENT_CONSUMER) {
        Member.registered().stream()
            .filter(peer -> !peer.equals(member))
            .forEach(peer -> trust(member, peer));
      }
    }
    publishPopulation();
    Member.servers().forEach(market::sweep);
  }

  private void register(Member member) {
    ApiClient own = market.client(Member.KINGDOM, member, member.id());
    own.call(
        HttpMethod.POST,
        "/v1/parties:register",
        RegisterPartyRequest.newBuilder().setParty(registration(member)).build(),
        Party.getDefaultInstance());
    market
        .client(Member.KINGDOM, Member.KINGDOM, Member.KINGDOM.operator())
        .call(
            HttpMethod.POST,
            "/v1/" + member.name() + ":approve",
            ApprovePartyRequest.getDefaultInstance(),
            Party.getDefaultInstance());
    KeyPublication.publish(own, member.name(), market.keys(member));
  }

  private Party registration(Member member) {
    Party.Builder party =
        Party.newBuilder()
            .setName(member.name().toString())
            .setDisplayName(member.id())
            .setRootCertificate(ByteString.copyFrom(market.keys(member).root()));
    switch (member.kind()) {
      case AGGREGATOR -> party.setDuchy(duchy(member, DuchyCapabilities.Role.AGGREGATOR));
      case WORKER -> party.setDuchy(duchy(member, DuchyCapabilities.Role.WORKER));
      case MEASUREMENT_CONSUMER ->
          party.setMeasurementConsumer(MeasurementConsumerCapabilities.getDefaultInstance());
      default ->
          party.setDataProvider(
              DataProviderCapabilities.newBuilder()
                  .setKind(SimulatedMarket.kind(member))
                  .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
                  .addNoiseMechanisms(NoiseMechanism.NONE)
                  .setHonestMajorityShareShuffle(member.kind() == Member.Kind.EVENT_DATA_PROVIDER)
                  .setLiquidLegionsV2(member.kind() == Member.Kind.EVENT_DATA_PROVIDER));
    }
    return party.build();
  }

  private static DuchyCapabilities duchy(Member member, DuchyCapabilities.Role role) {
    return DuchyCapabilities.newBuilder()
        .addShareShuffleRoles(role)
        .addLiquidLegionsRoles(role)
        .setApiUrl(member.url().toString())
        .build();
  }

  private void trust(Member member, Member peer) {
    market
        .client(member, member, member.operator())
        .call(
            HttpMethod.POST,
            "/v1/trustedRoots",
            TrustedRoot.newBuilder()
                .setParty(peer.name().toString())
                .setRootCertificate(ByteString.copyFrom(market.keys(peer).root()))
                .setSubject(market.identity(peer.id()))
                .build(),
            TrustedRoot.getDefaultInstance());
  }

  private void publishPopulation() {
    byte[] spec =
        new PopulationSpecs(EventTemplates.AD_EVENT).parse(Audience.population()).toByteArray();
    market
        .client(Member.KINGDOM, Member.POPULATION, Member.POPULATION.id())
        .call(
            HttpMethod.PUT,
            "/v1/" + SimulatedMarket.POPULATION,
            Population.newBuilder()
                .setName(SimulatedMarket.POPULATION.toString())
                .setPopulationSpec(ByteString.copyFrom(spec))
                .setPopulationSpecDigest(ByteString.copyFrom(Fingerprint.of(spec).bytes()))
                .setSize(Audience.SIZE)
                .build(),
            Population.getDefaultInstance());
    Stream.concat(Member.PUBLISHERS.stream(), Stream.of(Member.POPULATION))
        .forEach(provider -> approvePopulation(provider, spec));
  }

  private void approvePopulation(Member provider, byte[] spec) {
    market
        .client(provider, provider, provider.operator())
        .call(
            HttpMethod.POST,
            "/v1/approvedPopulations",
            ApprovePopulationRequest.newBuilder()
                .setPopulation(SimulatedMarket.POPULATION.toString())
                .setPopulationSpecDigest(ByteString.copyFrom(Fingerprint.of(spec).bytes()))
                .build(),
            ApprovedPopulation.getDefaultInstance());
  }
}
