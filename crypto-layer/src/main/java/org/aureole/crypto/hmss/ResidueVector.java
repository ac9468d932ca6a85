package org.aureole.crypto.hmss;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.aureole.crypto.prng.NonZeroSequence;
import org.aureole.crypto.prng.ResidueSequence;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.prng.UniformSequence;
import org.aureole.model.error.DomainException;

/**
 * A vector over the integers modulo q, one byte per element while q ≤ 256 and two beyond.
 *
 * <p>Its wire form is the elements in order, each one byte, or two bytes big-endian; nothing else.
 * A share is secret: it is not printed, and {@link #destroy()} clears it. Not thread-safe.
 */
public abstract sealed class ResidueVector permits ByteResidueVector, WideResidueVector {
  /** Elements handled at a time where values are generated, read or written. */
  static final int CHUNK = 4096;

  private final int length;
  private final int modulus;

  ResidueVector(int length, int modulus) {
    this.length = length;
    this.modulus = modulus;
  }

  /**
   * A vector of zeros.
   *
   * @param length the number of elements, at least 0
   * @param modulus q, in [2, 65536]
   */
  public static ResidueVector zeros(int length, int modulus) {
    if (length < 0) {
      throw DomainException.invalid("length", "is negative: " + length);
    }
    if (modulus < 2 || modulus > 1 << 16) {
      throw DomainException.invalid("modulus", "is " + modulus + "; it is in [2, 65536]");
    }
    return zeros(length, modulus, length);
  }

  /** {@link #zeros(int, int)} with room to be {@link #grown} to a length that is known already. */
  static ResidueVector zeros(int length, int modulus, int room) {
    return modulus <= ResidueKernels.MAXIMUM_MODULUS
        ? new ByteResidueVector(new byte[room], length, modulus)
        : new WideResidueVector(new char[length], modulus);
  }

  /**
   * Reads a vector in wire form.
   *
   * @throws DomainException PROTOCOL_VIOLATION if the stream does not hold exactly {@code length}
   *     elements below the modulus
   */
  public static ResidueVector readFrom(InputStream wire, int length, int modulus)
      throws IOException {
    ResidueVector vector = zeros(length, modulus);
    vector.add(wire);
    return vector;
  }

  /** {@link #readFrom} of bytes in memory. */
  public static ResidueVector ofBytes(byte[] wire, int length, int modulus) {
    try {
      return readFrom(new ByteArrayInputStream(wire), length, modulus);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public final int length() {
    return length;
  }

  public final int modulus() {
    return modulus;
  }

  /** Bytes per element in wire form, 1 or 2. */
  public final int elementBytes() {
    return elementBytes(modulus);
  }

  static int elementBytes(int modulus) {
    return modulus <= ResidueKernels.MAXIMUM_MODULUS ? 1 : 2;
  }

  /** The length of the wire form in bytes. */
  public final long wireBytes() {
    return (long) length * elementBytes();
  }

  /** The element at a position in [0, length). */
  public abstract int get(int position);

  /** Copies {@code count} elements from a position on to the start of an array. */
  abstract void get(int position, int[] target, int count);

  /** Overwrites {@code count} elements from a position on with residues. */
  abstract void set(int position, int[] residues, int count);

  /** Adds residues to {@code count} elements from a position on. */
  abstract void add(int position, int[] residues, int count);

  /** The elements in an order that is uniform among all and a function of the seed and length. */
  abstract ResidueVector shuffled(Seed seed);

  /**
   * A vector of {@code newLength} elements that starts with this one's and goes on with 0. This one
   * is gone: the other may hold its elements.
   */
  abstract ResidueVector grown(int newLength);

  /** Adds {@link UniformSequence Uniform}(length, modulus), from the seed's first byte on. */
  public abstract void addUniform(Seed seed);

  /**
   * Multiplies each element by the next value of {@link NonZeroSequence NonZero}(length, modulus),
   * from the seed's first byte on.
   *
   * @return how many bytes of the seed's stream that took
   */
  abstract long multiplyNonZero(Seed seed);

  /**
   * Copies a part of the wire form.
   *
   * @param position the first byte of the part, which lies within the {@link #wireBytes}
   * @throws IndexOutOfBoundsException if the part does not lie there, or not within the target
   */
  public abstract void copyWire(long position, byte[] target, int offset, int count);

  /** Overwrites every element with 0. */
  public abstract void destroy();

  /** Adds a vector of the same length and modulus. */
  public final void add(ResidueVector other) {
    requireSame("modulus", other.modulus, modulus);
    requireSame("length", other.length, length);
    int[] chunk = new int[CHUNK];
    int count;
    for (int at = 0; at < length; at += count) {
      count = Math.min(CHUNK, length - at);
      other.get(at, chunk, count);
      add(at, chunk, count);
    }
  }

  /** Adds the next {@link #length()} values of a sequence, which must be its last. */
  public final void add(ResidueSequence sequence) {
    combine(sequence, (at, chunk, count) -> add(at, chunk, count));
  }

  /** Multiplies each element by the next value of a sequence, which must end with this vector. */
  final void multiply(ResidueSequence sequence) {
    int[] own = new int[CHUNK];
    combine(
        sequence,
        (at, chunk, count) -> {
          get(at, own, count);
          for (int i = 0; i < count; i++) {
            own[i] = (int) ((long) own[i] * chunk[i] % modulus);
          }
          set(at, own, count);
        });
  }

  /**
   * Adds a vector in wire form, without holding it in memory.
   *
   * @throws DomainException PROTOCOL_VIOLATION if the stream does not hold exactly {@link
   *     #length()} elements below the modulus; this vector is then unusable
   */
  public void add(InputStream wire) throws IOException {
    ResidueReader reader = new ResidueReader(wire, length, modulus);
    int[] chunk = new int[CHUNK];
    int count;
    for (int at = 0; at < length; at += count) {
      count = reader.read(chunk, CHUNK);
      add(at, chunk, count);
    }
    reader.requireEnd();
  }

  /** Writes the wire form; the stream is not closed. */
  public final void writeTo(OutputStream wire) throws IOException {
    byte[] bytes = new byte[ResidueReader.CHUNK_BYTES];
    int count;
    for (long at = 0; at < wireBytes(); at += count) {
      count = (int) Math.min(bytes.length, wireBytes() - at);
      copyWire(at, bytes, 0, count);
      wire.write(bytes, 0, count);
    }
  }

  /** The wire form in memory. */
  public final byte[] toBytes() {
    byte[] bytes = new byte[Math.toIntExact(wireBytes())];
    copyWire(0, bytes, 0, bytes.length);
    return bytes;
  }

  private void combine(ResidueSequence sequence, ChunkOperation operation) {
    requireSame("modulus", sequence.modulus(), modulus);
    if (sequence.remaining() != length) {
      throw DomainException.invalid(
          "sequence", "has " + sequence.remaining() + " values where " + length + " are expected");
    }
    int[] chunk = new int[CHUNK];
    int count;
    for (int at = 0; at < length; at += count) {
      count = sequence.read(chunk, CHUNK);
      operation.apply(at, chunk, count);
    }
  }

  private static void requireSame(String what, int actual, int expected) {
    if (actual != expected) {
      throw DomainException.invalid(what, "is " + actual + " where " + expected + " is expected");
    }
  }

  @Override
  public final String toString() {
    return "ResidueVector[length=" + length + ", modulus=" + modulus + ", redacted]";
  }

  private interface ChunkOperation {
    void apply(int position, int[] chunk, int count);
  }
}
