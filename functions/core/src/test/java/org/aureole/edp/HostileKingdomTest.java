package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Nonce;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.trust.TrustedRoots;
import org.aureole.v1.DistrustedCertificate;
import org.aureole.v1.ListDistrustedCertificatesResponse;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.PopulationSpec;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.Requisition;
import org.aureole.v1.Requisition.Refusal.Justification;
import org.aureole.v1.RequisitionSpec;
import org.aureole.v1.SignedMessage;
import org.aureole.v1.TrustedRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a Kingdom swaps on the way, nothing is answered, charged or sent. */
@Tag("store")
class HostileKingdomTest {
  private final TestMarket market = new TestMarket();
  private final TestParty attacker = new TestParty("measurementConsumers/attacker");
  private final TestRequisitions honest =
      new TestRequisitions(market, "1")
          .reachAndFrequency(3)
          .shareShuffle()
          .noise(NoiseMechanism.DISCRETE_GAUSSIAN);

  @BeforeEach
  void dropEvents() {
    market.drop("campaign/day1.csv", LineEvents.lines(1, 300, "2026-02-01T10:00:00Z"));
    market.drop("campaign/day2.csv", LineEvents.lines(1, 300, "2026-02-02T10:00:00Z"));
    market.settle();
  }

  @AfterEach
  void close() {
    market.close();
  }

  @Test
  void theHonestRequisitionIsAnswered() {
    market.request(honest.build());
    market.settle();

    assertThat(market.fulfillment(honest.name()).getState()).isEqualTo("FULFILLED");
  }

  @Test
  void swappedConsumerCertificate() {
    Requisition requisition = honest.build();
    refused(
        requisition.toBuilder()
            .setMeasurementSpec(
                SignedMessages.sign(
                    attacker.signing(),
                    "measurementConsumers/mc1/certificates/c",
                    SigningContext.published(
                        Purpose.MEASUREMENT_SPEC, TestMarket.CONSUMER, honest.measurement()),
                    requisition.getMeasurementSpec().getPayload().toByteArray()))
            .build(),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void swappedResultKey() {
    refused(
        altered(
            spec -> spec.setResultPublicKey(ByteString.copyFrom(attacker.encryptionKey().bytes()))),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void swappedProtocol() {
    refused(
        altered(spec ->
            spec.setProtocol(
                ProtocolConfig.newBuilder()
                    .setDirect(
                        ProtocolConfig.Direct.newBuilder()
                            .setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN)))),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void swappedNoise() {
    refused(
        altered(spec ->
            spec.getProtocolBuilder()
                .getHonestMajorityShareShuffleBuilder()
                .setNoiseMechanism(NoiseMechanism.NONE)),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void swappedMaximumFrequency() {
    refused(
        altered(spec -> spec.getReachAndFrequencyBuilder().setMaximumFrequency(100)),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void swappedNonceHash() {
    refused(
        altered(spec ->
            spec.getDataProvidersBuilder(0).setNonceHash(ByteString.copyFrom(new byte[32]))),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void swappedDuchyInTheSpec() {
    refused(
        altered(spec ->
            spec.getProtocolBuilder()
                .getHonestMajorityShareShuffleBuilder()
                .setSecondWorker("duchies/worker3")),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void aSpecOfAnotherMeasurement() {
    Requisition other =
        new TestRequisitions(market, "2")
            .reach()
            .shareShuffle()
            .noise(NoiseMechanism.DISCRETE_GAUSSIAN)
            .build();
    refused(
        honest.build().toBuilder().setMeasurementSpec(other.getMeasurementSpec()).build(),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void aRequisitionSpecOfAnotherMeasurement() {
    Requisition other = new TestRequisitions(market, "2").reachAndFrequency(3).build();
    refused(
        honest.build().toBuilder().setRequisitionSpec(other.getRequisitionSpec()).build(),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void aRequisitionSpecThatTheKingdomWrote() {
    Requisition requisition = honest.build();
    RequisitionSpec forged =
        RequisitionSpec.newBuilder()
            .setMeasurement(honest.measurement())
            .setDataProvider(TestMarket.SELF)
            .setNonce(ByteString.copyFrom(new byte[Nonce.LENGTH]))
            .build();
    refused(
        requisition.toBuilder()
            .setRequisitionSpec(
                SignedMessages.signAndSeal(
                    attacker.signing(),
                    "",
                    market.self.encryptionKey(),
                    SigningContext.addressed(
                        Purpose.REQUISITION_SPEC,
                        TestMarket.CONSUMER,
                        TestMarket.SELF,
                        honest.measurement(),
                        fingerprint(requisition)),
                    forged.toByteArray()))
            .build(),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void aRequisitionSpecSealedToAnotherKey() {
    Requisition requisition = honest.build();
    refused(
        requisition.toBuilder()
            .setRequisitionSpec(
                SignedMessages.signAndSeal(
                    market.consumer.signing(),
                    "",
                    attacker.encryptionKey(),
                    SigningContext.addressed(
                        Purpose.REQUISITION_SPEC,
                        TestMarket.CONSUMER,
                        TestMarket.SELF,
                        honest.measurement(),
                        fingerprint(requisition)),
                    new byte[0]))
            .build(),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void aTruncatedRequisitionSpec() {
    Requisition requisition = honest.build();
    ByteString sealed = requisition.getRequisitionSpec().getCiphertext();
    Requisition.Builder truncated = requisition.toBuilder();
    truncated.getRequisitionSpecBuilder().setCiphertext(sealed.substring(0, sealed.size() / 2));
    refused(truncated.build(), Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void aNonceThatTheConsumerDidNotAnnounce() {
    refused(
        honest.own(own -> own.setNonce(ByteString.copyFrom(new byte[Nonce.LENGTH]))).build(),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void anotherResultKeyInTheRequisitionSpec() {
    refused(
        honest
            .own(own ->
                own.setResultPublicKey(ByteString.copyFrom(attacker.encryptionKey().bytes())))
            .build(),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void aSpecThatDoesNotNameThisProvider() {
    refused(
        honest
            .spec(spec -> spec.getDataProvidersBuilder(0).setDataProvider("dataProviders/third"))
            .build(),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void aRequisitionOfAnotherProviderUnderThisOnesName() {
    market.kingdom.put(honest.build());
    market.kingdom.requisitions.put(
        honest.name(),
        honest.build().toBuilder().setName("dataProviders/other/requisitions/r-1").build());
    market.notify(honest.name());
    market.settle();

    nothingLeft();
    assertThat(market.kingdom.calls).doesNotContain("fulfillDirect");
  }

  @Test
  void swappedDuchyKey() {
    Requisition requisition = honest.build();
    TestParty impostor = new TestParty("duchies/worker2");
    refused(
        requisition.toBuilder()
            .setDuchies(
                2,
                TestRequisitions.duchyEntry(
                    impostor, honest.measurement(), fingerprint(requisition)))
            .build(),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void duchyParametersOfAnotherMeasurement() {
    Requisition other =
        new TestRequisitions(market, "2").reachAndFrequency(3).shareShuffle().build();
    refused(
        honest.build().toBuilder().setDuchies(2, other.getDuchies(2)).build(),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void swappedDuchySet() {
    TestParty third = new TestParty("duchies/worker3");
    new TrustedRoots(market.database).approve(third.trustedRoot());
    Requisition requisition = honest.build();
    refused(
        requisition.toBuilder()
            .setDuchies(
                2,
                TestRequisitions.duchyEntry(third, honest.measurement(), fingerprint(requisition)))
            .build(),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void aDuchyTwice() {
    Requisition requisition = honest.build();
    refused(
        requisition.toBuilder().setDuchies(2, requisition.getDuchies(1)).build(),
        Justification.CONSENT_SIGNAL_INVALID);
    nothingLeft();
  }

  @Test
  void theAggregatorAsReceiver() {
    refused(
        honest.build().toBuilder().setReceivingDuchy("duchies/aggregator").build(),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://169.254.169.254", "https://localhost", "http://127.0.0.1:8080", "x"})
  void aDuchyThatLeadsIntoThisNetwork(String url) {
    Requisition requisition = honest.build();
    TestParty receiver = market.duchies.get(1);
    int entry =
        IntStream.range(0, 3)
            .filter(i -> requisition.getDuchies(i).getDuchy().equals(receiver.name()))
            .findFirst()
            .orElseThrow();
    assertThat(requisition.getReceivingDuchy()).isEqualTo(receiver.name());
    refused(
        requisition.toBuilder()
            .setDuchies(
                entry,
                TestRequisitions.duchyEntry(
                    receiver, honest.measurement(), fingerprint(requisition), url))
            .build(),
        Justification.CONSENT_SIGNAL_INVALID);
    nothingLeft();
  }

  @Test
  void aUrlThatTheDuchyDidNotSignIsIgnored() {
    Requisition.Builder requisition = honest.build().toBuilder();
    requisition.getDuchiesBuilderList().forEach(d -> d.setApiUrl("https://evil.example"));
    market.request(requisition.build());
    market.settle();

    assertThat(market.inboxes.objects.keySet())
        .hasSize(2)
        .allMatch(name -> name.startsWith(TestRequisitions.url("duchies/worker1")));
  }

  @Test
  void swappedPopulation() {
    PopulationSpec another =
        market.populationSpec.toBuilder()
            .addSubpopulations(
                PopulationSpec.SubPopulation.newBuilder()
                    .addVidRanges(
                        PopulationSpec.VidRange.newBuilder()
                            .setStartVid(5000)
                            .setEndVidInclusive(6000)))
            .build();
    market.kingdom.population =
        market.kingdom.population.toBuilder().setPopulationSpec(another.toByteString()).build();
    market.start(Crashes.never());
    refused(honest.build(), Justification.SPEC_INVALID);
  }

  /**
   * People would lie in other buckets and cells, with fresh budget, or outside of the population.
   */
  @Test
  void aPopulationThatConsumerAndKingdomSwapTogether() {
    PopulationSpec another =
        market.populationSpec.toBuilder()
            .addSubpopulations(
                PopulationSpec.SubPopulation.newBuilder()
                    .addVidRanges(
                        PopulationSpec.VidRange.newBuilder()
                            .setStartVid(5000)
                            .setEndVidInclusive(6000)))
            .build();
    market.swapPopulation(another, 2001);
    Requisition requisition =
        honest
            .spec(spec ->
                spec.setPopulationSpecDigest(TestMarket.digest(another)).setPopulationSize(2001))
            .build();
    refused(requisition, Justification.SPEC_INVALID);
  }

  @Test
  void aWrongPopulationSize() {
    refused(honest.spec(spec -> spec.setPopulationSize(999)).build(), Justification.SPEC_INVALID);
  }

  /** The Kingdom goes on as if nothing had happened. */
  @Test
  void aConsumerCertificateThatTheOperatorDistrusts() {
    String fingerprint = Certificates.fingerprint(market.consumer.signing().chain().leaf()).hex();
    market.operator(
        HttpMethod.POST,
        "/v1/distrustedCertificates",
        DistrustedCertificate.newBuilder()
            .setFingerprint(fingerprint)
            .setReason("the consumer called: its key was stolen")
            .build(),
        DistrustedCertificate.getDefaultInstance());
    assertThat(
            market
                .operator(
                    "/v1/distrustedCertificates",
                    ListDistrustedCertificatesResponse.getDefaultInstance())
                .getDistrustedCertificatesList())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.getFingerprint()).isEqualTo(fingerprint);
          assertThat(one.getReason()).contains("stolen");
          assertThat(one.hasCreateTime()).isTrue();
        });
    refused(honest.build(), Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void whatIsNoFingerprintIsNotDistrusted() {
    TrustedRoots roots = new TrustedRoots(market.database);
    assertThatThrownBy(() ->
            roots.distrust(
                DistrustedCertificate.newBuilder().setFingerprint("ab").setReason("r").build()))
        .hasMessageContaining("a SHA-256 digest has 32");
    assertThatThrownBy(() ->
            roots.distrust(
                DistrustedCertificate.newBuilder().setFingerprint("ab".repeat(32)).build()))
        .hasMessageContaining("reason: is missing");
    assertThat(roots.distrusted()).isEmpty();
  }

  @Test
  void anIdentityThatNoTokenCanNameIsNotTrusted() {
    TrustedRoots roots = new TrustedRoots(market.database);
    TrustedRoot root = market.consumer.trustedRoot();
    for (String field : new String[] {"issuer", "subject"}) {
      OidcSubject.Builder longer = root.getSubject().toBuilder();
      longer.setField(
          OidcSubject.getDescriptor().findFieldByName(field),
          "s".repeat(field.equals("issuer") ? 501 : 256));
      assertThatThrownBy(() -> roots.approve(root.toBuilder().setSubject(longer).build()))
          .hasMessageContaining("subject." + field + ": has ");
    }
    assertThat(roots.list()).extracting(TrustedRoot::getSubject).contains(root.getSubject());
  }

  @Test
  void aConsumerWhoseRootIsNotApproved() {
    new TrustedRoots(market.database).remove(market.consumer.trustedRoot());
    refused(honest.build(), Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void anExpiredSpec() {
    refused(
        honest
            .spec(spec -> spec.setExpireTime(Timestamps.of(Instant.parse("2026-02-28T00:00:00Z"))))
            .build(),
        Justification.UNFULFILLABLE);
  }

  @Test
  void anotherRequisitionUnderTheSameNameChangesNothing() {
    market.request(honest.build());
    market.settle();
    market.request(new TestRequisitions(market, "1").reach().shareShuffle().build());
    market.settle();

    assertThat(market.fulfillment(honest.name()).getState()).isEqualTo("FULFILLED");
    assertThat(market.inboxes.objects).hasSize(2);
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
  }

  private Requisition altered(Consumer<MeasurementSpec.Builder> change) {
    Requisition requisition = honest.build();
    SignedMessage signed = requisition.getMeasurementSpec();
    try {
      MeasurementSpec.Builder spec = MeasurementSpec.parseFrom(signed.getPayload()).toBuilder();
      change.accept(spec);
      return requisition.toBuilder()
          .setMeasurementSpec(signed.toBuilder().setPayload(spec.build().toByteString()))
          .build();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static Fingerprint fingerprint(Requisition requisition) {
    return Fingerprint.of(requisition.getMeasurementSpec().getPayload().toByteArray());
  }

  private void refused(Requisition requisition, Justification justification) {
    market.request(requisition);
    market.settle();

    Requisition present = market.kingdom.requisition(honest.name());
    assertThat(present.getState()).isEqualTo(Requisition.State.REFUSED);
    assertThat(present.getRefusal().getJustification())
        .as(present.getRefusal().getMessage())
        .isEqualTo(justification);
    assertThat(present.getRefusal().getMessage()).isNotBlank();
    assertThat(market.fulfillment(honest.name()).getState()).isEqualTo("REFUSED");
    nothingLeft();
  }

  private void nothingLeft() {
    assertThat(market.inboxes.objects).isEmpty();
    assertThat(market.kingdom.answers).isEmpty();
    assertThat(market.ledger()).isEmpty();
    assertThat(market.internal.contents()).isEmpty();
  }
}
