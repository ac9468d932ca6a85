package org.aureole.crypto.bench;

import java.util.List;

/**
 * A benchmark under the name that people know it by.
 *
 * @param method the JMH benchmark, class and method
 * @param items how many items one run of it works on
 * @param heapMebibytes the heap it gets
 */
record Measured(
    String name,
    String what,
    String method,
    Yardstick yardstick,
    int items,
    int heapMebibytes,
    int warmups,
    int iterations) {

  private static final int MANY = 10_000_000;
  private static final String HMSS = HmssBenchmark.class.getName() + ".";

  static final List<Measured> ALL =
      List.of(
          hmss("share", "a data provider splits its vector", "share", MANY, 128),
          hmss("shuffle", "a worker: one seed expanded, shuffled", "shuffle", MANY, 128),
          hmss("shuffle-100m", "the same, ten times as many", "shuffle", 10 * MANY, 300),
          hmss("shuffle-reach", "the same for reach alone", "shuffleReach", MANY, 128),
          hmss("add-seed", "a worker adds a further share by its seed", "addSeed", MANY, 128),
          hmss("add-share", "a worker adds a further explicit share", "addShare", MANY, 128),
          hmss("aggregate", "the aggregator opens and counts", "aggregate", MANY, 128));

  private static Measured hmss(String name, String what, String method, int items, int heap) {
    return new Measured(
        "hmss." + name, what, HMSS + method, Yardstick.AES_BYTE, items, heap, 3, 12);
  }
}
