package org.aureole.duchy;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aureole.crypto.estimate.Estimate;
import org.aureole.crypto.estimate.FrequencyEstimate;
import org.aureole.crypto.estimate.LegionsEstimator;
import org.aureole.crypto.estimate.SampleDesign;
import org.aureole.crypto.llv2.Llv2Noise;
import org.aureole.crypto.llv2.Llv2Parameters;
import org.aureole.crypto.llv2.Llv2Setting;
import org.aureole.crypto.llv2.PublicKeyShare;
import org.aureole.crypto.llv2.RegisterEncryption;
import org.aureole.crypto.llv2.RingContext;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.sketch.LegionsSketch;
import org.aureole.crypto.sketch.LegionsTally;
import org.aureole.crypto.vid.FrequencyVector;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.spec.LiquidLegionsRule;
import org.aureole.platform.spec.SpecRules;
import org.aureole.v1.Manifest;
import org.aureole.v1.ProtocolConfig.LiquidLegionsV2;

/**
 * Encrypted registers of Liquid Legions V2, and what the same sketches say in clear. A person's VID
 * is its position in the sample.
 */
final class TestRegisters implements TestAnswers {
  private final TestMeasurement measurement;
  private final LiquidLegionsV2 protocol;
  private final Map<PartyName, ByteString> registers = new HashMap<>();

  TestRegisters(TestMeasurement measurement) {
    this.measurement = measurement;
    this.protocol = measurement.spec.getProtocol().getLiquidLegionsV2();
  }

  @Override
  public String protocol() {
    return InboxFolder.LIQUID_LEGIONS;
  }

  @Override
  public String object() {
    return InboxFolder.REGISTERS;
  }

  @Override
  public ByteString bytes(PartyName provider) {
    return registers.computeIfAbsent(
        provider,
        p ->
            ByteString.copyFrom(
                encryption().encrypt(sketch(p), Seed.random(measurement.market.random))));
  }

  @Override
  public void describe(PartyName provider, Manifest.Builder manifest) {
    manifest.setEncryptedRegisters(
        Manifest.EncryptedRegisters.newBuilder()
            .setRequisition(measurement.requisitions.get(provider).toString())
            .setNonce(measurement.nonce(provider))
            .setRegisterBytes(parameters().registerBytes()));
  }

  Llv2Parameters parameters() {
    return LiquidLegionsRule.parameters(measurement.spec, protocol);
  }

  Llv2Setting setting() {
    return LiquidLegionsRule.setting(measurement.spec, protocol);
  }

  /** What keys of the computation are bound to. */
  RingContext context() {
    return new RingContext(measurement.computation.toString(), measurement.fingerprint());
  }

  /** What the Duchies published, in any order. */
  List<PublicKeyShare> shares() {
    return measurement.duchies().stream()
        .map(duchy ->
            PublicKeyShare.of(
                duchy.toString(), measurement.params(duchy).getPublicKey().toByteArray()))
        .toList();
  }

  private RegisterEncryption encryption() {
    return new RegisterEncryption(setting(), context(), shares());
  }

  LegionsSketch sketch(PartyName provider) {
    LegionsSketch sketch = new LegionsSketch(parameters().sketch());
    FrequencyVector vector = measurement.vector(provider);
    for (int i = 0; i < vector.length(); i++) {
      if (vector.get(i) > 0) {
        sketch.add(i, vector.get(i));
      }
    }
    return sketch;
  }

  /** The sketches of all providers in one, in clear. */
  LegionsSketch inClear() {
    LegionsSketch all = new LegionsSketch(parameters().sketch());
    measurement.requisitions.keySet().forEach(provider -> all.merge(sketch(provider)));
    return all;
  }

  /** The reach that the sketch in clear gives. */
  Estimate reach() {
    return estimator(Llv2Noise.none()).reach(LegionsTally.reach(inClear().activeRegisters()));
  }

  /** The same, as uncertain as the noise of the protocol makes it. */
  Estimate noisyReach() {
    return estimator(LiquidLegionsRule.noise(measurement.spec, protocol))
        .reach(LegionsTally.reach(inClear().activeRegisters()));
  }

  /** Reach and frequency that the sketch in clear gives. */
  FrequencyEstimate reachAndFrequency() {
    return estimator(Llv2Noise.none())
        .reachAndFrequency(inClear().tally(parameters().maximumFrequency()));
  }

  private LegionsEstimator estimator(Llv2Noise noise) {
    return new LegionsEstimator(
        new SampleDesign(
            SpecRules.sampling(measurement.spec), measurement.spec.getPopulationSize()),
        parameters(),
        noise);
  }
}
