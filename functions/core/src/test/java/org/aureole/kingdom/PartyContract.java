package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.security.KeyPair;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aureole.crypto.consent.P256;
import org.aureole.crypto.consent.Validity;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.sql.TestClock;
import org.aureole.v1.Certificate;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DuchyCapabilities;
import org.aureole.v1.EncryptionPublicKey;
import org.aureole.v1.ListCertificatesResponse;
import org.aureole.v1.ListPartiesResponse;
import org.aureole.v1.MeasurementConsumerCapabilities;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Party;
import org.aureole.v1.PartyState;
import org.aureole.v1.ReplaceCapabilitiesRequest;
import org.aureole.v1.ReplaceKeysRequest;
import org.aureole.v1.SuspendPartyRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How parties come in, what they publish, and how they are kept out. */
public abstract class PartyContract extends KingdomContract {
  @Test
  void aPartySeesOnlyItselfUntilItIsApproved() {
    MarketParty party = market.party(PartyName.dataProvider("waiting"));
    Party registered = party.register(TestMarket.registration(party));
    assertThat(registered.getState()).isEqualTo(PartyState.AWAITING_APPROVAL);
    assertThat(registered.getSubject()).isEqualTo(TestMarket.subject("dataProviders/waiting"));

    assertThat(get(party, "dataProviders/waiting")).isEqualTo(registered);
    refused(ErrorCode.NOT_FOUND, () -> get(party, "dataProviders/edp1"));
    refused(ErrorCode.NOT_FOUND, () -> get(market.consumer, "dataProviders/waiting"));
    refused(ErrorCode.PERMISSION_DENIED, party::createCertificate);
    assertThat(list(market.consumer)).doesNotContain("dataProviders/waiting");
    assertThat(
            market
                .operator
                .get("/v1/dataProviders", ListPartiesResponse.getDefaultInstance())
                .getPartiesList())
        .extracting(Party::getName)
        .contains("dataProviders/waiting");

    assertThat(market.approve(party).getState()).isEqualTo(PartyState.APPROVED);
    market.approve(party);
    assertThat(list(market.consumer)).contains("dataProviders/waiting");
    assertThat(get(party, "dataProviders/edp1").getName()).isEqualTo("dataProviders/edp1");
    party.publishKeys();
    Party shown = get(market.consumer, "dataProviders/waiting");
    assertThat(shown.getCertificate()).isEqualTo(party.certificate());
    assertThat(shown.getEncryptionPublicKey().getPayload()).isNotEmpty();
    assertThat(shown.getDataProvider()).isEqualTo(TestMarket.dataProvider(party.name()));
  }

  @Test
  void registeringAgainGivesThePartyAndNothingElseDoes() {
    MarketParty party = market.party(PartyName.duchy("again"));
    Party registered = party.register(TestMarket.registration(party));
    assertThat(party.register(TestMarket.registration(party))).isEqualTo(registered);
    market.approve(party);
    assertThat(party.register(TestMarket.registration(party)).getState())
        .as("also when it has its role")
        .isEqualTo(PartyState.APPROVED);

    refused(
        ErrorCode.ALREADY_EXISTS,
        () -> party.register(TestMarket.registration(party).setDisplayName("Another")));
    refused(
        ErrorCode.ALREADY_EXISTS,
        () -> party.register(TestMarket.registration(party).setName("duchies/another")));
    MarketParty thief = new MarketParty(party.name(), market.client("thief"), TestClock.START);
    refusedAt(
        "party.name",
        ErrorCode.ALREADY_EXISTS,
        () -> thief.register(TestMarket.registration(thief)));
  }

  @Test
  void twoPartiesCannotBeApprovedWithOneRoot() {
    MarketParty copy = market.party(PartyName.duchy("copy"));
    copy.register(
        TestMarket.registration(copy)
            .setRootCertificate(ByteString.copyFrom(market.worker1.authority().root())));
    refused(ErrorCode.FAILED_PRECONDITION, () -> market.approve(copy));
  }

  @Test
  void aSuspendedPartyTakesPartInNothingNew() {
    MarketParty provider = market.onboard(market.party(PartyName.dataProvider("paused")));
    RunningMeasurement before =
        RunningMeasurement.create(market, new Order(market, "paused-before", provider).reach());
    suspend(provider);
    suspend(provider);

    refusedAt(
        "measurementSpec.dataProviders[0].dataProvider",
        ErrorCode.FAILED_PRECONDITION,
        () -> new Order(market, "paused-after", provider).reach().explain());
    assertThat(list(market.consumer)).doesNotContain("dataProviders/paused");
    assertThat(before.fulfillDirect(provider, "what it owes").getMeasurement())
        .isEqualTo(before.name());
    market.approve(provider);
    RunningMeasurement.create(market, new Order(market, "paused-after", provider).reach());
  }

  @Test
  void aSuspendedConsumerCreatesNothing() {
    Order order = new Order(market, "suspended-consumer", market.edp1).reach().explained();
    suspend(market.consumer);
    try {
      refused(ErrorCode.FAILED_PRECONDITION, order::create);
    } finally {
      market.approve(market.consumer);
    }
    order.create();
  }

  @Test
  void aPartyThatWasNeverApprovedGetsNoRoleBySuspension() {
    MarketParty party = market.party(PartyName.duchy("never"));
    party.register(TestMarket.registration(party));
    suspend(party);
    assertThat(get(party, "duchies/never").getState()).isEqualTo(PartyState.SUSPENDED);
    refused(ErrorCode.PERMISSION_DENIED, party::createCertificate);
    refused(ErrorCode.NOT_FOUND, () -> get(market.consumer, "duchies/never"));
  }

  @Test
  void anIdentityOfAnotherIssuerIsNobody() {
    assertThat(
            market.kingdom.principals().find("https://other.example", "measurementConsumers/mc1"))
        .isEmpty();
    assertThat(market.kingdom.principals().find("https://other.example", "operator")).isEmpty();
  }

  private static Arguments bad(String field, String id, Consumer<Party.Builder> change) {
    return Arguments.of(field, id, change);
  }

  static Stream<Arguments> badRegistrations() {
    return Stream.of(
        bad("party.name", "dataProviders/bad", p -> p.clearName()),
        bad("party.name", "dataProviders/bad", p -> p.setName("dataProviders/Bad Name")),
        bad("party.name", "dataProviders/bad", p -> p.setName("kingdoms/bad")),
        bad("party.displayName", "dataProviders/bad", p -> p.setDisplayName("x".repeat(201))),
        bad("party.rootCertificate", "dataProviders/bad", p -> p.clearRootCertificate()),
        bad("party.state", "dataProviders/bad", p -> p.setState(PartyState.APPROVED)),
        bad("party.subject", "dataProviders/bad", p -> p.setSubject(TestMarket.subject("x"))),
        bad("party.certificate", "dataProviders/bad", p -> p.setCertificate("x")),
        bad("party.dataProvider", "dataProviders/bad", p -> p.clearDataProvider()),
        bad(
            "party.dataProvider",
            "dataProviders/bad",
            p -> p.setDuchy(DuchyCapabilities.getDefaultInstance())),
        bad(
            "party.dataProvider.kind",
            "dataProviders/bad",
            p -> p.getDataProviderBuilder().clearKind()),
        bad(
            "party.dataProvider.noiseMechanisms",
            "dataProviders/bad",
            p -> p.getDataProviderBuilder().clearNoiseMechanisms()),
        bad(
            "party.dataProvider.noiseMechanisms[2]",
            "dataProviders/bad",
            p -> p.getDataProviderBuilder().addNoiseMechanisms(NoiseMechanism.NONE)),
        bad(
            "party.dataProvider.noiseMechanisms[2]",
            "dataProviders/bad",
            p -> p.getDataProviderBuilder().addNoiseMechanismsValue(99)),
        bad(
            "party.dataProvider.honestMajorityShareShuffle",
            "dataProviders/bad",
            p ->
                p.getDataProviderBuilder()
                    .setKind(DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER)),
        bad("party.duchy", "duchies/bad", p -> p.clearDuchy()),
        bad("party.duchy.apiUrl", "duchies/bad", p -> p.getDuchyBuilder().clearApiUrl()),
        bad(
            "party.duchy.apiUrl",
            "duchies/bad",
            p -> p.getDuchyBuilder().setApiUrl("ftp://duchy.example")),
        bad(
            "party.duchy.apiUrl",
            "duchies/bad",
            p -> p.getDuchyBuilder().setApiUrl("https://me:pw@duchy.example")),
        bad("party.duchy.apiUrl", "duchies/bad", p -> p.getDuchyBuilder().setApiUrl("duchy")),
        bad(
            "party.duchy.shareShuffleRoles[1]",
            "duchies/bad",
            p -> p.getDuchyBuilder().addShareShuffleRoles(DuchyCapabilities.Role.WORKER)),
        bad(
            "party.duchy.shareShuffleRoles[1]",
            "duchies/bad",
            p -> p.getDuchyBuilder().addShareShuffleRolesValue(9)),
        bad(
            "party.capabilities",
            "measurementConsumers/bad",
            p -> p.setDuchy(DuchyCapabilities.getDefaultInstance())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRegistrations")
  void aBadRegistrationIsRefusedAtItsField(
      String field, String name, Consumer<Party.Builder> change) {
    MarketParty party = market.party(PartyName.parse(name));
    Party.Builder registration = TestMarket.registration(party);
    change.accept(registration);
    refusedAt(field, ErrorCode.INVALID_ARGUMENT, () -> party.register(registration));
  }

  @Test
  void aRootMustBeAnAuthoritysCertificate() {
    MarketParty party = market.party(PartyName.measurementConsumer("rootless"));
    refusedAt(
        "party.rootCertificate",
        ErrorCode.CERTIFICATE_INVALID,
        () ->
            party.register(
                party
                    .registration()
                    .setRootCertificate(ByteString.copyFrom(party.identity().chain().leaf()))));
    refusedAt(
        "party.rootCertificate",
        ErrorCode.CERTIFICATE_INVALID,
        () ->
            party.register(
                party.registration().setRootCertificate(ByteString.copyFromUtf8("PEM?"))));
    party.register(
        party
            .registration()
            .setMeasurementConsumer(MeasurementConsumerCapabilities.getDefaultInstance()));
  }

  @Test
  void theSameCertificateIsTheSameResource() {
    MarketParty party = market.onboard(market.party(PartyName.measurementConsumer("certified")));
    Certificate created = party.createCertificate();
    assertThat(party.createCertificate()).isEqualTo(created);
    assertThat(created.getState()).isEqualTo(Certificate.State.VALID);
    assertThat(
            market.edp1.client().get("/v1/" + created.getName(), Certificate.getDefaultInstance()))
        .isEqualTo(created);

    party.newIdentity(Duration.ofDays(1));
    Certificate second = party.createCertificate();
    assertThat(
            market
                .worker1
                .client()
                .get(
                    "/v1/" + party.name() + "/certificates",
                    ListCertificatesResponse.getDefaultInstance())
                .getCertificatesList())
        .containsExactlyInAnyOrder(created, second);
  }

  @Test
  void aCertificateMustComeFromThePartysOwnRootAndBeValid() {
    MarketParty party = market.onboard(market.party(PartyName.measurementConsumer("strict")));
    KeyPair keys = P256.generate(MarketParty.RANDOM);
    byte[] foreign =
        market
            .edp1
            .authority()
            .issue(
                "strict", keys.getPublic(), Validity.starting(TestClock.START, Duration.ofDays(9)));
    refusedAt("x509Der", ErrorCode.CERTIFICATE_INVALID, () -> certificate(party, foreign));
    byte[] later =
        party
            .authority()
            .issue(
                "strict",
                keys.getPublic(),
                Validity.starting(TestClock.START.plusSeconds(86400), Duration.ofDays(9)));
    refusedAt("x509Der", ErrorCode.CERTIFICATE_INVALID, () -> certificate(party, later));
    refusedAt(
        "x509Der",
        ErrorCode.CERTIFICATE_INVALID,
        () -> certificate(party, party.authority().root()));
    refusedAt("x509Der", ErrorCode.CERTIFICATE_INVALID, () -> certificate(party, new byte[5]));
    refusedAt("x509Der", ErrorCode.INVALID_ARGUMENT, () -> certificate(party, new byte[0]));
  }

  private static Certificate certificate(MarketParty party, byte[] der) {
    return party
        .client()
        .call(
            HttpMethod.POST,
            "/v1/" + party.name() + "/certificates",
            Certificate.newBuilder().setX509Der(ByteString.copyFrom(der)).build(),
            Certificate.getDefaultInstance());
  }

  @Test
  void keysMustBeSignedByThePartyUnderItsNewCertificate() {
    MarketParty party = market.onboard(market.party(PartyName.dataProvider("keyed")));
    ReplaceKeysRequest good = party.keys().build();
    assertThat(replaceKeys(party, good)).isEqualTo(replaceKeys(party, good));

    refusedAt(
        "certificate",
        ErrorCode.INVALID_ARGUMENT,
        () -> replaceKeys(party, good.toBuilder().clearCertificate().build()));
    refusedAt(
        "certificate",
        ErrorCode.INVALID_ARGUMENT,
        () ->
            replaceKeys(party, good.toBuilder().setCertificate(market.edp1.certificate()).build()));
    refusedAt(
        "encryptionPublicKey",
        ErrorCode.INVALID_ARGUMENT,
        () -> replaceKeys(party, good.toBuilder().clearEncryptionPublicKey().build()));
    ReplaceKeysRequest.Builder tampered = good.toBuilder();
    tampered
        .getEncryptionPublicKeyBuilder()
        .setPayload(
            EncryptionPublicKey.newBuilder()
                .setOwner(party.name().toString())
                .setX25519(ByteString.copyFrom(new byte[32]))
                .build()
                .toByteString());
    refusedAt(
        "encryptionPublicKey",
        ErrorCode.CONSENT_SIGNAL_INVALID,
        () -> replaceKeys(party, tampered.build()));
    refusedAt(
        "encryptionPublicKey.certificate",
        ErrorCode.INVALID_ARGUMENT,
        () -> replaceKeys(party, otherCertificate(party, good)));
  }

  /** Names a new certificate, but has the key signed under the old one. */
  private static ReplaceKeysRequest otherCertificate(MarketParty party, ReplaceKeysRequest good) {
    party.newIdentity(Duration.ofDays(5));
    return good.toBuilder().setCertificate(party.createCertificate().getName()).build();
  }

  private static Party replaceKeys(MarketParty party, ReplaceKeysRequest request) {
    return party
        .client()
        .call(
            HttpMethod.POST,
            "/v1/" + party.name() + ":replaceKeys",
            request,
            Party.getDefaultInstance());
  }

  @Test
  void capabilitiesAreReplacedButTheKindStays() {
    MarketParty party = market.onboard(market.party(PartyName.dataProvider("capable")));
    DataProviderCapabilities fewer =
        TestMarket.dataProvider(party.name()).toBuilder()
            .clearHonestMajorityShareShuffle()
            .clearLiquidLegionsV2()
            .clearNoiseMechanisms()
            .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
            .build();
    Party replaced =
        replaceCapabilities(
            party, ReplaceCapabilitiesRequest.newBuilder().setDataProvider(fewer).build());
    assertThat(replaced.getDataProvider()).isEqualTo(fewer);
    assertThat(replaced.getCertificate()).as("keys stay").isEqualTo(party.certificate());
    assertThat(
            refused(
                ErrorCode.FAILED_PRECONDITION,
                () -> new Order(market, "less-able", party, market.edp1).reach().explain()))
        .hasMessageContaining("dataProviders/capable");

    refusedAt(
        "dataProvider.kind",
        ErrorCode.INVALID_ARGUMENT,
        () ->
            replaceCapabilities(
                party,
                ReplaceCapabilitiesRequest.newBuilder()
                    .setDataProvider(
                        DataProviderCapabilities.newBuilder()
                            .setKind(DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER))
                    .build()));
    refusedAt(
        "dataProvider",
        ErrorCode.INVALID_ARGUMENT,
        () -> replaceCapabilities(party, ReplaceCapabilitiesRequest.getDefaultInstance()));
    refusedAt(
        "duchy",
        ErrorCode.INVALID_ARGUMENT,
        () ->
            replaceCapabilities(
                market.worker1,
                ReplaceCapabilitiesRequest.newBuilder().setDataProvider(fewer).build()));
  }

  private static Party replaceCapabilities(MarketParty party, ReplaceCapabilitiesRequest request) {
    return party
        .client()
        .call(
            HttpMethod.POST,
            "/v1/" + party.name() + ":replaceCapabilities",
            request,
            Party.getDefaultInstance());
  }

  @Test
  void partiesAreListedInPages() {
    ListPartiesResponse first =
        market
            .consumer
            .client()
            .get("/v1/duchies?pageSize=2", ListPartiesResponse.getDefaultInstance());
    assertThat(first.getPartiesList())
        .extracting(Party::getName)
        .startsWith("duchies/aggregator")
        .hasSize(2);
    ListPartiesResponse second =
        market
            .consumer
            .client()
            .get(
                "/v1/duchies?pageSize=200&pageToken=" + first.getNextPageToken(),
                ListPartiesResponse.getDefaultInstance());
    assertThat(second.getPartiesList())
        .extracting(Party::getName)
        .contains("duchies/worker2")
        .doesNotContain("duchies/aggregator");
    assertThat(second.getNextPageToken()).isEmpty();
    refusedAt(
        "pageToken",
        ErrorCode.INVALID_ARGUMENT,
        () ->
            market
                .consumer
                .client()
                .get(
                    "/v1/dataProviders?pageToken=" + first.getNextPageToken(),
                    ListPartiesResponse.getDefaultInstance()));
  }

  private Party suspend(MarketParty party) {
    return market.operator.call(
        HttpMethod.POST,
        "/v1/" + party.name() + ":suspend",
        SuspendPartyRequest.getDefaultInstance(),
        Party.getDefaultInstance());
  }

  private static Party get(MarketParty caller, String name) {
    return caller.client().get("/v1/" + name, Party.getDefaultInstance());
  }

  private static Stream<String> list(MarketParty caller) {
    return caller
        .client()
        .get("/v1/dataProviders?pageSize=200", ListPartiesResponse.getDefaultInstance())
        .getPartiesList()
        .stream()
        .map(Party::getName);
  }
}
