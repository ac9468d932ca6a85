package org.aureole.crypto.curve;

import java.util.Arrays;
import org.aureole.crypto.prng.AesCtrStream;
import org.aureole.crypto.prng.Seed;
import org.aureole.model.error.DomainException;

/**
 * Uniform scalars in [1, q), expanded from a seed: each is the next 32 bytes of the stream that are
 * in range; about one candidate in 2³² is passed over. Deterministic in the stream. Not
 * thread-safe.
 */
public final class ScalarStream {
  private final AesCtrStream stream;

  /** Draws from the stream's present place on, without reading ahead. */
  public ScalarStream(AesCtrStream stream) {
    this.stream = stream;
  }

  public ScalarStream(Seed seed) {
    this(seed.stream());
  }

  /**
   * The next scalars, 32 bytes each. The caller clears them.
   *
   * @param count at least 0, and few enough for an array
   */
  public byte[] next(int count) {
    if (count < 0 || count > Integer.MAX_VALUE / CurveKernel.SCALAR_BYTES) {
      throw DomainException.invalid("count", "is " + count + "; an array holds 0 to 67108863");
    }
    byte[] scalars = stream.next(count * CurveKernel.SCALAR_BYTES);
    int kept = 0;
    for (int at = 0; at < scalars.length; at += CurveKernel.SCALAR_BYTES) {
      if (Scalars.isInRange(scalars, at)) {
        if (kept != at) {
          System.arraycopy(scalars, at, scalars, kept, CurveKernel.SCALAR_BYTES);
        }
        kept += CurveKernel.SCALAR_BYTES;
      }
    }
    if (kept < scalars.length) {
      byte[] rest = next((scalars.length - kept) / CurveKernel.SCALAR_BYTES);
      System.arraycopy(rest, 0, scalars, kept, rest.length);
      Arrays.fill(rest, (byte) 0);
    }
    return scalars;
  }
}
