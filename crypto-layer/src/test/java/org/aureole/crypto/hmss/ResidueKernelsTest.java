package org.aureole.crypto.hmss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aureole.crypto.kernel.NativeLibrary;
import org.aureole.crypto.prng.NonZeroSequence;
import org.aureole.crypto.prng.ResidueSequence;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.prng.UniformSequence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of both twins: what they must do, judged by plain code, and the same bytes from
 * both. The native one takes part with every way to compute AES that this machine has.
 */
class ResidueKernelsTest {
  private static final int PORTABLE = 0;
  private static final int[] MODULI = {2, 3, 5, 32, 127, 128, 129, 251, 255, 256};

  /** Across the pieces of both twins, and about them. */
  private static final int[] LENGTHS = {
    0, 1, 2, 31, 32, 33, 4095, 4096, 4097, 20_011, NativeResidueKernels.CHUNK + 4099
  };

  /** A twin, and how it is to compute AES if it is the native one. */
  record Twin(ResidueKernels kernels, int aesPath) {
    ResidueKernels ready() {
      if (aesPath >= 0) {
        assertThat(NativeLibrary.chooseAesPath(aesPath)).isTrue();
      }
      return kernels;
    }

    @Override
    public String toString() {
      return aesPath < 0 ? "Java" : "native, AES path " + aesPath;
    }
  }

  static Stream<Twin> twins() {
    List<Twin> twins = new ArrayList<>();
    twins.add(new Twin(JavaResidueKernels.ONLY, -1));
    for (int path = PORTABLE; NativeLibrary.chooseAesPath(path); path++) {
      twins.add(new Twin(NativeResidueKernels.ONLY, path));
    }
    return twins.stream();
  }

  @BeforeAll
  static void say() {
    System.out.println(
        "lane part: HMSS kernels: "
            + String.join(" and ", twins().map(Twin::toString).toList())
            + NativeLibrary.problem()
                .map(problem -> " (no native ones: " + problem + ")")
                .orElse(""));
  }

  @AfterAll
  static void chooseTheFastestAgain() {
    for (int path = PORTABLE; NativeLibrary.chooseAesPath(path); path++) {
      // The last one that is to be had stays.
    }
  }

  private static final class Case {
    final Random random;
    final int modulus;
    final int count;
    final Seed seed;

    Case(int number, int count) {
      random = new Random(number * 31L + count);
      modulus = MODULI[number % MODULI.length];
      this.count = count;
      byte[] bytes = new byte[Seed.BYTES];
      random.nextBytes(bytes);
      seed = Seed.of(bytes);
    }

    byte[] residues(int length) {
      byte[] residues = new byte[length];
      for (int i = 0; i < length; i++) {
        residues[i] = (byte) random.nextInt(modulus);
      }
      return residues;
    }

    int[] draw(ResidueSequence sequence) {
      int[] drawn = new int[count];
      assertThat(sequence.read(drawn, count)).isEqualTo(count);
      return drawn;
    }
  }

  /** Portable AES is slow, and long vectors differ from it in nothing but the way. */
  private static Stream<Case> cases(Twin twin) {
    int longest = twin.aesPath() == PORTABLE ? 5000 : Integer.MAX_VALUE;
    return IntStream.of(LENGTHS)
        .filter(length -> length < longest)
        .boxed()
        .flatMap(length ->
            IntStream.range(0, length < 30_000 ? 4 : 2)
                .mapToObj(i -> new Case((length + 3 * i) % MODULI.length, length)));
  }

  @ParameterizedTest
  @MethodSource("twins")
  void addUniform_addsTheSequence_andLeavesTheRest(Twin twin) {
    cases(twin)
        .forEach(c -> {
          byte[] vector = c.residues(c.count + 5);
          int[] drawn = c.draw(new UniformSequence(c.seed.stream(), c.count, c.modulus));
          byte[] expected = vector.clone();
          for (int i = 0; i < c.count; i++) {
            expected[i] = (byte) (((vector[i] & 0xff) + drawn[i]) % c.modulus);
          }
          twin.ready().addUniform(vector, c.count, c.modulus, c.seed);
          assertThat(Arrays.equals(vector, expected)).as(twin + ", q = " + c.modulus).isTrue();
        });
  }

  @ParameterizedTest
  @MethodSource("twins")
  void maskValues_subtractsTheSequence_fromWhatIsCapped(Twin twin) {
    cases(twin)
        .forEach(c -> {
          byte[] values = new byte[c.count];
          c.random.nextBytes(values);
          int cap = c.random.nextInt(c.modulus);
          int[] drawn = c.draw(new UniformSequence(c.seed.stream(), c.count, c.modulus));
          byte[] expected = new byte[c.count];
          for (int i = 0; i < c.count; i++) {
            int capped = Math.min(values[i] & 0xff, cap);
            expected[i] = (byte) Math.floorMod(capped - drawn[i], c.modulus);
          }
          twin.ready().maskValues(values, cap, c.modulus, c.seed);
          assertThat(Arrays.equals(values, expected)).as(twin + ", q = " + c.modulus).isTrue();
        });
  }

  @ParameterizedTest
  @MethodSource("twins")
  void multiplyNonZero_multipliesByTheSequence_andSaysWhatItTook(Twin twin) {
    cases(twin)
        .forEach(c -> {
          byte[] vector = c.residues(c.count + 1);
          var stream = c.seed.stream();
          int[] drawn = c.draw(new NonZeroSequence(stream, c.count, c.modulus));
          byte[] expected = vector.clone();
          for (int i = 0; i < c.count; i++) {
            expected[i] = (byte) ((vector[i] & 0xff) * drawn[i] % c.modulus);
          }
          long taken = twin.ready().multiplyNonZero(vector, c.count, c.modulus, c.seed);
          assertThat(taken).as(twin + ", q = " + c.modulus).isEqualTo(stream.position());
          assertThat(c.seed.stream(taken).next(33)).isEqualTo(stream.next(33));
          assertThat(Arrays.equals(vector, expected)).as(twin + ", q = " + c.modulus).isTrue();
        });
  }

  @ParameterizedTest
  @MethodSource("twins")
  void addResidues_adds_andNoticesWhatIsNoResidue(Twin twin) {
    cases(twin)
        .forEach(c -> {
          byte[] sum = c.residues(c.count + 7);
          byte[] addend = c.residues(c.count);
          byte[] expected = sum.clone();
          for (int i = 0; i < c.count; i++) {
            expected[3 + i] = (byte) (((sum[3 + i] & 0xff) + (addend[i] & 0xff)) % c.modulus);
          }
          assertThat(twin.ready().addResidues(sum, 3, addend, c.count, c.modulus)).isTrue();
          assertThat(Arrays.equals(sum, expected)).as(twin + ", q = " + c.modulus).isTrue();
          if (c.count > 0 && c.modulus < 256) {
            addend[c.random.nextInt(c.count)] =
                (byte) (c.modulus + c.random.nextInt(256 - c.modulus));
            assertThat(twin.ready().addResidues(sum, 3, addend, c.count, c.modulus)).isFalse();
          }
        });
  }

  @ParameterizedTest
  @MethodSource("twins")
  void countSums_counts_andNoticesWhatIsNoResidue(Twin twin) {
    cases(twin)
        .forEach(c -> {
          byte[] first = c.residues(c.count);
          byte[] second = c.residues(c.count);
          int[] counts = new int[c.modulus];
          counts[1] = 9;
          int[] expected = counts.clone();
          for (int i = 0; i < c.count; i++) {
            expected[((first[i] & 0xff) + (second[i] & 0xff)) % c.modulus]++;
          }
          assertThat(twin.ready().countSums(first, second, c.count, c.modulus, counts)).isTrue();
          assertThat(counts).as(twin + ", q = " + c.modulus).isEqualTo(expected);
          if (c.count > 0 && c.modulus < 256) {
            first[c.random.nextInt(c.count)] = (byte) 0xff;
            assertThat(twin.ready().countSums(first, second, c.count, c.modulus, counts)).isFalse();
            assertThat(twin.ready().countSums(second, first, c.count, c.modulus, counts)).isFalse();
          }
        });
  }

  @ParameterizedTest
  @MethodSource("twins")
  void shuffled_isTheOrderOfTheBucketShuffle(Twin twin) {
    cases(twin)
        .forEach(c -> {
          byte[] elements = new byte[c.count + 3];
          c.random.nextBytes(elements);
          byte[] before = elements.clone();
          byte[] shuffled = twin.ready().shuffled(elements, c.count, c.seed);
          char[] wide = new char[c.count];
          for (int i = 0; i < c.count; i++) {
            wide[i] = (char) (elements[i] & 0xff);
          }
          char[] expected = BucketShuffle.shuffle(wide, c.seed);
          boolean same = shuffled.length == c.count;
          for (int i = 0; i < c.count; i++) {
            same &= (char) (shuffled[i] & 0xff) == expected[i];
          }
          assertThat(same).as(twin + ", " + c.count + " elements").isTrue();
          assertThat(Arrays.equals(elements, before)).isTrue();
        });
  }

  @ParameterizedTest
  @MethodSource("twins")
  void rangesAndModuliThatAreNone_areRefused(Twin twin) {
    Seed seed = new Case(0, 1).seed;
    ResidueKernels kernels = twin.ready();
    byte[] ten = new byte[10];
    for (int count : new int[] {-1, 11, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      expectOutOfBounds(() -> kernels.addUniform(ten, count, 5, seed));
      expectOutOfBounds(() -> kernels.multiplyNonZero(ten, count, 5, seed));
      expectOutOfBounds(() -> kernels.addResidues(ten, 0, ten, count, 5));
      expectOutOfBounds(() -> kernels.countSums(ten, ten, count, 5, new int[5]));
      expectOutOfBounds(() -> kernels.shuffled(ten, count, seed));
    }
    for (int offset : new int[] {-1, 1, 11, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      expectOutOfBounds(() -> kernels.addResidues(ten, offset, ten, 10, 5));
    }
    for (int modulus : new int[] {-1, 0, 1, 257, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> kernels.addUniform(ten, 10, modulus, seed))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("modulus");
    }
    expectOutOfBounds(() -> kernels.maskValues(ten, 5, 5, seed));
    expectOutOfBounds(() -> kernels.maskValues(ten, -1, 5, seed));
    expectOutOfBounds(() -> kernels.countSums(ten, ten, 10, 5, new int[4]));
    assertThat(ten).containsOnly(0);
    Seed destroyed = Seed.of(new byte[Seed.BYTES]);
    destroyed.destroy();
    assertThatThrownBy(() -> kernels.addUniform(ten, 10, 5, destroyed))
        .isInstanceOf(IllegalStateException.class);
  }

  private static void expectOutOfBounds(Runnable action) {
    assertThatThrownBy(action::run).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
