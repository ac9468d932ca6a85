package org.aureole.platform.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.junit.jupiter.api.Test;

class ComputingDuchiesTest {
  private static final String AGGREGATOR = "duchies/aggregator";

  @Test
  void inShareShuffleTheTwoWorkersReceive() {
    ComputingDuchies duchies = ComputingDuchies.of(TestSpecs.shuffle()).orElseThrow();

    assertThat(duchies.aggregator()).isEqualTo(AGGREGATOR);
    assertThat(duchies.workers()).containsExactly("duchies/worker1", "duchies/worker2");
    assertThat(duchies.receivers()).isEqualTo(duchies.workers());
    assertThat(duchies.all()).containsExactly(AGGREGATOR, "duchies/worker1", "duchies/worker2");
    assertThat(duchies.isReceiver("duchies/worker2")).isTrue();
    assertThat(duchies.isReceiver(AGGREGATOR)).isFalse();
  }

  @Test
  void inARingAllReceive() {
    ComputingDuchies duchies =
        ComputingDuchies.of(
                ProtocolConfig.newBuilder().setLiquidLegionsV2(TestSpecs.legions(3)).build())
            .orElseThrow();

    assertThat(duchies.aggregator()).isEqualTo(AGGREGATOR);
    assertThat(duchies.workers()).isEqualTo(TestSpecs.workers(3));
    assertThat(duchies.all())
        .containsExactly(AGGREGATOR, "duchies/worker1", "duchies/worker2", "duchies/worker3");
    assertThat(duchies.receivers()).containsExactlyInAnyOrderElementsOf(duchies.all());
    assertThat(duchies.all()).allMatch(duchies::isReceiver).allMatch(duchies::contains);
    assertThat(duchies.isWorker("duchies/worker3")).isTrue();
    assertThat(duchies.isWorker(AGGREGATOR)).isFalse();
  }

  @Test
  void strangersHaveNoPart() {
    ComputingDuchies duchies = ComputingDuchies.of(TestSpecs.shuffle()).orElseThrow();
    for (String stranger : new String[] {"duchies/worker3", "dataProviders/edp1", ""}) {
      assertThat(duchies.contains(stranger)).isFalse();
      assertThat(duchies.isWorker(stranger)).isFalse();
      assertThat(duchies.isReceiver(stranger)).isFalse();
    }
  }

  @Test
  void whereProvidersAnswerByThemselvesNoDuchyComputes() {
    assertThat(ComputingDuchies.of(ProtocolConfig.getDefaultInstance())).isEmpty();
    assertThat(
            ComputingDuchies.of(
                ProtocolConfig.newBuilder()
                    .setDirect(
                        ProtocolConfig.Direct.newBuilder().setNoiseMechanism(NoiseMechanism.NONE))
                    .build()))
        .isEmpty();
  }
}
