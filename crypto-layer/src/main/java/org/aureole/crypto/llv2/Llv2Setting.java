package org.aureole.crypto.llv2;

import org.aureole.crypto.curve.CurveKernel;
import org.aureole.model.error.DomainException;

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
    if (!noise.fits(parameters)) {
      throw DomainException.invalid("noise", "is that of a computation of other parameters");
    }
  }

  /** The most registers of all data providers and Duchies together. */
  long mostRegisters() {
    long ofProvider = parameters.sketch().registers() + noise.providerRegisters();
    return parameters.dataProviders() * ofProvider + leastRegisters();
  }

  /** The noise registers of all Duchies. */
  long leastRegisters() {
    return parameters.duchies() * noise.registers();
  }
}
