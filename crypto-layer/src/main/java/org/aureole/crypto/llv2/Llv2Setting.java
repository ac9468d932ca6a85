package org.aureole.crypto.llv2;

import org.aureole.crypto.consent.CanonicalBytes;
import org.aureole.crypto.curve.CurveKernel;

/**
 * What every role of one computation works with. Immutable and thread-safe.
 *
 * @param kernel the curve arithmetic
 * @param runner the threads
 * @param parameters what all parties agree on
 * @param noise of the same parameters, or none
 */
public record Llv2Setting(
    CurveKernel kernel, ChunkRunner runner, Llv2Parameters parameters, Llv2Noise noise) {
  public Llv2Setting {
    noise.requireOf(parameters);
  }

  /** What all parties agree on, as bytes that nothing else gives. */
  byte[] canonical() {
    return new CanonicalBytes()
        .field(parameters.canonical())
        .field(noise.canonical())
        .toByteArray();
  }

  /** How many records a hand-over may have. */
  RecordLimits limits() {
    return new RecordLimits(parameters, noise);
  }
}
