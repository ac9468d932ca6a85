package org.aureole.platform.spec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.util.List;
import java.util.stream.IntStream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;
import org.aureole.v1.ProtocolConfig.LiquidLegionsV2;
import org.aureole.v1.VidSamplingInterval;

/** Specifications that everybody accepts. */
final class TestSpecs {
  static final DifferentialPrivacyParams PRIVACY =
      DifferentialPrivacyParams.newBuilder().setEpsilon(1).setDelta(1e-9).build();

  private TestSpecs() {}

  /** Of reach, by Liquid Legions V2 over an aggregator and that many workers. */
  static MeasurementSpec.Builder reach(int dataProviders, int workers) {
    MeasurementSpec.Builder spec = question(dataProviders);
    spec.getReachBuilder().setPrivacyParams(PRIVACY);
    spec.getProtocolBuilder().setLiquidLegionsV2(legions(workers));
    return spec;
  }

  /** Of reach and frequency, likewise. */
  static MeasurementSpec.Builder reachAndFrequency(
      int dataProviders, int workers, int maximumFrequency) {
    MeasurementSpec.Builder spec = question(dataProviders);
    spec.getReachAndFrequencyBuilder()
        .setReachPrivacyParams(PRIVACY)
        .setFrequencyPrivacyParams(PRIVACY)
        .setMaximumFrequency(maximumFrequency);
    spec.getProtocolBuilder().setLiquidLegionsV2(legions(workers));
    return spec;
  }

  static LiquidLegionsV2.Builder legions(int workers) {
    return LiquidLegionsV2.newBuilder()
        .setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN)
        .setAggregator("duchies/aggregator")
        .addAllWorkers(workers(workers))
        .setToleratedColluders(workers)
        .setSketch(
            ProtocolConfig.LiquidLegionsSketch.newBuilder()
                .setDecayRate(12)
                .setRegisters(100_000)
                .setKeys(10_000_000))
        .setBlindHistogramPrivacyParams(PRIVACY)
        .setPublisherPrivacyParams(PRIVACY);
  }

  static List<String> workers(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> "duchies/worker" + i).toList();
  }

  static ProtocolConfig shuffle() {
    return ProtocolConfig.newBuilder()
        .setHonestMajorityShareShuffle(
            HonestMajorityShareShuffle.newBuilder()
                .setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN)
                .setAggregator("duchies/aggregator")
                .setFirstWorker("duchies/worker1")
                .setSecondWorker("duchies/worker2")
                .setModulus(127))
        .build();
  }

  private static MeasurementSpec.Builder question(int dataProviders) {
    MeasurementSpec.Builder spec =
        MeasurementSpec.newBuilder()
            .setMeasurement("measurementConsumers/mc1/measurements/m1")
            .setResultPublicKey(ByteString.copyFrom(new byte[32]))
            .setVidSamplingInterval(VidSamplingInterval.newBuilder().setWidth(1L << 32))
            .setPopulation("populations/p1")
            .setPopulationSize(1000)
            .setPopulationSpecDigest(ByteString.copyFrom(new byte[Fingerprint.LENGTH]))
            .setExpireTime(Timestamp.newBuilder().setSeconds(1));
    for (int i = 1; i <= dataProviders; i++) {
      spec.addDataProvidersBuilder()
          .setDataProvider("dataProviders/edp" + i)
          .setNonceHash(
              ByteString.copyFrom(Fingerprint.of(("nonce " + i).getBytes(UTF_8)).bytes()));
    }
    return spec;
  }
}
