package org.aureole.edp;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.curve.CurveKernels;
import org.aureole.crypto.llv2.DuchyKeys;
import org.aureole.crypto.llv2.DuchySecret;
import org.aureole.crypto.llv2.Llv2Goal;
import org.aureole.crypto.llv2.Llv2Parameters;
import org.aureole.crypto.llv2.Llv2Setting;
import org.aureole.crypto.llv2.PublicKeyShare;
import org.aureole.crypto.llv2.RingAggregator;
import org.aureole.crypto.llv2.RingContext;
import org.aureole.crypto.llv2.RingWorker;
import org.aureole.crypto.llv2.SetupPhase;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.sketch.LegionsTally;
import org.aureole.platform.spec.LiquidLegionsRule;
import org.aureole.v1.MeasurementSpec;

/** The Duchies of a ring in one thread: what they publish, and what they read together. */
final class TestRing {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final MeasurementSpec spec;

  /** The aggregator's last. */
  private final Map<String, DuchySecret> secrets = new LinkedHashMap<>();

  /**
   * @param duchies in the order of the ring, the aggregator last
   */
  TestRing(MeasurementSpec spec, Fingerprint fingerprint, List<String> duchies) {
    this.spec = spec;
    RingContext context = new RingContext(TestRequisitions.COMPUTATION, fingerprint);
    duchies.forEach(
        duchy -> secrets.put(duchy, new DuchySecret(Seed.random(RANDOM), duchy, context)));
  }

  /** A share of a key, as some Duchy proves it for some computation. */
  static ByteString share(String duchy, String computation, Fingerprint fingerprint) {
    RingContext context = new RingContext(computation, fingerprint);
    return bytes(new DuchySecret(Seed.random(RANDOM), duchy, context));
  }

  /** What a Duchy of the ring publishes. */
  ByteString share(String duchy) {
    return bytes(secrets.get(duchy));
  }

  private static ByteString bytes(DuchySecret secret) {
    return ByteString.copyFrom(secret.publicKeyShare(CurveKernels.chosen()).toBytes());
  }

  private Llv2Setting setting() {
    return LiquidLegionsRule.setting(spec, spec.getProtocol().getLiquidLegionsV2());
  }

  /** The most registers of noise that one data provider adds. */
  long providerRegisters() {
    return setting().noise().providerRegisters();
  }

  /** What comes out of the ring if one data provider sent these registers and the other none. */
  LegionsTally open(ByteString registers) {
    Llv2Setting setting = setting();
    List<PublicKeyShare> shares =
        secrets.values().stream().map(s -> s.publicKeyShare(setting.kernel())).toList();
    List<DuchySecret> ring = List.copyOf(secrets.values());
    List<DuchyKeys> keys = ring.stream().map(s -> DuchyKeys.of(setting, s, shares)).toList();
    int last = ring.size() - 1;
    List<RingWorker> workers = new ArrayList<>();
    List<byte[]> ofDuchies = new ArrayList<>();
    for (int i = 0; i <= last; i++) {
      List<byte[]> provided = i == 0 ? List.of(registers.toByteArray()) : List.of();
      ofDuchies.add(new SetupPhase(setting, ring.get(i), keys.get(i)).ownRegisters(provided));
      if (i < last) {
        workers.add(new RingWorker(setting, ring.get(i), keys.get(i)));
      }
    }
    byte[] all = new SetupPhase(setting, ring.get(last), keys.get(last)).allRegisters(ofDuchies);
    RingAggregator aggregator = new RingAggregator(setting, ring.get(last), keys.get(last));
    return opened(setting.parameters(), workers, aggregator, all);
  }

  private static LegionsTally opened(
      Llv2Parameters parameters, List<RingWorker> workers, RingAggregator aggregator, byte[] all) {
    int sent = all.length / parameters.registerBytes();
    byte[] records = all;
    for (RingWorker worker : workers) {
      records = worker.phaseOne(records);
    }
    if (parameters.goal() == Llv2Goal.REACH) {
      return aggregator.reach(records, sent);
    }
    records = aggregator.phaseOne(records, sent);
    int tuples = records.length / parameters.registerBytes();
    for (RingWorker worker : workers) {
      records = worker.phaseTwo(records);
    }
    records = aggregator.phaseTwo(records, tuples);
    int counts = records.length / 66;
    for (RingWorker worker : workers) {
      records = worker.phaseThree(records);
    }
    return aggregator.phaseThree(records, tuples, counts);
  }
}
