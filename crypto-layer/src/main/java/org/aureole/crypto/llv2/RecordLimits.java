package org.aureole.crypto.llv2;

import org.aureole.model.error.DomainException;

/**
 * How many records what is handed over in one computation has, at least and at most: what can be
 * said of it before it is read. Follows from what all parties agree on alone. Immutable.
 *
 * @param parameters of the computation
 * @param noise of the same parameters, or none
 */
public record RecordLimits(Llv2Parameters parameters, Llv2Noise noise) {
  /**
   * 1.5 GiB: a stage holds what arrived, what it makes of it, and a sorted copy, some four times
   * the largest batch, in a process of 8 GiB.
   */
  static final long MOST_BYTES_AT_ONCE = 3L << 29;

  /** Throws INVALID_ARGUMENT if the noise is that of a computation of other parameters. */
  public RecordLimits {
    noise.requireOf(parameters);
  }

  /** The most registers of one data provider. */
  public long mostOfProvider() {
    return parameters.sketch().registers() + noise.providerRegisters();
  }

  /** The least registers that a Duchy sends to the aggregator: its noise. */
  public long leastOfDuchy() {
    return noise.registers();
  }

  /** The most registers that a Duchy sends to the aggregator. */
  public long mostOfDuchy() {
    return ofProviders() + noise.registers();
  }

  /** The least registers that go round the ring: the noise of all Duchies. */
  public long leastRegisters() {
    return parameters.duchies() * noise.registers();
  }

  /** The most registers that go round the ring. */
  public long mostRegisters() {
    return ofProviders() + leastRegisters();
  }

  /**
   * The least tuples that arrive at a worker: the noise of the aggregator and of those before it.
   *
   * @param position its position in the ring, from 0
   */
  public long leastTuples(int position) {
    return (position + 1L) * noise.tuples();
  }

  /**
   * The most tuples that arrive at a worker.
   *
   * @param position its position in the ring, from 0
   */
  public long mostTuples(int position) {
    return mostRegisters() + leastTuples(position);
  }

  /** The most counts, and rows, of phase three. */
  public long mostCounts() {
    return mostRegisters() + parameters.duchies() * noise.tuples();
  }

  /**
   * Refuses a computation in which a batch could be larger than a Duchy's process bears: the
   * registers of a reach; else the tuples, which have the size of registers, or the rows.
   *
   * @throws DomainException INVALID_ARGUMENT saying what would be right
   */
  public void requireBearable() {
    // A reach has no tuples beside its registers, and no rows.
    int largestRecord = Math.max(parameters.registerBytes(), parameters.rowBytes());
    long bytes = Math.multiplyExact(mostCounts(), largestRecord);
    if (bytes > MOST_BYTES_AT_ONCE) {
      throw DomainException.invalid(
          "protocol",
          "takes up to %d bytes at once, above the limit of %d; ask fewer data providers, take a smaller sketch or maximum frequency, or raise epsilon"
              .formatted(bytes, MOST_BYTES_AT_ONCE));
    }
  }

  private long ofProviders() {
    return parameters.dataProviders() * mostOfProvider();
  }
}
