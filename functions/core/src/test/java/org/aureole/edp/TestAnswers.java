package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.crypto.hmss.ResidueVector;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.prng.UniformSequence;
import org.aureole.v1.Manifest;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.Requisition;
import org.aureole.v1.Requisition.Refusal.Justification;
import org.aureole.v1.SignedMessage;

/** Reads what a data provider answered, with the keys of those that it answered. */
final class TestAnswers {
  private TestAnswers() {}

  /** What both workers together learn, which in the protocol they never are. */
  static int[] openedVector(
      TestMarket market, TestRequisitions requisition, Requisition sent, String receiver)
      throws Exception {
    String stage =
        TestRequisitions.url(receiver)
            + " requisition-"
            + requisition.name().replaceAll(".*/", "")
            + "/";
    Fingerprint fingerprint = Fingerprint.of(sent.getMeasurementSpec().getPayload().toByteArray());
    TrustStore trust = trust(market);
    SignedMessage signed = SignedMessage.parseFrom(market.inboxes.objects.get(stage + "manifest"));
    Manifest manifest =
        Manifest.parseFrom(
            SignedMessages.verify(
                trust,
                signed,
                SigningContext.addressed(
                    Purpose.MANIFEST,
                    TestMarket.SELF,
                    receiver,
                    TestRequisitions.COMPUTATION,
                    fingerprint),
                market.clock.instant()));
    ByteString share = market.inboxes.objects.get(stage + "share");
    assertThat(manifest.getObjects(0).getSha256().toByteArray())
        .isEqualTo(Fingerprint.of(share.toByteArray()).bytes());
    TestParty other =
        market.duchies.stream()
            .filter(duchy -> duchy.name().startsWith("duchies/worker"))
            .filter(duchy -> !duchy.name().equals(receiver))
            .findFirst()
            .orElseThrow();
    Manifest.RequisitionShare parameters = manifest.getRequisitionShare();
    Seed seed =
        Seed.of(
            SignedMessages.openAndVerify(
                other,
                trust,
                SigningContext.addressed(
                    Purpose.SHARE_SEED,
                    TestMarket.SELF,
                    other.name(),
                    requisition.name(),
                    fingerprint),
                parameters.getSealedSeed(),
                market.clock.instant()));
    int length = Math.toIntExact(parameters.getVectorLength());
    ResidueVector sum = ResidueVector.ofBytes(share.toByteArray(), length, parameters.getModulus());
    sum.add(new UniformSequence(seed.stream(), length, parameters.getModulus()));
    return IntStream.range(0, length).map(sum::get).toArray();
  }

  /** The result that a requisition gets. */
  static MeasurementResult answered(TestMarket market, TestRequisitions requisition)
      throws Exception {
    market.request(requisition.build());
    market.settle();
    return result(market, requisition);
  }

  /** The result that a requisition got. */
  static MeasurementResult result(TestMarket market, TestRequisitions requisition)
      throws Exception {
    Requisition sent = market.kingdom.requisition(requisition.name());
    assertThat(sent.getState())
        .as(() -> market.fulfillment(requisition.name()).toString())
        .isEqualTo(Requisition.State.FULFILLED);
    TrustStore trust = trust(market);
    return MeasurementResult.parseFrom(
        SignedMessages.openAndVerify(
            market.consumer,
            trust,
            SigningContext.addressed(
                Purpose.DIRECT_RESULT,
                TestMarket.SELF,
                TestMarket.CONSUMER,
                requisition.measurement(),
                Fingerprint.of(sent.getMeasurementSpec().getPayload().toByteArray())),
            market.kingdom.answers.get(requisition.name()).getSealedResult(),
            market.clock.instant()));
  }

  /** Why a requisition is refused. */
  static Justification refused(TestMarket market, TestRequisitions requisition) {
    market.request(requisition.build());
    market.settle();
    Requisition refused = market.kingdom.requisition(requisition.name());
    assertThat(refused.getState()).isEqualTo(Requisition.State.REFUSED);
    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("REFUSED");
    return refused.getRefusal().getJustification();
  }

  private static TrustStore trust(TestMarket market) {
    return TrustStore.of(
        Map.of(
            TestMarket.SELF, List.of(market.self.trustedRoot().getRootCertificate().toByteArray())),
        Set.of());
  }
}
