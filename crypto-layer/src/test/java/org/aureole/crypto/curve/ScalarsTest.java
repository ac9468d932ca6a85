package org.aureole.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.aureole.crypto.prng.Seed;
import org.junit.jupiter.api.Test;

class ScalarsTest {
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private static byte[] bytes(BigInteger number) {
    byte[] padded = new byte[40];
    byte[] bytes = number.toByteArray();
    int from = Math.max(0, bytes.length - 32);
    System.arraycopy(bytes, from, padded, 3 + 32 - (bytes.length - from), bytes.length - from);
    return padded;
  }

  private static boolean isInRange(BigInteger number) {
    return Scalars.isInRange(bytes(number), 3);
  }

  @Test
  void range_isFromOneToBelowTheOrder() {
    assertThat(isInRange(BigInteger.ZERO)).isFalse();
    assertThat(isInRange(ORDER)).isFalse();
    assertThat(isInRange(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE))).isFalse();
    for (int bit = 0; bit < 256; bit++) {
      BigInteger power = BigInteger.ONE.shiftLeft(bit);
      assertThat(isInRange(power)).isTrue();
      assertThat(isInRange(ORDER.subtract(power))).isTrue();
      BigInteger above = ORDER.add(power).subtract(BigInteger.ONE);
      assertThat(isInRange(above)).isEqualTo(above.bitLength() > 256);
    }
  }

  @Test
  void stream_isAFunctionOfItsSeed_andItsParts() {
    byte[] seed = new byte[Seed.BYTES];
    seed[0] = 9;
    byte[] whole = new ScalarStream(Seed.of(seed)).next(50);
    ScalarStream parts = new ScalarStream(Seed.of(seed));
    Set<BigInteger> different = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      BigInteger scalar = new BigInteger(1, parts.next(1));
      assertThat(scalar).isEqualTo(new BigInteger(1, whole, 32 * i, 32));
      different.add(scalar);
    }
    assertThat(different).hasSize(50);
  }

  @Test
  void secret_isNotShown_andEndsWithItsDestruction() {
    byte[] seed = new byte[Seed.BYTES];
    SecretScalar secret = SecretScalar.draw(new ScalarStream(Seed.of(seed)));
    SecretScalar same = SecretScalar.of(secret.toBytes());
    assertThat(secret).isEqualTo(same).hasToString("SecretScalar[redacted]");
    secret.destroy();
    assertThat(secret.isDestroyed()).isTrue();
    assertThatThrownBy(secret::toBytes).isInstanceOf(IllegalStateException.class);
    assertThat(same.toBytes()).isNotEqualTo(new byte[32]);
  }

  @Test
  void secretOutOfRange_isRefused() {
    for (byte[] bad : new byte[][] {new byte[32], new byte[31], new byte[33], new byte[0]}) {
      assertThatThrownBy(() -> SecretScalar.of(bad)).hasMessageContaining("[1, q)");
    }
  }
}
