package org.aureole.simulation.world;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The randomness of a simulated world: a pure function of the seed, of what is decided, and of how
 * often that was decided before. So one decision does not depend on any other, and a world from
 * which one fault was taken away goes on as before in everything that the fault did not touch. Used
 * by one thread at a time.
 */
public final class Chance {
  private final long seed;
  private final Map<String, Integer> asked = new HashMap<>();

  public Chance(long seed) {
    this.seed = seed;
  }

  /** How often something was decided, as part of its name: {@code what#3}. */
  String occurrence(String what) {
    return what + "#" + asked.merge(what, 1, Integer::sum);
  }

  /** A number in [0, 1) for one decision, the same whenever it is asked again. */
  public double of(String decision) {
    return (mix(decision) >>> 11) * 0x1.0p-53;
  }

  /** A number in [0, bound) for one decision. */
  public int below(int bound, String decision) {
    return (int) (of(decision) * bound);
  }

  /** FNV-1a over the name, finished as SplitMix64 does, so that similar names part. */
  private long mix(String decision) {
    long hash = 0xcbf29ce484222325L ^ (seed * 0x9e3779b97f4a7c15L);
    for (byte each : decision.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ each) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }
}
