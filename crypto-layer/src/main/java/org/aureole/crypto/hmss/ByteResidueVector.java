package org.aureole.crypto.hmss;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.aureole.crypto.prng.Seed;

/** Residues modulo at most 256, one byte each; the kernels do the work. */
final class ByteResidueVector extends ResidueVector {
  private static final ResidueKernels KERNELS = ResidueKernels.chosen();

  /** As long as the vector or longer; what is beyond is 0. */
  private final byte[] elements;

  /** The vector of the first {@code length} of these elements, which it keeps. */
  ByteResidueVector(byte[] elements, int length, int modulus) {
    super(length, modulus);
    this.elements = elements;
  }

  @Override
  public int get(int position) {
    return elements[Objects.checkIndex(position, length())] & 0xff;
  }

  @Override
  void get(int position, int[] target, int count) {
    for (int i = 0; i < count; i++) {
      target[i] = elements[position + i] & 0xff;
    }
  }

  @Override
  void set(int position, int[] residues, int count) {
    for (int i = 0; i < count; i++) {
      elements[position + i] = (byte) residues[i];
    }
  }

  @Override
  void add(int position, int[] residues, int count) {
    int modulus = modulus();
    for (int i = 0; i < count; i++) {
      int reduced = (elements[position + i] & 0xff) + residues[i] - modulus;
      elements[position + i] = (byte) (reduced + ((reduced >> 31) & modulus));
    }
  }

  @Override
  public void addUniform(Seed seed) {
    KERNELS.addUniform(elements, length(), modulus(), seed);
  }

  @Override
  long multiplyNonZero(Seed seed) {
    return KERNELS.multiplyNonZero(elements, length(), modulus(), seed);
  }

  @Override
  public void add(InputStream wire) throws IOException {
    ResidueReader reader = new ResidueReader(wire, length(), modulus());
    byte[] chunk = new byte[ResidueReader.CHUNK_BYTES];
    int count;
    for (int at = 0; at < length(); at += count) {
      count = reader.readBytes(chunk);
      if (!KERNELS.addResidues(elements, at, chunk, count, modulus())) {
        throw ResidueReader.notBelow(modulus());
      }
    }
    reader.requireEnd();
  }

  @Override
  public void copyWire(long position, byte[] target, int offset, int count) {
    Objects.checkFromIndexSize(position, count, wireBytes());
    System.arraycopy(elements, (int) position, target, offset, count);
  }

  @Override
  ResidueVector shuffled(Seed seed) {
    return new ByteResidueVector(KERNELS.shuffled(elements, length(), seed), length(), modulus());
  }

  @Override
  ResidueVector grown(int newLength) {
    if (newLength <= elements.length) {
      return new ByteResidueVector(elements, newLength, modulus());
    }
    byte[] longer = Arrays.copyOf(elements, newLength);
    destroy();
    return new ByteResidueVector(longer, newLength, modulus());
  }

  @Override
  public void destroy() {
    Arrays.fill(elements, (byte) 0);
  }
}
