package org.aureole.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.aureole.crypto.kernel.NativeLibrary;
import org.aureole.model.error.DomainException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The same bytes from both twins, and the same words where they refuse: on random records across
 * the chunks of the native one, and on scalars whose digits are extreme.
 */
class CurveTwinsTest {
  private static final BigInteger ORDER = P256Points.CURVE.getOrder();

  /** Above one native chunk of ciphertexts, and from where tables of subtrahends are made. */
  private static final int MANY = 100;

  private final Random random = new Random(41);
  private final ScalarStream scalars = CurveKernelContract.scalars(41);

  @BeforeAll
  static void say() {
    System.out.println(
        "lane part: P-256 kernels: "
            + (NativeLibrary.hasCurve()
                ? "Java and native, compared"
                : "Java (no native ones: "
                    + NativeLibrary.problem().orElse("built without a static libcrypto")
                    + ")"));
  }

  static boolean isThere() {
    return NativeLibrary.hasCurve();
  }

  /** A kernel with the key under which everything here is encrypted. */
  private record Twin(CurveKernel kernel, PreparedPoint key) {}

  private final SecretScalar secret = SecretScalar.draw(scalars);

  private List<Twin> twins() {
    List<Twin> twins = new ArrayList<>();
    for (CurveKernel kernel : List.of(new BouncyCastleKernel(), new NativeCurveKernel())) {
      byte[] key = CurvePoints.compress(kernel.multiply(kernel.generator(), secret.toBytes()));
      twins.add(new Twin(kernel, kernel.prepare(key)));
    }
    return twins;
  }

  private byte[] same(List<Twin> twins, Function<Twin, byte[]> call) {
    byte[] first = call.apply(twins.get(0));
    assertThat(Arrays.equals(call.apply(twins.get(1)), first)).isTrue();
    return first;
  }

  private static void sameRefusal(List<Twin> twins, Function<Twin, byte[]> call) {
    List<DomainException> refusals =
        twins.stream()
            .map(t -> catchThrowableOfType(DomainException.class, () -> call.apply(t)))
            .toList();
    assertThat(refusals).doesNotContainNull();
    assertThat(refusals.get(1)).hasMessage(refusals.get(0).getMessage());
    assertThat(refusals.get(1).code()).isEqualTo(refusals.get(0).code());
  }

  /** 1, q − 1, and around every power of two: digits of 0, of the largest size, and carries. */
  private static byte[] edgeScalars() {
    List<BigInteger> edges = new ArrayList<>();
    for (int bit = 0; bit < 256; bit += bit < 16 ? 1 : 15) {
      BigInteger power = BigInteger.ONE.shiftLeft(bit);
      edges.addAll(List.of(power, power.add(BigInteger.ONE), ORDER.subtract(power)));
    }
    for (int digit : new int[] {0b01111, 0b10000, 0b10001, 0b0111111, 0b1000000, 0b1000001}) {
      BigInteger repeated = BigInteger.ZERO;
      for (int i = 0; i < 250; i += digit > 31 ? 7 : 5) {
        repeated = repeated.or(BigInteger.valueOf(digit).shiftLeft(i));
      }
      edges.add(repeated.mod(ORDER));
    }
    byte[] bytes = new byte[32 * edges.size()];
    for (int i = 0; i < edges.size(); i++) {
      byte[] number = edges.get(i).toByteArray();
      int sign = number.length > 32 ? 1 : 0;
      int length = number.length - sign;
      System.arraycopy(number, sign, bytes, 32 * i + 32 - length, length);
    }
    return bytes;
  }

  @Test
  @EnabledIf("isThere")
  void edgeScalars_multiplyAlike() {
    List<Twin> twins = twins();
    byte[] edges = edgeScalars();
    int count = edges.length / 32;
    same(twins, t -> t.kernel().multiply(t.kernel().generator(), edges));
    same(twins, t -> t.kernel().multiply(t.key(), edges));
    byte[] zeros = same(twins, t -> t.kernel().encryptZero(t.key(), edges));
    // Of a zero, u is r·G and e is r·x·G; another secret leaves something of it.
    SecretScalar other = SecretScalar.draw(scalars);
    same(twins, t -> t.kernel().blind(other, edges, zeros));
    for (int i = 0; i < count; i += 7) {
      SecretScalar edge = SecretScalar.of(Arrays.copyOfRange(edges, 32 * i, 32 * i + 32));
      byte[] few = Arrays.copyOf(zeros, 5 * 66);
      same(twins, t -> t.kernel().decrypt(edge, few));
    }
    byte[] unit = same(twins, t -> t.kernel().multiply(t.kernel().generator(), scalars(1)));
    byte[] column = Arrays.copyOf(edges, MANY * 32);
    byte[] rows = Arrays.copyOf(repeated(zeros, MANY * 66), MANY * 66);
    byte[] multipliers = repeated(column, MANY * 32);
    same(twins, t -> t.kernel().blindDifferences(other, unit, multipliers, rows));
  }

  private byte[] scalars(int count) {
    return CurveKernelContract.scalars(count).next(count);
  }

  private static byte[] repeated(byte[] bytes, int length) {
    byte[] repeated = new byte[length];
    for (int i = 0; i < length; i++) {
      repeated[i] = bytes[i % bytes.length];
    }
    return repeated;
  }

  @Test
  @EnabledIf("isThere")
  void randomBatches_giveTheSameBytes() {
    List<Twin> twins = twins();
    List<byte[]> texts = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      texts.add(Integer.toString(random.nextInt()).getBytes(StandardCharsets.UTF_8));
    }
    texts.add(new byte[0]);
    texts.add(new byte[1000]);
    byte[] hashed = same(twins, t -> t.kernel().hashToCurve(texts));
    byte[] plaintexts = Arrays.copyOf(hashed, MANY * 64);
    byte[] r = scalars.next(MANY);
    byte[] ciphertexts = same(twins, t -> t.kernel().encrypt(t.key(), plaintexts, r));
    byte[] fresh = scalars.next(MANY);
    same(twins, t -> t.kernel().rerandomise(t.key(), ciphertexts, fresh));
    SecretScalar other = SecretScalar.draw(scalars);
    byte[] k = scalars.next(MANY);
    byte[] one = scalars.next(1);
    same(twins, t -> t.kernel().blind(other, k, ciphertexts));
    same(twins, t -> t.kernel().blindAndRerandomise(other, one, t.key(), ciphertexts, fresh));
    assertThat(same(twins, t -> t.kernel().decrypt(secret, ciphertexts)))
        .isEqualTo(CurvePoints.compress(plaintexts));
    same(twins, t -> t.kernel().zeroTest(secret, ciphertexts));
  }

  /** So many rows that the native twin makes tables, against each row alone, without. */
  @Test
  @EnabledIf("isThere")
  void differencesToTheMostSubtrahends_areTheSameWithTables() {
    Twin twin = twins().get(1);
    int most = CurveKernel.MAXIMUM_SUBTRAHENDS;
    byte[] point = twin.kernel().multiply(twin.key(), scalars.next(1));
    byte[] columns = CurvePoints.multiples(point, most);
    int rows = 64;
    byte[] zeros = twin.kernel().encryptZero(twin.key(), scalars.next(rows));
    byte[] k = scalars.next(rows * most);
    byte[] all = twin.kernel().blindDifferences(secret, columns, k, zeros);
    for (int row = 0; row < rows; row++) {
      byte[] ofRow = Arrays.copyOfRange(k, 32 * most * row, 32 * most * (row + 1));
      byte[] ciphertext = Arrays.copyOfRange(zeros, 66 * row, 66 * (row + 1));
      assertThat(Arrays.copyOfRange(all, 66 * most * row, 66 * most * (row + 1)))
          .isEqualTo(twin.kernel().blindDifferences(secret, columns, ofRow, ciphertext));
    }
  }

  /** With tables of the subtrahends and without. */
  @Test
  @EnabledIf("isThere")
  void differences_areTheSame() {
    List<Twin> twins = twins();
    byte[] columns =
        CurvePoints.multiples(
            twins.get(0).kernel().multiply(twins.get(0).key(), scalars.next(1)), 3);
    for (int rows : new int[] {1, 5, 70}) {
      byte[] plaintexts = repeated(CurvePoints.multiples(columns, 7), rows * 64);
      byte[] r = scalars.next(rows);
      byte[] ciphertexts = twins.get(1).kernel().encrypt(twins.get(1).key(), plaintexts, r);
      byte[] k = scalars.next(3 * rows);
      SecretScalar other = SecretScalar.draw(scalars);
      same(twins, t -> t.kernel().blindDifferences(other, columns, k, ciphertexts));
    }
  }

  @Test
  @EnabledIf("isThere")
  void groups_areJoinedAlike() {
    List<Twin> twins = twins();
    int[] sizes = new int[45];
    Arrays.setAll(sizes, i -> i == 40 ? 70 : 1 + random.nextInt(4));
    int registers = Arrays.stream(sizes).sum();
    byte[] few = twins.get(1).kernel().multiply(twins.get(1).key(), scalars.next(4));
    byte[] marker = Arrays.copyOf(few, 64);
    byte[] keys = encryptedSome(twins.get(1), few, registers);
    byte[] counts = encryptedSome(twins.get(1), few, registers);
    byte[] w = scalars.next(registers);
    byte[] r = scalars.next(3 * sizes.length);
    same(twins, t -> t.kernel().joinGroups(t.key(), marker, sizes, keys, counts, w, r));
    // The very same ciphertext twice in a group: equal points are added, and a point to its
    // negative.
    byte[] equal = repeated(Arrays.copyOf(keys, 66), keys.length);
    same(twins, t -> t.kernel().joinGroups(t.key(), marker, sizes, equal, equal, w, r));
    byte[] badKey = withBad(keys, registers - 1);
    byte[] badCount = withBad(counts, 3);
    sameRefusal(twins, t -> t.kernel().joinGroups(t.key(), marker, sizes, badKey, badCount, w, r));
    sameRefusal(twins, t -> t.kernel().joinGroups(t.key(), marker, sizes, keys, badCount, w, r));
  }

  private byte[] encryptedSome(Twin twin, byte[] plaintexts, int count) {
    byte[] chosen = new byte[64 * count];
    for (int i = 0; i < count; i++) {
      int which = random.nextInt(plaintexts.length / 64);
      System.arraycopy(plaintexts, 64 * which, chosen, 64 * i, 64);
    }
    return twin.kernel().encrypt(twin.key(), chosen, scalars.next(count));
  }

  private static byte[] withBad(byte[] ciphertexts, int record) {
    byte[] bad = ciphertexts.clone();
    bad[66 * record + 33] = 4;
    return bad;
  }

  /** A result at infinity, and a record that is no point: the record is what both complain of. */
  @Test
  @EnabledIf("isThere")
  void refusals_areTheSame() {
    List<Twin> twins = twins();
    byte[] zeros = twins.get(1).kernel().encryptZero(twins.get(1).key(), scalars.next(MANY));
    byte[] bad = withBad(zeros, MANY - 1);
    byte[] k = scalars.next(MANY);
    byte[] r = scalars.next(MANY);
    for (byte[] records : List.of(zeros, bad)) {
      sameRefusal(twins, t -> t.kernel().blind(secret, k, records));
    }
    same(twins, t -> t.kernel().decrypt(secret, zeros));
    sameRefusal(twins, t -> t.kernel().decrypt(secret, bad));
    sameRefusal(twins, t -> t.kernel().rerandomise(t.key(), bad, r));
    sameRefusal(twins, t -> t.kernel().zeroTest(secret, bad));
    sameRefusal(
        twins,
        t -> {
          t.kernel().requirePoints(bad);
          return null;
        });
    byte[] none = new byte[0];
    sameRefusal(twins, t -> t.kernel().blindDifferences(secret, none, none, bad));
    assertThat(same(twins, t -> t.kernel().blindDifferences(secret, none, none, zeros))).isEmpty();
  }

  /**
   * Single bytes turned in a good batch: both refuse with the same words, or give the same bytes.
   */
  @Test
  @EnabledIf("isThere")
  void alteredBytes_areTakenAlike() {
    List<Twin> twins = twins();
    byte[] good = twins.get(1).kernel().encryptZero(twins.get(1).key(), scalars.next(3));
    byte[] r = scalars.next(3);
    for (int run = 0; run < 60; run++) {
      byte[] altered = good.clone();
      altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
      Object[] results =
          twins.stream()
              .map(t -> resultOrWords(() -> t.kernel().rerandomise(t.key(), altered, r)))
              .toArray();
      assertThat(results[1]).isEqualTo(results[0]);
    }
  }

  private static Object resultOrWords(Supplier<byte[]> call) {
    try {
      return call.get();
    } catch (DomainException e) {
      return e.code() + " " + e.getMessage();
    }
  }
}
