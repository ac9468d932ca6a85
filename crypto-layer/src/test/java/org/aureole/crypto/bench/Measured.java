package org.aureole.crypto.bench;

import java.util.List;

/**
 * A benchmark under the name that people know it by.
 *
 * @param method the JMH benchmark, class and method
 * @param size its parameter {@code items}
 * @param items how many items one run of it works on
 * @param heapMebibytes the heap it gets
 */
record Measured(
    String name,
    String what,
    String method,
    Yardstick yardstick,
    int size,
    int items,
    int heapMebibytes,
    int warmups,
    int iterations) {

  private static final int MANY = 10_000_000;
  private static final int REGISTERS = 1_000;
  private static final int CIPHERTEXTS = REGISTERS * (Llv2Benchmark.MAXIMUM_FREQUENCY - 1);
  private static final String HMSS = HmssBenchmark.class.getName() + ".";
  private static final String LLV2 = Llv2Benchmark.class.getName() + ".";

  /** The registers of the usual sketch. */
  private static final int SKETCH = 100_000;

  static final List<Measured> ALL =
      List.of(
          llv2("encrypt-register", "a data provider, per register", "encryptRegister", REGISTERS),
          llv2(
              "setup-noise",
              "a Duchy, per noise register",
              "setupNoise",
              Llv2Benchmark.noiseRegisters(REGISTERS)),
          llv2("phase-one.worker", "per register", "phaseOneWorker", REGISTERS),
          llv2("phase-one.aggregator", "per register", "phaseOneAggregator", REGISTERS),
          llv2("phase-two.worker", "per tuple", "phaseTwoWorker", REGISTERS),
          llv2("phase-two.aggregator", "per tuple", "phaseTwoAggregator", REGISTERS),
          llv2(
              "phase-three.first-worker",
              "which makes the rows, per ciphertext",
              "phaseThreeFirstWorker",
              CIPHERTEXTS),
          llv2("phase-three.worker", "per ciphertext", "phaseThreeWorker", CIPHERTEXTS),
          llv2("phase-three.aggregator", "per row", "phaseThreeAggregator", REGISTERS),
          llv2(
              "whole", "three Duchies without the data provider, per register", "whole", REGISTERS),
          new Measured(
              "llv2.whole-100k",
              "the same, of a whole sketch, once",
              LLV2 + "whole",
              Yardstick.P256_MULTIPLICATION,
              SKETCH,
              SKETCH,
              1500,
              0,
              1),
          records("sort", "a stage shuffles what it passes on, per register"),
          records("join", "the aggregator finds the registers of an index, per register"),
          hmss("share", "a data provider splits its vector", "share", MANY, 128),
          hmss("shuffle", "a worker: one seed expanded, shuffled", "shuffle", MANY, 128),
          hmss("shuffle-100m", "the same, ten times as many", "shuffle", 10 * MANY, 300),
          hmss("shuffle-2p27", "the same, of 2^27", "shuffle", 1 << 27, 400),
          hmss("shuffle-reach", "the same for reach alone", "shuffleReach", MANY, 128),
          hmss("add-seed", "a worker adds a further share by its seed", "addSeed", MANY, 128),
          hmss("add-share", "a worker adds a further explicit share", "addShare", MANY, 128),
          hmss("aggregate", "the aggregator opens and counts", "aggregate", MANY, 128));

  private static Measured hmss(String name, String what, String method, int items, int heap) {
    return new Measured(
        "hmss." + name, what, HMSS + method, Yardstick.AES_BYTE, items, items, heap, 3, 12);
  }

  private static Measured records(String method, String what) {
    return new Measured(
        "llv2." + method,
        what,
        "org.aureole.crypto.llv2.RecordsBenchmark." + method,
        Yardstick.P256_MULTIPLICATION,
        SKETCH,
        SKETCH,
        512,
        3,
        8);
  }

  private static Measured llv2(String name, String what, String method, int items) {
    return new Measured(
        "llv2." + name,
        what,
        LLV2 + method,
        Yardstick.P256_MULTIPLICATION,
        REGISTERS,
        items,
        256,
        1,
        4);
  }
}
