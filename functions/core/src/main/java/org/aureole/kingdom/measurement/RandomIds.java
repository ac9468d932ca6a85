package org.aureole.kingdom.measurement;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;

/** Ids of resources that the Kingdom names: 128 random bits in hexadecimal. Thread-safe. */
public final class RandomIds {
  private static final int BYTES = 16;

  private final SecureRandom random;

  public RandomIds(SecureRandom random) {
    this.random = Objects.requireNonNull(random);
  }

  String next() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
