package org.aureole.crypto.curve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.aureole.crypto.prng.Seed;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;

/** What every kernel does; each implementation's test extends this. */
abstract class CurveKernelContract {
  private static final HexFormat HEX = HexFormat.of();
  private static final BigInteger ORDER = P256Points.CURVE.getOrder();

  /** 2·G of the published multiples of the generator. */
  private static final String TWICE_G =
      "7cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978"
          + "07775510db8ed040293d9ac69f7430dbba7dade63ce982299e04b79d227873d1";

  private final CurveKernel kernel = kernel();
  private final ScalarStream random = scalars(1);

  abstract CurveKernel kernel();

  static ScalarStream scalars(int number) {
    byte[] bytes = new byte[Seed.BYTES];
    bytes[3] = (byte) number;
    return new ScalarStream(Seed.of(bytes));
  }

  // What the kernel should say, point by point, with the library's reference multiplication.

  private static ECPoint[] points(byte[] compressed) {
    return P256Points.decode("expected", compressed, 1);
  }

  private static BigInteger number(byte[] scalars, int position) {
    return new BigInteger(1, scalars, 32 * position, 32);
  }

  private static BigInteger number(SecretScalar secret) {
    return number(secret.toBytes(), 0);
  }

  private static ECPoint times(ECPoint point, BigInteger scalar) {
    ECPoint sum = P256Points.INFINITY;
    for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
      sum = sum.twice();
      sum = scalar.testBit(bit) ? sum.add(point) : sum;
    }
    return sum;
  }

  private static ECPoint timesG(BigInteger scalar) {
    return times(P256Points.GENERATOR, scalar);
  }

  private static byte[] bytes(ECPoint... points) {
    return P256Points.encode("expected", points, 1);
  }

  private static byte[] slice(byte[] bytes, int record, int size) {
    return Arrays.copyOfRange(bytes, record * size, (record + 1) * size);
  }

  private static byte[] join(byte[]... parts) {
    int length = Stream.of(parts).mapToInt(p -> p.length).sum();
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }

  private static byte[] scalar(BigInteger number) {
    byte[] padded = new byte[32];
    byte[] bytes = number.toByteArray();
    int sign = bytes.length > 32 ? 1 : 0;
    System.arraycopy(bytes, sign, padded, 32 - bytes.length + sign, bytes.length - sign);
    return padded;
  }

  private PreparedPoint publicKey(SecretScalar secret) {
    return kernel.prepare(
        CurvePoints.compress(kernel.multiply(kernel.generator(), secret.toBytes())));
  }

  private byte[] plaintexts(int count) {
    return kernel.multiply(kernel.generator(), random.next(count));
  }

  @Test
  void multiples_areThePublishedOnes() {
    byte[] scalars =
        join(
            scalar(BigInteger.ONE), scalar(BigInteger.TWO), scalar(ORDER.subtract(BigInteger.ONE)));
    byte[] multiples = kernel.multiply(kernel.generator(), scalars);
    byte[] one = slice(multiples, 0, 64);
    assertThat(HEX.formatHex(slice(multiples, 1, 64))).isEqualTo(TWICE_G);
    assertThat(CurvePoints.compress(one)).isEqualTo(kernel.generator().point());
    assertThat(slice(CurvePoints.compress(multiples), 2, 33))
        .isEqualTo(bytes(P256Points.GENERATOR.negate()));
  }

  @Test
  void multiplesOfPreparedPoints_areThoseOfThePoint() {
    SecretScalar secret = SecretScalar.draw(random);
    PreparedPoint prepared = publicKey(secret);
    byte[] scalars =
        join(random.next(20), scalar(BigInteger.ONE), scalar(ORDER.subtract(BigInteger.ONE)));
    byte[] multiples = CurvePoints.compress(kernel.multiply(prepared, scalars));
    for (int i = 0; i < 22; i++) {
      BigInteger product = number(secret).multiply(number(scalars, i)).mod(ORDER);
      assertThat(slice(multiples, i, 33)).isEqualTo(bytes(timesG(product)));
    }
  }

  /** Reckoned with a separate program in another language. */
  @Test
  void hashes_areTheSpecified() {
    List<byte[]> texts =
        Stream.of("unit_ec_point", "destroyed_register_key", "1", "12345", "")
            .map(s -> s.getBytes(UTF_8))
            .toList();
    String[] expected = HashVectors.COMPRESSED;
    byte[] hashed = CurvePoints.compress(kernel.hashToCurve(texts));
    for (int i = 0; i < expected.length; i++) {
      assertThat(HEX.formatHex(slice(hashed, i, 33))).isEqualTo(expected[i]);
    }
  }

  @Test
  void hashes_areEvenPointsOfTheCurve() {
    List<byte[]> texts =
        Stream.iterate(0, i -> i + 1).limit(300).map(i -> ("" + i).getBytes(UTF_8)).toList();
    byte[] hashed = CurvePoints.compress(kernel.hashToCurve(texts));
    kernel.requirePoints(hashed);
    for (int i = 0; i < 300; i++) {
      assertThat(hashed[33 * i]).isEqualTo((byte) 2);
    }
  }

  @Test
  void encryption_isElGamal() {
    SecretScalar secret = SecretScalar.draw(random);
    byte[] plaintexts = plaintexts(10);
    byte[] r = random.next(10);
    ECPoint[] ciphertexts = points(kernel.encrypt(publicKey(secret), plaintexts, r));
    ECPoint[] messages = points(CurvePoints.compress(plaintexts));
    for (int i = 0; i < 10; i++) {
      BigInteger product = number(secret).multiply(number(r, i));
      assertThat(ciphertexts[2 * i]).isEqualTo(timesG(number(r, i)));
      assertThat(ciphertexts[2 * i + 1]).isEqualTo(messages[i].add(timesG(product)));
    }
  }

  @Test
  void decryption_invertsEncryption_andZerosAreTold() {
    SecretScalar secret = SecretScalar.draw(random);
    PreparedPoint key = publicKey(secret);
    byte[] plaintexts = plaintexts(5);
    byte[] ciphertexts = kernel.encrypt(key, plaintexts, random.next(5));
    byte[] zeros = kernel.encryptZero(key, random.next(3));
    assertThat(kernel.decrypt(secret, ciphertexts)).isEqualTo(CurvePoints.compress(plaintexts));
    assertThat(kernel.zeroTest(secret, join(ciphertexts, zeros)))
        .containsExactly(0, 0, 0, 0, 0, 1, 1, 1);
    assertThat(kernel.decrypt(secret, join(zeros, ciphertexts)))
        .isEqualTo(join(new byte[3 * 33], CurvePoints.compress(plaintexts)));
  }

  @Test
  void rerandomisation_addsAnEncryptionOfZero() {
    SecretScalar secret = SecretScalar.draw(random);
    PreparedPoint key = publicKey(secret);
    byte[] before = kernel.encrypt(key, plaintexts(6), random.next(6));
    byte[] r = random.next(6);
    ECPoint[] zeros = points(kernel.encryptZero(key, r));
    ECPoint[] old = points(before);
    ECPoint[] fresh = points(kernel.rerandomise(key, before, r));
    for (int i = 0; i < 12; i++) {
      assertThat(fresh[i]).isEqualTo(old[i].add(zeros[i]));
    }
    assertThat(kernel.decrypt(secret, kernel.rerandomise(key, before, r)))
        .isEqualTo(kernel.decrypt(secret, before));
  }

  @Test
  void blinding_takesALayerOffAndMultiplies() {
    SecretScalar secret = SecretScalar.draw(random);
    byte[] ciphertexts = kernel.encrypt(publicKey(secret), plaintexts(6), random.next(6));
    byte[] each = random.next(6);
    byte[] shared = slice(each, 4, 32);
    expectBlinded(secret, ciphertexts, each, 1);
    expectBlinded(secret, ciphertexts, shared, 0);
    PreparedPoint rest = publicKey(SecretScalar.draw(random));
    byte[] r = random.next(6);
    assertThat(kernel.blindAndRerandomise(secret, each, rest, ciphertexts, r))
        .isEqualTo(kernel.rerandomise(rest, kernel.blind(secret, each, ciphertexts), r));
    assertThat(kernel.blindAndRerandomise(secret, shared, rest, ciphertexts, r))
        .isEqualTo(kernel.rerandomise(rest, kernel.blind(secret, shared, ciphertexts), r));
  }

  private void expectBlinded(
      SecretScalar secret, byte[] ciphertexts, byte[] multipliers, int step) {
    ECPoint[] old = points(ciphertexts);
    ECPoint[] blinded = points(kernel.blind(secret, multipliers, ciphertexts));
    for (int i = 0; i < old.length / 2; i++) {
      BigInteger k = number(multipliers, i * step);
      ECPoint opened = old[2 * i + 1].subtract(times(old[2 * i], number(secret)));
      assertThat(blinded[2 * i]).isEqualTo(times(old[2 * i], k));
      assertThat(blinded[2 * i + 1]).isEqualTo(times(opened, k));
    }
  }

  @Test
  void blindedDifferences_areThoseOfEachColumn() {
    SecretScalar secret = SecretScalar.draw(random);
    SecretScalar remaining = SecretScalar.draw(random);
    PreparedPoint both =
        kernel.prepare(
            CurvePoints.sum(join(publicKey(secret).point(), publicKey(remaining).point())));
    byte[] unit = plaintexts(1);
    byte[] columns = CurvePoints.multiples(unit, 3);
    byte[] plaintexts = CurvePoints.multiples(unit, 5);
    byte[] ciphertexts = kernel.encrypt(both, plaintexts, random.next(5));
    byte[] k = random.next(15);
    byte[] rows = kernel.blindDifferences(secret, columns, k, ciphertexts);
    assertThat(kernel.zeroTest(remaining, rows))
        .containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
    ECPoint[] old = points(ciphertexts);
    ECPoint[] differences = points(rows);
    ECPoint one = points(CurvePoints.compress(unit))[0];
    for (int row = 0; row < 5; row++) {
      ECPoint opened = old[2 * row + 1].subtract(times(old[2 * row], number(secret)));
      for (int column = 0; column < 3; column++) {
        int at = 3 * row + column;
        BigInteger j = BigInteger.valueOf(column + 1);
        assertThat(differences[2 * at]).isEqualTo(times(old[2 * row], number(k, at)));
        assertThat(differences[2 * at + 1])
            .isEqualTo(times(opened.subtract(times(one, j)), number(k, at)));
      }
    }
  }

  @Test
  void differences_areMadeUpToTheMostSubtrahends() {
    SecretScalar secret = SecretScalar.draw(random);
    SecretScalar remaining = SecretScalar.draw(random);
    PreparedPoint both =
        kernel.prepare(
            CurvePoints.sum(join(publicKey(secret).point(), publicKey(remaining).point())));
    int most = CurveKernel.MAXIMUM_SUBTRAHENDS;
    byte[] multiples = CurvePoints.multiples(plaintexts(1), most + 1);
    byte[] columns = Arrays.copyOf(multiples, 64 * most);
    byte[] ciphertext = kernel.encrypt(both, slice(multiples, most - 1, 64), random.next(1));
    byte[] row = kernel.blindDifferences(secret, columns, random.next(most), ciphertext);
    byte[] onlyTheLast = new byte[most];
    onlyTheLast[most - 1] = 1;
    assertThat(kernel.zeroTest(remaining, row)).isEqualTo(onlyTheLast);
    byte[] k = random.next(most + 1);
    assertThatThrownBy(() -> kernel.blindDifferences(secret, multiples, k, ciphertext))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
        .hasMessageContaining("at most 96");
  }

  /** Two keys that agree, two that do not, one lone, three markers. */
  @Test
  void joinedGroups_sayWhetherKeysAgree_andSumCounts() {
    SecretScalar secret = SecretScalar.draw(random);
    PreparedPoint key = publicKey(secret);
    byte[] points = kernel.hashToCurve(List.of("C".getBytes(UTF_8), "a".getBytes(UTF_8)));
    byte[] marker = slice(points, 0, 64);
    byte[] a = slice(points, 1, 64);
    byte[] unit = plaintexts(1);
    byte[] counts = CurvePoints.multiples(unit, 10);
    int[] groups = {2, 2, 1, 3, 2};
    byte[] keys =
        kernel.encrypt(
            key, join(a, a, a, marker, a, marker, marker, marker, marker, a), random.next(10));
    byte[] tuples =
        kernel.joinGroups(
            key,
            marker,
            groups,
            keys,
            kernel.encrypt(key, counts, random.next(10)),
            random.next(10),
            random.next(15));
    assertThat(tuples).hasSize(5 * CurveKernel.TUPLE_BYTES);
    assertThat(kernel.zeroTest(secret, tuples))
        .containsExactly(1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0);
    byte[] sums =
        join(
            slice(tuples, 2, 66),
            slice(tuples, 5, 66),
            slice(tuples, 8, 66),
            slice(tuples, 11, 66));
    byte[] multiples = CurvePoints.compress(CurvePoints.multiples(unit, 21));
    assertThat(kernel.decrypt(secret, sums))
        .isEqualTo(
            join(
                slice(multiples, 2, 33),
                slice(multiples, 6, 33),
                slice(multiples, 4, 33),
                slice(multiples, 20, 33)));
  }

  @Test
  void joinedGroups_ofOneRegister_areItsDifferences() {
    SecretScalar secret = SecretScalar.draw(random);
    PreparedPoint key = publicKey(secret);
    byte[] marker = plaintexts(1);
    byte[] keys = kernel.encrypt(key, plaintexts(1), random.next(1));
    byte[] counts = kernel.encrypt(key, plaintexts(1), random.next(1));
    byte[] r = random.next(3);
    ECPoint[] zeros = points(kernel.encryptZero(key, r));
    ECPoint[] k = points(keys);
    ECPoint[] n = points(counts);
    ECPoint c = points(CurvePoints.compress(marker))[0];
    assertThat(kernel.joinGroups(key, marker, new int[] {1}, keys, counts, random.next(1), r))
        .isEqualTo(
            bytes(
                zeros[0],
                zeros[1],
                zeros[2].subtract(k[0]),
                zeros[3].add(c).subtract(k[1]),
                zeros[4].add(n[0]),
                zeros[5].add(n[1])));
  }

  /**
   * Whoever knows C and guesses another's key X can send one that makes the differences cancel,
   * unless each has a weight that he does not know.
   */
  @Test
  void joinedGroups_hideZeroInNoOtherCase_whateverPointsTheKeysAre() {
    SecretScalar secret = SecretScalar.draw(random);
    PreparedPoint key = publicKey(secret);
    byte[] marker = plaintexts(1);
    byte[] other = plaintexts(1);
    ECPoint c = points(CurvePoints.compress(marker))[0];
    ECPoint x = points(CurvePoints.compress(other))[0];
    byte[] hostile = P256Points.encodeAffine(new ECPoint[] {x.twice().subtract(c)});
    BigInteger half = BigInteger.TWO.modInverse(ORDER);
    byte[] hostileFirst = P256Points.encodeAffine(new ECPoint[] {x.add(c).multiply(half)});
    byte[] opposite = P256Points.encodeAffine(new ECPoint[] {x.negate()});
    byte[] nothing = kernel.encryptZero(key, random.next(3));
    byte[] keys =
        join(
            kernel.encrypt(key, join(other, hostile, hostileFirst, other), random.next(4)),
            nothing,
            kernel.encrypt(key, join(other, opposite), random.next(2)));
    int registers = keys.length / 66;
    byte[] tuples =
        kernel.joinGroups(
            key,
            marker,
            new int[] {2, 2, 5},
            keys,
            kernel.encrypt(key, plaintexts(registers), random.next(registers)),
            random.next(registers),
            random.next(9));
    assertThat(kernel.zeroTest(secret, tuples)).containsOnly(0);
  }

  @Test
  void emptyBatches_giveNothing() {
    SecretScalar secret = SecretScalar.draw(random);
    PreparedPoint key = publicKey(secret);
    byte[] none = new byte[0];
    byte[] one = plaintexts(1);
    kernel.requirePoints(none);
    assertThat(
            List.of(
                kernel.hashToCurve(List.of()),
                kernel.multiply(key, none),
                kernel.encrypt(key, none, none),
                kernel.encryptZero(key, none),
                kernel.rerandomise(key, none, none),
                kernel.blind(secret, random.next(1), none),
                kernel.blind(secret, none, none),
                kernel.blindAndRerandomise(secret, none, key, none, none),
                kernel.blindDifferences(secret, one, none, none),
                kernel.joinGroups(key, one, new int[0], none, none, none, none),
                kernel.decrypt(secret, none),
                kernel.zeroTest(secret, none)))
        .allMatch(result -> result.length == 0);
  }

  @Test
  void badPoints_areRefusedByEveryMethod_withTheFirstPosition() {
    SecretScalar secret = SecretScalar.draw(random);
    PreparedPoint key = publicKey(secret);
    byte[] good = kernel.encrypt(key, plaintexts(4), random.next(4));
    byte[] marker = plaintexts(1);
    int[] four = {4};
    byte[] weights = random.next(4);
    for (byte[] bad : badPoints()) {
      byte[] records = good.clone();
      System.arraycopy(bad, 0, records, 2 * 66, 33);
      System.arraycopy(bad, 0, records, 3 * 66 + 33, 33);
      Stream.<ThrowingCallable>of(
              () -> kernel.rerandomise(key, records, random.next(4)),
              () -> kernel.blind(secret, random.next(4), records),
              () ->
                  kernel.blindAndRerandomise(secret, random.next(4), key, records, random.next(4)),
              () -> kernel.blindDifferences(secret, marker, random.next(4), records),
              () -> kernel.joinGroups(key, marker, four, records, good, weights, random.next(3)),
              () -> kernel.joinGroups(key, marker, four, good, records, weights, random.next(3)),
              () -> kernel.decrypt(secret, records),
              () -> kernel.zeroTest(secret, records))
          .forEach(call -> refused(call, "record 2 ", "P-256"));
      refused(() -> kernel.requirePoints(records), "record 4 ", "P-256");
      refused(() -> kernel.prepare(bad), "record 0 ", "P-256");
    }
  }

  /** Infinity in several guises, no such x, x not below the prime, other forms of SEC 1. */
  private static List<byte[]> badPoints() {
    byte[] zeros = new byte[33];
    byte[] prime = join(new byte[] {2}, scalar(P256Points.CURVE.getField().getCharacteristic()));
    byte[] ones = new byte[33];
    Arrays.fill(ones, (byte) 0xff);
    ones[0] = 3;
    byte[] one = join(new byte[] {2}, scalar(BigInteger.ONE));
    byte[] uncompressed = bytes(P256Points.GENERATOR);
    uncompressed[0] = 4;
    byte[] hybrid = uncompressed.clone();
    hybrid[0] = 6;
    byte[] infinity = uncompressed.clone();
    infinity[0] = 0;
    return List.of(zeros, prime, ones, one, uncompressed, hybrid, infinity);
  }

  @Test
  void cutRecords_areRefusedByEveryMethod() {
    SecretScalar secret = SecretScalar.draw(random);
    PreparedPoint key = publicKey(secret);
    byte[] good = kernel.encrypt(key, plaintexts(2), random.next(2));
    byte[] marker = plaintexts(1);
    for (int length : new int[] {1, 33, 65, 67, 99, 131}) {
      byte[] cut = Arrays.copyOf(good, length);
      Stream.<ThrowingCallable>of(
              () -> kernel.rerandomise(key, cut, random.next(1)),
              () -> kernel.blind(secret, random.next(1), cut),
              () -> kernel.blindAndRerandomise(secret, random.next(1), key, cut, random.next(1)),
              () -> kernel.blindDifferences(secret, marker, random.next(1), cut),
              () ->
                  kernel.joinGroups(
                      key, marker, new int[] {1}, cut, good, random.next(1), random.next(3)),
              () -> kernel.decrypt(secret, cut),
              () -> kernel.zeroTest(secret, cut))
          .forEach(call -> refused(call, "" + length, "multiple of 66"));
    }
    refused(() -> kernel.requirePoints(new byte[34]), "34", "multiple of 33");
    refused(() -> kernel.prepare(new byte[66]), "66", "33");
    refused(() -> kernel.prepare(new byte[0]), "0 bytes", "33");
  }

  /** Whoever knows a public key can send (G, Y): taking its layer off leaves infinity. */
  @Test
  void resultsAtInfinity_areRefused() {
    SecretScalar secret = SecretScalar.draw(random);
    PreparedPoint key = publicKey(secret);
    byte[] records =
        join(
            kernel.encrypt(key, plaintexts(2), random.next(2)),
            kernel.generator().point(),
            key.point());
    refused(() -> kernel.blind(secret, random.next(3), records), "record 2 ", "infinity");
    byte[] r = random.next(1);
    byte[] minusR = scalar(ORDER.subtract(number(r, 0)));
    byte[] zero = kernel.encryptZero(key, r);
    refused(() -> kernel.rerandomise(key, zero, minusR), "record 0 ", "infinity");
  }

  @Test
  void ownArgumentsThatDoNotFit_areABug() {
    SecretScalar secret = SecretScalar.draw(random);
    PreparedPoint key = publicKey(secret);
    byte[] good = kernel.encrypt(key, plaintexts(2), random.next(2));
    byte[] marker = plaintexts(1);
    byte[] offCurve = marker.clone();
    offCurve[63] ^= 1;
    byte[] two = random.next(2);
    byte[] three = random.next(3);
    byte[] six = random.next(6);
    Stream.<ThrowingCallable>of(
            () -> kernel.multiply(key, new byte[32]),
            () -> kernel.multiply(key, scalar(ORDER)),
            () -> kernel.multiply(key, new byte[31]),
            () -> kernel.encrypt(key, marker, three),
            () -> kernel.encrypt(key, offCurve, random.next(1)),
            () -> kernel.encrypt(key, new byte[64], random.next(1)),
            () -> kernel.encrypt(key, new byte[63], random.next(1)),
            () -> kernel.encryptZero(key, new byte[33]),
            () -> kernel.rerandomise(key, good, three),
            () -> kernel.blind(secret, three, good),
            () -> kernel.blindAndRerandomise(secret, random.next(2), key, good, three),
            () -> kernel.blindDifferences(secret, marker, three, good),
            () -> kernel.joinGroups(key, marker, new int[] {3}, good, good, three, three),
            () -> kernel.joinGroups(key, marker, new int[] {2, 0}, good, good, two, six),
            () -> kernel.joinGroups(key, marker, new int[] {3, -1}, good, good, two, six),
            () -> kernel.joinGroups(key, marker, new int[] {2}, good, good, two, two),
            () -> kernel.joinGroups(key, marker, new int[] {2}, good, good, three, three),
            () -> kernel.joinGroups(key, marker, new int[] {2}, good, good, new byte[64], three),
            () -> kernel.multiply(() -> good, three))
        .forEach(call ->
            assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                    DomainException.class,
                    e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL)));
  }

  private static void refused(ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION))
        .hasMessageContainingAll(words);
  }
}
