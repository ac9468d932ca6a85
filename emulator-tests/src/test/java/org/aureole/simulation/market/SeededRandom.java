package org.aureole.simulation.market;

import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.Random;

/** Randomness that a seed gives again: for a simulation, never for a secret. */
final class SeededRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  SeededRandom(long seed) {
    super(new Spi(seed), new Simulation());
  }

  private static final class Simulation extends Provider {
    private static final long serialVersionUID = 1L;

    Simulation() {
      super("Simulation", "1", "seeded randomness of simulated worlds");
    }
  }

  private static final class Spi extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;

    private final Random random;

    Spi(long seed) {
      this.random = new Random(seed);
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
      // What is drawn depends on the world's seed alone.
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      random.nextBytes(bytes);
    }

    @Override
    protected byte[] engineGenerateSeed(int count) {
      byte[] seed = new byte[count];
      random.nextBytes(seed);
      return seed;
    }
  }
}
