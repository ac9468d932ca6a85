package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.duchy.computation.ShuffleTerms;
import org.aureole.edp.fulfillment.ConsentCheck;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.spec.VerifiedSpec;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Requisition;
import org.aureole.v1.SignedMessage;
import org.junit.jupiter.api.Tag;

/**
 * What a hostile measurement consumer signs and a hostile Kingdom delivers: the input is a
 * Requisition in whose signed and sealed messages the payloads stand bare; the parties that they
 * claim to be of sign and seal them before they are delivered. A data provider checks it, and a
 * Duchy derives from its specification what it would compute.
 */
@Tag("fuzz")
class RequisitionFuzzTest {
  static final PartyName CONSUMER = PartyName.measurementConsumer("mc1");
  static final FixedParty PROVIDER = new FixedParty("dataProviders/edp1");
  static final PartyName WORKER = PartyName.duchy("worker1");
  private static final Map<String, FixedParty> PARTIES = parties();
  private static final URI KINGDOM = URI.create("https://kingdom.example");
  private static final PeerTrust TRUST = trust();
  private static final AnswerPolicy POLICY =
      AnswerPolicy.newBuilder()
          .setDirect(true)
          .setHonestMajorityShareShuffle(true)
          .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
          .addNoiseMechanisms(NoiseMechanism.NONE)
          .build();
  private static final List<ConsentCheck> CHECKS =
      List.of(
          check(DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER),
          check(DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER));

  private static Map<String, FixedParty> parties() {
    Map<String, FixedParty> parties = new HashMap<>();
    FixedKingdom.PARTIES.forEach(name -> parties.put(name, new FixedParty(name)));
    return parties;
  }

  private static PeerTrust trust() {
    TrustStore roots =
        TrustStore.of(
            PARTIES.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue().root()))),
            Set.of());
    return new PeerTrust(() -> roots, InstantSource.fixed(FixedParty.now()));
  }

  private static ConsentCheck check(DataProviderCapabilities.Kind kind) {
    return new ConsentCheck(PartyName.parse(PROVIDER.name()), kind, KINGDOM, TRUST, PROVIDER);
  }

  @FuzzTest
  void fuzz(byte[] input) {
    Requisition delivered;
    try {
      delivered = signed(Requisition.parseFrom(input));
    } catch (InvalidProtocolBufferException e) {
      return;
    }
    for (ConsentCheck check : CHECKS) {
      Hostile.handed(input, () -> check.verify(delivered, POLICY))
          .ifPresent(verified ->
              assertThat(verified.name().parent().toString()).isEqualTo(PROVIDER.name()));
    }
    Hostile.handed(input, () -> terms(delivered)).ifPresent(RequisitionFuzzTest::checkTerms);
  }

  private static ShuffleTerms terms(Requisition delivered) {
    VerifiedSpec spec =
        TRUST.verifySpec(
            delivered.getMeasurementSpec(), MeasurementName.parse(delivered.getMeasurement()));
    return new ShuffleTerms(new ComputationName("c1"), spec, WORKER);
  }

  /** What a Duchy accepts it must be able to do. */
  private static void checkTerms(ShuffleTerms terms) {
    assertThat(terms.vectorLength()).isBetween(1, (int) terms.spec().spec().getPopulationSize());
    assertThat(terms.shuffledLength()).isGreaterThanOrEqualTo(terms.vectorLength());
    assertThat(terms.shareBytes()).isPositive();
    assertThat(terms.shuffledBytes()).isGreaterThanOrEqualTo(terms.shareBytes());
    assertThat(terms.parameters().modulus()).isBetween(4, 1 << 16);
    assertThat(terms.roles().all()).hasSize(3).doesNotHaveDuplicates().contains(WORKER.toString());
  }

  private static Requisition signed(Requisition bare) {
    Requisition.Builder signed = bare.toBuilder();
    byte[] spec = bare.getMeasurementSpec().getPayload().toByteArray();
    String measurement = bare.getMeasurement();
    try {
      signed.setMeasurementSpec(
          sign(
              CONSUMER.toString(),
              SigningContext.published(Purpose.MEASUREMENT_SPEC, CONSUMER.toString(), measurement),
              spec));
      FixedParty consumer = PARTIES.get(CONSUMER.toString());
      signed.setRequisitionSpec(
          SignedMessages.signAndSeal(
              consumer.signing(),
              "",
              PROVIDER.encryptionKey(),
              SigningContext.addressed(
                  Purpose.REQUISITION_SPEC,
                  CONSUMER.toString(),
                  PROVIDER.name(),
                  measurement,
                  Fingerprint.of(spec)),
              bare.getRequisitionSpec().getCiphertext().toByteArray()));
      signed.clearDuchies();
      for (Requisition.DuchyEntry entry :
          bare.getDuchiesList().subList(0, Math.min(4, bare.getDuchiesCount()))) {
        signed.addDuchies(
            PARTIES.containsKey(entry.getDuchy()) ? signed(bare, entry, spec) : entry);
      }
    } catch (DomainException e) {
      return bare; // A name that no context can hold.
    }
    return signed.build();
  }

  private static Requisition.DuchyEntry signed(
      Requisition bare, Requisition.DuchyEntry entry, byte[] spec) {
    return entry.toBuilder()
        .setRequisitionParams(
            sign(
                entry.getDuchy(),
                SigningContext.published(
                    Purpose.REQUISITION_PARAMS,
                    entry.getDuchy(),
                    bare.getComputation(),
                    Fingerprint.of(spec)),
                entry.getRequisitionParams().getPayload().toByteArray()))
        .build();
  }

  private static SignedMessage sign(String party, SigningContext context, byte[] payload) {
    return SignedMessages.sign(PARTIES.get(party).signing(), "", context, payload);
  }
}
