package org.aureole.crypto.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import org.aureole.crypto.prng.AesCtrStream;
import org.aureole.crypto.prng.Seed;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {
  @Test
  void problem_isThere_exactlyWhereTheLibraryIsNot() {
    assertThat(NativeLibrary.problem().isEmpty()).isEqualTo(NativeLibrary.isLoaded());
    if (KernelChoice.of(System.getProperty(KernelChoice.PROPERTY, "auto")) == KernelChoice.JAVA) {
      assertThat(NativeLibrary.problem()).hasValue("aureole.kernels is java");
      assertThat(NativeLibrary.chooseAesPath(0)).isFalse();
      assertThat(NativeLibrary.hasAesInstructions()).isFalse();
    }
  }

  @Test
  void choice_hasThreeValues() {
    assertThat(KernelChoice.of("Native")).isEqualTo(KernelChoice.NATIVE);
    assertThat(KernelChoice.of("auto")).isEqualTo(KernelChoice.AUTO);
    assertThatThrownBy(() -> KernelChoice.of("fast")).hasMessageContaining("auto, java or native");
  }

  @Test
  void libraryOfAnotherPlatform_isNotFound() {
    assertThatThrownBy(() -> PackedLibrary.of("plan9-pdp11").load())
        .hasMessageContaining("plan9-pdp11")
        .hasMessageContaining("in this build");
  }

  @Test
  void stream_isThatOfJava_fromAnyPositionOn() {
    assumeTrue(NativeLibrary.isLoaded(), () -> NativeLibrary.problem().orElseThrow());
    Random random = new Random(5);
    for (int run = 0; run < 200; run++) {
      byte[] bytes = new byte[Seed.BYTES];
      random.nextBytes(bytes);
      if (run % 3 == 0) {
        Arrays.fill(bytes, Seed.KEY_BYTES, Seed.BYTES, (byte) 0xff);
      }
      long position = run % 2 == 0 ? random.nextInt(100) : random.nextLong(1L << 50);
      byte[] expected = new byte[random.nextInt(3000)];
      AesCtrStream stream = Seed.of(bytes).stream(position);
      stream.fill(expected, 0, expected.length);
      byte[] actual = new byte[expected.length + 9];
      NativeLibrary.expand(bytes, position, actual, 4, expected.length);
      assertThat(Arrays.copyOfRange(actual, 4, 4 + expected.length)).isEqualTo(expected);
      assertThat(stream.position()).isEqualTo(position + expected.length);
    }
  }

  /** What Java would never pass, were it to: the boundary throws and touches nothing. */
  @Test
  void hostileArguments_areRefusedAtTheBoundary() {
    assumeTrue(NativeLibrary.isLoaded(), () -> NativeLibrary.problem().orElseThrow());
    byte[] seed = new byte[Seed.BYTES];
    byte[] target = new byte[10];
    expectRefused(() -> NativeLibrary.expand(null, 0, target, 0, 10));
    expectRefused(() -> NativeLibrary.expand(new byte[47], 0, target, 0, 10));
    expectRefused(() -> NativeLibrary.expand(seed, -1, target, 0, 10));
    expectRefused(() -> NativeLibrary.expand(seed, 0, null, 0, 0));
    for (int[] range :
        new int[][] {
          {-1, 1}, {0, 11}, {1, 10}, {11, 0}, {0, -1}, {Integer.MAX_VALUE, Integer.MAX_VALUE}
        }) {
      expectRefused(() -> NativeLibrary.expand(seed, 0, target, range[0], range[1]));
    }
    assertThat(target).containsOnly(0);
  }

  private static void expectRefused(Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class);
  }
}
