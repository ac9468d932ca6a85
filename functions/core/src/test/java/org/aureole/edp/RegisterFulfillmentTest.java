package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.crypto.sketch.LegionsParameters;
import org.aureole.crypto.sketch.LegionsSketch;
import org.aureole.crypto.sketch.LegionsTally;
import org.aureole.crypto.vid.IndexRange;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.crypto.vid.VidOrder;
import org.aureole.crypto.vid.VidRange;
import org.aureole.crypto.vid.VidUniverse;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.CommittedAnswer;
import org.aureole.v1.Manifest;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Requisition;
import org.aureole.v1.Requisition.Refusal.Justification;
import org.aureole.v1.SignedMessage;
import org.aureole.v1.VidSamplingInterval;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a data provider hands over for Liquid Legions V2 is its sketch, readable by all Duchies. */
@Tag("store")
class RegisterFulfillmentTest {
  private static final LegionsParameters SKETCH = new LegionsParameters(12, 200, 10_000_000);
  private static final SamplingInterval EVERYBODY = new SamplingInterval(0, 1L << 32);

  private final TestMarket market = new TestMarket();

  /** VIDs 1 to 300 once, 200 to 399 once more. */
  @BeforeEach
  void dropEvents() {
    market.drop("campaign/day1.csv", LineEvents.lines(1, 300, "2026-02-01T10:00:00Z"));
    market.drop("campaign/day2.csv", LineEvents.lines(200, 399, "2026-02-02T10:00:00Z"));
    market.settle();
  }

  @AfterEach
  void close() {
    market.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"duchies/worker1", "duchies/worker2", "duchies/aggregator"})
  void allDuchiesTogetherReadTheSketch(String receiver) throws Exception {
    SamplingInterval half = new SamplingInterval(3L << 30, 1L << 31);
    TestRequisitions requisition =
        new TestRequisitions(market, "1")
            .reachAndFrequency(3)
            .liquidLegions()
            .receiver(receiver)
            .spec(spec ->
                spec.setVidSamplingInterval(
                    VidSamplingInterval.newBuilder()
                        .setStart(half.start())
                        .setWidth(half.width())));
    ByteString registers = answered(requisition, receiver, 198);

    LegionsSketch sketch = sketch(half);
    assertThat(registers.size()).isEqualTo(198 * sketch.activeRegisters());
    assertThat(sketch.activeRegisters()).isBetween(30, 190);
    LegionsTally opened = requisition.ring().open(registers);
    assertThat(opened.active()).isEqualTo(sketch.activeRegisters());
    assertThat(opened.byFrequency()).isEqualTo(sketch.tally(3).byFrequency());
    assertThat(opened.byFrequency()[0]).isPositive();
    assertThat(opened.byFrequency()[1]).isPositive();
  }

  @Test
  void registersOfAReachAreIndexesAlone() throws Exception {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach().liquidLegions();
    ByteString registers = answered(requisition, "duchies/worker1", 66);

    LegionsSketch sketch = sketch(EVERYBODY);
    assertThat(registers.size()).isEqualTo(66 * sketch.activeRegisters());
    assertThat(requisition.ring().open(registers).active()).isEqualTo(sketch.activeRegisters());
  }

  /** Frequencies above the maximum say no more than that. */
  @Test
  void countsEndAtTheMaximumFrequency() throws Exception {
    market.drop("campaign/again.csv", LineEvents.lines(1, 300, "2026-02-01T11:00:00Z"));
    market.settle();
    TestRequisitions requisition =
        new TestRequisitions(market, "1").reachAndFrequency(2).liquidLegions();
    ByteString registers = answered(requisition, "duchies/worker1", 198);
    LegionsTally opened = requisition.ring().open(registers);

    LegionsSketch expected = sketch(EVERYBODY);
    for (int vid = 1; vid <= 300; vid++) {
      expected.add(vid, 1);
    }
    assertThat(opened.byFrequency()).isEqualTo(expected.tally(2).byFrequency());
    assertThat(opened.byFrequency()[1])
        .as("more are reached twice and more than once")
        .isGreaterThan(opened.byFrequency()[0]);
  }

  @Test
  void noiseHidesHowManyRegistersThereAre() throws Exception {
    TestRequisitions requisition =
        new TestRequisitions(market, "1")
            .reachAndFrequency(3)
            .liquidLegions()
            .noise(NoiseMechanism.DISCRETE_GAUSSIAN);
    ByteString registers = answered(requisition, "duchies/worker1", 198);

    long active = sketch(EVERYBODY).activeRegisters();
    assertThat(requisition.ring().providerRegisters()).isGreaterThan(50);
    // Its noise is at 0 once in more runs than there will ever be.
    assertThat(registers.size() / 198L)
        .isGreaterThan(active)
        .isLessThanOrEqualTo(active + requisition.ring().providerRegisters());
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
  }

  /** Nobody can tell whether two computations were asked about the same people. */
  @Test
  void noRegisterComesTwice() throws Exception {
    TestRequisitions first = new TestRequisitions(market, "1").reach().liquidLegions();
    TestRequisitions second = new TestRequisitions(market, "2").reach().liquidLegions();
    ByteString one = answered(first, "duchies/worker1", 66);
    ByteString other = answered(second, "duchies/worker1", 66);

    assertThat(one.size()).isEqualTo(other.size());
    assertThat(points(one)).doesNotContainAnyElementsOf(points(other)).doesNotHaveDuplicates();
  }

  @Test
  void aProviderThatReachedNobodySendsNoRegister() throws Exception {
    SamplingInterval sampling = ofSomebodyNotReached();
    TestRequisitions requisition =
        new TestRequisitions(market, "1")
            .reachAndFrequency(2)
            .liquidLegions()
            .spec(spec ->
                spec.setVidSamplingInterval(
                    VidSamplingInterval.newBuilder()
                        .setStart(sampling.start())
                        .setWidth(sampling.width())));

    assertThat(answered(requisition, "duchies/worker1", 198).isEmpty()).isTrue();
  }

  /** A sample of one person, whom none of the events is about. */
  private static SamplingInterval ofSomebodyNotReached() {
    long width = (1L << 32) / TestMarket.POPULATION_SIZE + 1;
    return LongStream.range(0, TestMarket.POPULATION_SIZE - 1)
        .mapToObj(i -> new SamplingInterval(i * width, width))
        .filter(s -> s.indices(TestMarket.POPULATION_SIZE).length() == 1)
        .filter(s -> sketch(s).activeRegisters() == 0)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theOperatorsPolicyDecidesWhetherTheProtocolIsAnswered() throws Exception {
    AnswerPolicy without = TestMarket.POLICY.toBuilder().setLiquidLegionsV2(false).build();
    assertThat(market.kingdom.capabilities.getLiquidLegionsV2()).isTrue();
    market.operator(HttpMethod.PUT, "/v1/policy", without, AnswerPolicy.getDefaultInstance());
    market.settle();
    assertThat(market.kingdom.capabilities.getLiquidLegionsV2()).isFalse();
    assertThat(market.kingdom.capabilities.getHonestMajorityShareShuffle()).isTrue();

    TestRequisitions requisition = new TestRequisitions(market, "1").reach().liquidLegions();
    market.request(requisition.build());
    market.settle();
    Requisition refused = market.kingdom.requisition(requisition.name());
    assertThat(refused.getState()).isEqualTo(Requisition.State.REFUSED);
    assertThat(refused.getRefusal().getJustification()).isEqualTo(Justification.SPEC_INVALID);
    assertThat(refused.getRefusal().getMessage()).contains("excludes");
    assertThat(market.ledger()).isEmpty();
    assertThat(market.inboxes.objects).isEmpty();

    AnswerPolicy only =
        TestMarket.POLICY.toBuilder().setDirect(false).setHonestMajorityShareShuffle(false).build();
    market.operator(HttpMethod.PUT, "/v1/policy", only, AnswerPolicy.getDefaultInstance());
    market.settle();
    answered(new TestRequisitions(market, "2").reach().liquidLegions(), "duchies/worker1", 66);
  }

  /** The bytes that were committed before the first delivery are those that arrive at last. */
  @Test
  void whatIsCommittedIsDeliveredByteForByteAfterTheProcessDied() throws Exception {
    market.inboxes.confirm = false;
    TestRequisitions requisition =
        new TestRequisitions(market, "1")
            .reachAndFrequency(3)
            .liquidLegions()
            .noise(NoiseMechanism.DISCRETE_GAUSSIAN);
    market.request(requisition.build());
    market.runJobs();
    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("DELIVERING");
    Map<String, ByteString> first = Map.copyOf(market.inboxes.objects);
    assertThat(first).hasSize(2);
    assertThat(committed().getHandOver().getManifest().toByteString())
        .isEqualTo(first.get(stage(requisition, "duchies/worker1") + "manifest"));

    market.inboxes.objects.clear();
    market.inboxes.confirm = true;
    market.start(Crashes.never());
    market.clock.advance(DataProviderConfig.USUAL_PATIENCE);
    market.provider().sweep();
    market.settle();

    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("FULFILLED");
    assertThat(market.inboxes.objects).isEqualTo(first);
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
    assertThat(market.internal.contents()).isEmpty();
  }

  private CommittedAnswer committed() throws InvalidProtocolBufferException {
    ByteString stored =
        market.internal.contents().entrySet().stream()
            .filter(entry -> entry.getKey().endsWith("/answer"))
            .findFirst()
            .orElseThrow()
            .getValue();
    return CommittedAnswer.parseFrom(stored);
  }

  /** The registers that arrived, their manifest having been found right. */
  private ByteString answered(TestRequisitions requisition, String receiver, int registerBytes)
      throws InvalidProtocolBufferException {
    Requisition sent = requisition.build();
    market.request(sent);
    market.settle();
    assertThat(market.fulfillment(requisition.name()).getState())
        .as(() -> market.fulfillment(requisition.name()).toString())
        .isEqualTo("FULFILLED");
    assertThat(market.internal.contents()).isEmpty();
    ByteString registers = market.inboxes.objects.get(stage(requisition, receiver) + "registers");
    Manifest manifest = manifest(requisition, sent, receiver);
    assertThat(manifest.getObjectsList())
        .singleElement()
        .satisfies(object -> {
          assertThat(object.getName()).isEqualTo("registers");
          assertThat(object.getSizeBytes()).isEqualTo(registers.size());
          assertThat(object.getSha256().toByteArray())
              .isEqualTo(Fingerprint.of(registers.toByteArray()).bytes());
        });
    assertThat(manifest.getProtocol()).isEqualTo("liquid-legions-v2");
    assertThat(manifest.getEncryptedRegisters().getRequisition()).isEqualTo(requisition.name());
    assertThat(manifest.getEncryptedRegisters().getRegisterBytes()).isEqualTo(registerBytes);
    assertThat(manifest.getEncryptedRegisters().getNonce().size()).isEqualTo(16);
    return registers;
  }

  private Manifest manifest(TestRequisitions requisition, Requisition sent, String receiver)
      throws InvalidProtocolBufferException {
    TrustStore trust =
        TrustStore.of(
            Map.of(
                TestMarket.SELF,
                List.of(market.self.trustedRoot().getRootCertificate().toByteArray())),
            Set.of());
    ByteString signed = market.inboxes.objects.get(stage(requisition, receiver) + "manifest");
    return Manifest.parseFrom(
        SignedMessages.verify(
            trust,
            SignedMessage.parseFrom(signed),
            SigningContext.addressed(
                Purpose.MANIFEST,
                TestMarket.SELF,
                receiver,
                TestRequisitions.COMPUTATION,
                Fingerprint.of(sent.getMeasurementSpec().getPayload().toByteArray())),
            market.clock.instant()));
  }

  private static String stage(TestRequisitions requisition, String receiver) {
    return TestRequisitions.url(receiver)
        + " requisition-"
        + requisition.name().replaceAll(".*/", "")
        + "/";
  }

  private static List<ByteString> points(ByteString records) {
    return IntStream.range(0, records.size() / 33)
        .mapToObj(i -> records.substring(33 * i, 33 * (i + 1)))
        .toList();
  }

  /** Of all that was dropped, in clear. */
  private static LegionsSketch sketch(SamplingInterval sampling) {
    VidOrder order =
        VidOrder.of(VidUniverse.of(List.of(new VidRange(1, TestMarket.POPULATION_SIZE))));
    IndexRange sample = sampling.indices(TestMarket.POPULATION_SIZE);
    LegionsSketch sketch = new LegionsSketch(SKETCH);
    for (int position = 0; position < sample.length(); position++) {
      long vid = order.vids()[sample.indexAt(position)];
      int impressions = (vid <= 300 ? 1 : 0) + (vid >= 200 && vid <= 399 ? 1 : 0);
      if (impressions > 0) {
        sketch.add(vid, impressions);
      }
    }
    return sketch;
  }
}
