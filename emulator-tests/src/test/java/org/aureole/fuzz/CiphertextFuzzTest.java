package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.aureole.crypto.curve.BouncyCastleKernel;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.CurveKernels;
import org.aureole.crypto.curve.CurvePoints;
import org.aureole.crypto.curve.PreparedPoint;
import org.aureole.crypto.curve.ScalarStream;
import org.aureole.crypto.curve.SecretScalar;
import org.aureole.crypto.prng.Seed;
import org.junit.jupiter.api.Tag;

/**
 * Ciphertexts: the first byte chooses what a Duchy does with the records that follow. The kernel
 * that this machine chooses and the one in Java must make the same of them.
 */
@Tag("fuzz")
class CiphertextFuzzTest {
  /** How many things a Duchy may do with them. */
  static final int WORKS = 8;

  /** More than a few records only take longer: a chunk of the native kernel has 96. */
  private static final int MOST_BYTES = 12 * CurveKernel.CIPHERTEXT_BYTES;

  /** A kernel with what a Duchy of its own has. */
  record Duchy(CurveKernel kernel, PreparedPoint key, byte[] marker, SecretScalar secret) {
    static Duchy of(CurveKernel kernel) {
      ScalarStream scalars = scalars();
      SecretScalar secret = SecretScalar.draw(scalars);
      byte[] key = kernel.multiply(kernel.generator(), secret.toBytes());
      return new Duchy(
          kernel,
          kernel.prepare(CurvePoints.compress(key)),
          kernel.multiply(kernel.generator(), scalars.next(1)),
          secret);
    }

    byte[] take(int work, byte[] records) {
      int count = records.length / CurveKernel.CIPHERTEXT_BYTES;
      ScalarStream random = scalars();
      return switch (work) {
        case 0 -> kernel.rerandomise(key, records, random.next(count));
        case 1 -> kernel.blind(secret, random.next(1), records);
        case 2 ->
            kernel.blindAndRerandomise(
                secret, random.next(count), key, records, random.next(count));
        case 3 -> kernel.blindDifferences(secret, marker, random.next(count), records);
        case 4 -> kernel.decrypt(secret, records);
        case 5 -> kernel.zeroTest(secret, records);
        case 6 -> kernel.prepare(records).point();
        default -> joined(count, records, random);
      };
    }

    private byte[] joined(int count, byte[] records, ScalarStream random) {
      int[] groups = count == 0 ? new int[0] : new int[] {count};
      return kernel.joinGroups(
          key,
          marker,
          groups,
          records,
          records,
          random.next(count),
          random.next(3 * groups.length));
    }
  }

  static final Duchy JAVA = Duchy.of(new BouncyCastleKernel());
  private static final Duchy CHOSEN = Duchy.of(CurveKernels.chosen());

  static ScalarStream scalars() {
    return new ScalarStream(Seed.random(FixedParty.random("scalars")));
  }

  @FuzzTest
  void fuzz(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int work = (input[0] & 0xff) % WORKS;
    byte[] records = Arrays.copyOfRange(input, 1, Math.min(input.length, 1 + MOST_BYTES));
    List<Optional<ByteString>> results =
        List.of(JAVA, CHOSEN).stream()
            .map(duchy -> Hostile.handed(input, () -> duchy.take(work, records)))
            .map(result -> result.map(ByteString::copyFrom))
            .toList();
    assertThat(results.get(1)).isEqualTo(results.get(0));
  }
}
