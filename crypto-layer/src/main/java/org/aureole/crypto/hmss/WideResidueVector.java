package org.aureole.crypto.hmss;

import java.util.Arrays;
import java.util.Objects;
import org.aureole.crypto.prng.AesCtrStream;
import org.aureole.crypto.prng.NonZeroSequence;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.prng.UniformSequence;

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
  public void addUniform(Seed seed) {
    add(new UniformSequence(seed.stream(), length(), modulus()));
  }

  @Override
  long multiplyNonZero(Seed seed) {
    AesCtrStream stream = seed.stream();
    multiply(new NonZeroSequence(stream, length(), modulus()));
    return stream.position();
  }

  @Override
  public void copyWire(long position, byte[] target, int offset, int count) {
    Objects.checkFromIndexSize(position, count, wireBytes());
    for (int i = 0; i < count; i++) {
      int element = elements[(int) ((position + i) / 2)];
      target[offset + i] = (byte) ((position + i) % 2 == 0 ? element >>> 8 : element);
    }
  }

  @Override
  ResidueVector grown(int newLength) {
    char[] longer = Arrays.copyOf(elements, newLength);
    destroy();
    return new WideResidueVector(longer, modulus());
  }

  @Override
  public void destroy() {
    Arrays.fill(elements, (char) 0);
  }
}
