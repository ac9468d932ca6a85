package org.aureole.crypto.curve;

/** Hashes to the curve, in compressed form, from a separate program in another language. */
final class HashVectors {
  static final String[] COMPRESSED = {
    "0295eff36ee6834b476823392ce1f31aeda2c10edf2fdb5a4b2a708a600f18876f",
    "02d81de426f38abb05329fce20be825d7cf5205dd08f079a803a65fc2310fc6fd8",
    "02cdbe79a27ed481eabdfbecd25eed5776de902fc584a95282c1cdf3d9995502f8",
    "02531d571c07e9d56796d996ee0f2d78de80243fe5ea317f435072f378e18b5ab1",
    "026b51b9d722460e1f8073e65a824ebe2282f2d7d945491f150c1c04e6e553bb23",
  };

  private HashVectors() {}
}
