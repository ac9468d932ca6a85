package org.aureole.crypto.prng;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SeedTest {
  @Test
  void seed_isNotPrinted() {
    byte[] secret = new byte[Seed.BYTES];
    secret[3] = 0x7b;
    assertThat(Seed.of(secret).toString())
        .isEqualTo("Seed[redacted]")
        .doesNotContain(HexFormat.of().formatHex(secret, 0, 4));
  }

  @Test
  void seed_isCopiedInAndOut() {
    byte[] secret = new byte[Seed.BYTES];
    Seed seed = Seed.of(secret);
    secret[0] = 1;
    seed.toBytes()[1] = 1;
    assertThat(seed).isEqualTo(Seed.of(new byte[Seed.BYTES])).isNotEqualTo(Seed.of(secret));
    assertThat(Seed.random(new SecureRandom())).isNotEqualTo(Seed.random(new SecureRandom()));
  }

  @Test
  void drawnSeeds_followEachOtherInTheStream() {
    Seed seed = Seed.of(new byte[Seed.BYTES]);
    AesCtrStream stream = seed.stream();
    Seed first = Seed.drawn(stream);
    Seed second = Seed.drawn(stream);
    assertThat(first).isEqualTo(Seed.of(seed.stream().next(Seed.BYTES))).isNotEqualTo(second);
    assertThat(second).isEqualTo(Seed.of(seed.stream(Seed.BYTES).next(Seed.BYTES)));
  }

  @Test
  void destroyedSeed_refusesUse() {
    Seed seed = Seed.random(new SecureRandom());
    seed.destroy();
    assertThat(seed.isDestroyed()).isTrue();
    assertThatThrownBy(seed::stream).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(seed::toBytes).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void seedOfWrongLength_isRefused() {
    assertThatThrownBy(() -> Seed.of(new byte[47])).hasMessage("seed: has 47 bytes; a seed has 48");
  }

  /** 10 buckets, 9 degrees of freedom: the 99.9 % point of chi-square is 27.9. */
  @Test
  void integersBelowABound_areUniform() {
    RandomIntegers random = new RandomIntegers(Seed.of(new byte[Seed.BYTES]));
    int[] small = new int[10];
    int[] large = new int[10];
    BigInteger bound = BigInteger.TEN.pow(30);
    BigInteger tenth = BigInteger.TEN.pow(29);
    for (int i = 0; i < 20_000; i++) {
      small[random.below(10)]++;
      large[random.below(bound).divide(tenth).intValueExact()]++;
    }
    for (int[] counts : new int[][] {small, large}) {
      double chiSquare = 0;
      for (int count : counts) {
        chiSquare += (count - 2000.0) * (count - 2000.0) / 2000;
      }
      assertThat(chiSquare).isLessThan(27.9);
    }
    assertThat(random.below(1)).isZero();
    assertThat(random.below(BigInteger.ONE)).isEqualTo(BigInteger.ZERO);
    assertThatThrownBy(() -> random.below(0)).hasMessageContaining("bound");
  }

  /** A bound just above 2³⁰ refuses a quarter of words: no bias towards its lower part. */
  @Test
  void largeBounds_areUnbiased() {
    RandomIntegers random = new RandomIntegers(Seed.of(new byte[Seed.BYTES]));
    int bound = 3 << 29;
    int low = 0;
    int draws = 100_000;
    for (int i = 0; i < draws; i++) {
      int value = random.below(bound);
      assertThat(value).isBetween(0, bound - 1);
      low += value < bound / 2 ? 1 : 0;
    }
    // Five standard deviations of a fair coin.
    assertThat(low).isBetween(draws / 2 - 791, draws / 2 + 791);
  }
}
