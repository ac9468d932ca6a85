package org.aureole.crypto.hmss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.aureole.crypto.prng.AesCtrStream;
import org.aureole.crypto.prng.NonZeroSequence;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.prng.UniformSequence;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResidueVectorTest {
  private static final int LENGTH = 10_001;

  private static ResidueVector random(int modulus, int seed) {
    ResidueVector vector = ResidueVector.zeros(LENGTH, modulus);
    vector.add(new UniformSequence(stream(seed), LENGTH, modulus));
    return vector;
  }

  private static AesCtrStream stream(int seed) {
    byte[] bytes = new byte[Seed.BYTES];
    bytes[0] = (byte) seed;
    return Seed.of(bytes).stream();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 127, 128, 251, 256, 257, 512, 65_521, 65_536})
  void wireForm_roundTrips(int modulus) {
    ResidueVector vector = random(modulus, 1);
    byte[] wire = vector.toBytes();
    assertThat((long) wire.length).isEqualTo(vector.wireBytes());
    assertThat(vector.elementBytes()).isEqualTo(modulus <= 256 ? 1 : 2);
    ResidueVector read = ResidueVector.ofBytes(wire, LENGTH, modulus);
    for (int i = 0; i < LENGTH; i++) {
      assertThat(read.get(i)).isEqualTo(vector.get(i));
    }
    assertThat(read.toBytes()).isEqualTo(wire);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 127, 256, 257, 65_521, 65_536})
  void arithmetic_isModular(int modulus) {
    ResidueVector left = random(modulus, 1);
    ResidueVector right = random(modulus, 2);
    ResidueVector sum = ResidueVector.ofBytes(left.toBytes(), LENGTH, modulus);
    sum.add(right);
    int[] factors = new int[LENGTH];
    new NonZeroSequence(stream(3), LENGTH, modulus).read(factors, LENGTH);
    ResidueVector product = ResidueVector.ofBytes(left.toBytes(), LENGTH, modulus);
    product.multiply(new NonZeroSequence(stream(3), LENGTH, modulus));
    for (int i = 0; i < LENGTH; i++) {
      assertThat(sum.get(i)).isEqualTo((left.get(i) + right.get(i)) % modulus);
      assertThat(product.get(i)).isEqualTo((int) ((long) left.get(i) * factors[i] % modulus));
    }
  }

  @Test
  void badWireForms_areViolations() {
    byte[] wire = random(127, 1).toBytes();
    expectViolation(() -> ResidueVector.ofBytes(wire, LENGTH + 1, 127), "ends before");
    expectViolation(() -> ResidueVector.ofBytes(wire, LENGTH - 1, 127), "goes on");
    wire[5000] = 127;
    expectViolation(() -> ResidueVector.ofBytes(wire, LENGTH, 127), "not below the modulus 127");
    wire[5000] = (byte) 0xff;
    expectViolation(() -> ResidueVector.ofBytes(wire, LENGTH, 127), "not below the modulus 127");
    expectViolation(() -> ResidueVector.ofBytes(new byte[] {1}, 1, 300), "ends before");
    expectViolation(() -> ResidueVector.ofBytes(new byte[] {1, 44}, 1, 300), "not below");
  }

  private static void expectViolation(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION))
        .hasMessageContaining(message);
  }

  @Test
  void otherShapes_areRefused() {
    ResidueVector vector = ResidueVector.zeros(3, 127);
    assertThatThrownBy(() -> vector.add(ResidueVector.zeros(4, 127)))
        .hasMessageContaining("length");
    assertThatThrownBy(() -> vector.add(ResidueVector.zeros(3, 128)))
        .hasMessageContaining("modulus");
    assertThatThrownBy(() -> vector.add(new UniformSequence(stream(1), 4, 127)))
        .hasMessageContaining("has 4 values where 3");
    assertThatThrownBy(() -> ResidueVector.zeros(3, 65_537)).hasMessageContaining("modulus");
  }

  @Test
  void vector_isNotPrinted_andIsCleared() {
    ResidueVector vector = random(127, 1);
    assertThat(vector.toString()).isEqualTo("ResidueVector[length=10001, modulus=127, redacted]");
    vector.destroy();
    assertThat(vector.toBytes()).containsOnly(0);
  }
}
