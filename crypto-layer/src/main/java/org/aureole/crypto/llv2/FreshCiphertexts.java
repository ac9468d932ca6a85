package org.aureole.crypto.llv2;

import java.util.Arrays;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.CurvePoints;
import org.aureole.crypto.curve.PreparedPoint;
import org.aureole.crypto.curve.ScalarStream;

/** Ciphertexts made here, with randomness that is cleared after use. */
record FreshCiphertexts(CurveKernel kernel) {
  /** Of affine plaintexts. */
  byte[] of(PreparedPoint key, byte[] plaintexts, ScalarStream random) {
    byte[] r = random.next(plaintexts.length / CurveKernel.AFFINE_BYTES);
    try {
      return kernel.encrypt(key, plaintexts, r);
    } finally {
      Arrays.fill(r, (byte) 0);
    }
  }

  byte[] ofZero(PreparedPoint key, int count, ScalarStream random) {
    byte[] r = random.next(count);
    try {
      return kernel.encryptZero(key, r);
    } finally {
      Arrays.fill(r, (byte) 0);
    }
  }

  /**
   * Of uniform plaintexts that nobody knows, under every key alike: two independent multiples of
   * the generator.
   */
  byte[] ofRandom(int count, ScalarStream random) {
    return CurvePoints.compress(randomPoints(2 * count, random));
  }

  /** Uniform affine points. */
  byte[] randomPoints(int count, ScalarStream random) {
    byte[] r = random.next(count);
    try {
      return kernel.multiply(kernel.generator(), r);
    } finally {
      Arrays.fill(r, (byte) 0);
    }
  }

  byte[] rerandomised(PreparedPoint key, byte[] ciphertexts, ScalarStream random) {
    byte[] r = random.next(ciphertexts.length / CurveKernel.CIPHERTEXT_BYTES);
    try {
      return kernel.rerandomise(key, ciphertexts, r);
    } finally {
      Arrays.fill(r, (byte) 0);
    }
  }
}
