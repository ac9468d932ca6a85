package org.aureole.crypto.llv2;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.sketch.LegionsSketch;
import org.aureole.crypto.sketch.LegionsTally;

/** All parties of one computation in memory; records pass between them in wire form. */
public final class Llv2Run {
  private final Llv2Setting setting;
  private final int run;
  private final List<DuchySecret> secrets = new ArrayList<>();
  private final List<PublicKeyShare> shares = new ArrayList<>();
  private final List<DuchyKeys> keys = new ArrayList<>();
  private final RingContext context;

  /**
   * @param run from which all seeds derive
   */
  public Llv2Run(Llv2Setting setting, int run) {
    this.setting = setting;
    this.run = run;
    this.context = context("computations/" + run);
    for (int duchy = 0; duchy < setting.parameters().duchies(); duchy++) {
      DuchySecret secret = new DuchySecret(seed("duchy", duchy), "duchies/" + duchy, context);
      secrets.add(secret);
      shares.add(secret.publicKeyShare(setting.kernel()));
    }
    secrets.forEach(secret -> keys.add(DuchyKeys.of(setting, secret, shares)));
  }

  /** Of a computation and the one spec of all tests. */
  static RingContext context(String computation) {
    return new RingContext(computation, Fingerprint.of(new byte[] {1}));
  }

  /** The whole computation. */
  public LegionsTally measure(List<LegionsSketch> sketches) {
    return measureRegisters(setup(encrypted(sketches)));
  }

  /** The computation from what the aggregator sends to the first worker on. */
  LegionsTally measureRegisters(byte[] registers) {
    int sent = registers.length / setting.parameters().registerBytes();
    byte[] blinded = registers;
    for (int worker = 0; worker < aggregatorPosition(); worker++) {
      blinded = worker(worker).phaseOne(blinded);
    }
    if (setting.parameters().goal() == Llv2Goal.REACH) {
      return aggregator().reach(blinded, sent);
    }
    byte[] tuples = aggregator().phaseOne(blinded, sent);
    int sentTuples = tuples.length / 198;
    for (int worker = 0; worker < aggregatorPosition(); worker++) {
      tuples = worker(worker).phaseTwo(tuples);
    }
    byte[] counts = aggregator().phaseTwo(tuples, sentTuples);
    int sentCounts = counts.length / 66;
    byte[] rows = counts;
    for (int worker = 0; worker < aggregatorPosition(); worker++) {
      rows = worker(worker).phaseThree(rows);
    }
    return aggregator().phaseThree(rows, sentTuples, sentCounts);
  }

  /** What each data provider sends. */
  List<byte[]> encrypted(List<LegionsSketch> sketches) {
    RegisterEncryption encryption = new RegisterEncryption(setting, context, shares);
    List<byte[]> registers = new ArrayList<>();
    for (int provider = 0; provider < sketches.size(); provider++) {
      registers.add(encryption.encrypt(sketches.get(provider), seed("provider", provider)));
    }
    return registers;
  }

  /** What the aggregator sends to the first worker; providers are dealt to the Duchies in turn. */
  byte[] setup(List<byte[]> ofProviders) {
    int duchies = setting.parameters().duchies();
    List<byte[]> ofDuchies = new ArrayList<>();
    for (int duchy = 0; duchy < duchies; duchy++) {
      List<byte[]> own = new ArrayList<>();
      for (int provider = duchy; provider < ofProviders.size(); provider += duchies) {
        own.add(ofProviders.get(provider));
      }
      ofDuchies.add(setupOf(duchy).ownRegisters(own));
    }
    return setupOf(0).allRegisters(ofDuchies);
  }

  SetupPhase setupOf(int duchy) {
    return new SetupPhase(setting, secrets.get(duchy), keys.get(duchy));
  }

  RingWorker worker(int position) {
    return new RingWorker(setting, secrets.get(position), keys.get(position));
  }

  RingAggregator aggregator() {
    int position = aggregatorPosition();
    return new RingAggregator(setting, secrets.get(position), keys.get(position));
  }

  DuchySecret secret(int position) {
    return secrets.get(position);
  }

  DuchyKeys keys(int position) {
    return keys.get(position);
  }

  RingContext context() {
    return context;
  }

  /** In ring order. */
  List<PublicKeyShare> shares() {
    return shares;
  }

  /** What one Duchy derives the randomness of its stages from. */
  DerivedSeeds stageSeeds(int position) {
    return secrets.get(position).stageSeeds(setting, keys.get(position));
  }

  byte[] compositeKey() {
    return keys.get(0).composite().point();
  }

  private int aggregatorPosition() {
    return setting.parameters().duchies() - 1;
  }

  Seed seed(String purpose, int number) {
    byte[] bytes = new byte[Seed.BYTES];
    ByteBuffer.wrap(bytes).putInt(run).putInt(purpose.hashCode()).putInt(number);
    return Seed.of(bytes);
  }
}
