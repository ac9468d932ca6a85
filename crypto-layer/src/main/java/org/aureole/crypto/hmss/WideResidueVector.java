package org.aureole.crypto.hmss;

import java.util.Arrays;
import org.aureole.crypto.prng.Seed;

/** Residues modulo above 256 and up to 65536, two bytes each. */
final class WideResidueVector extends ResidueVector {
  private final char[] elements;

  WideResidueVector(char[] elements, int modulus) {
    super(elements.length, modulus);
    this.elements = elements;
  }

  @Override
  public int get(int position) {
    return elements[position];
  }

  @Override
  void get(int position, int[] target, int count) {
    for (int i = 0; i < count; i++) {
      target[i] = elements[position + i];
    }
  }

  @Override
  void set(int position, int[] residues, int count) {
    for (int i = 0; i < count; i++) {
      elements[position + i] = (char) residues[i];
    }
  }

  @Override
  void add(int position, int[] residues, int count) {
    int modulus = modulus();
    for (int i = 0; i < count; i++) {
      int reduced = elements[position + i] + residues[i] - modulus;
      elements[position + i] = (char) (reduced + ((reduced >> 31) & modulus));
    }
  }

  @Override
  ResidueVector shuffled(Seed seed) {
    return new WideResidueVector(BucketShuffle.shuffle(elements, seed), modulus());
  }

  @Override
  ResidueVector extended(int newLength) {
    return new WideResidueVector(Arrays.copyOf(elements, newLength), modulus());
  }

  @Override
  public void destroy() {
    Arrays.fill(elements, (char) 0);
  }
}
