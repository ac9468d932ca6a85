package org.aureole.crypto.hmss;

import java.util.Arrays;
import org.aureole.crypto.prng.Seed;

/** Residues modulo at most 256, one byte each. */
final class ByteResidueVector extends ResidueVector {
  private final byte[] elements;

  ByteResidueVector(byte[] elements, int modulus) {
    super(elements.length, modulus);
    this.elements = elements;
  }

  @Override
  public int get(int position) {
    return elements[position] & 0xff;
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
  ResidueVector shuffled(Seed seed) {
    return new ByteResidueVector(BucketShuffle.shuffle(elements, seed), modulus());
  }

  @Override
  ResidueVector extended(int newLength) {
    return new ByteResidueVector(Arrays.copyOf(elements, newLength), modulus());
  }

  @Override
  public void destroy() {
    Arrays.fill(elements, (byte) 0);
  }
}
