package org.aureole.crypto.llv2;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.CurvePoints;
import org.aureole.crypto.curve.SecretScalar;

/** What all Duchies together could read: records opened under the sum of key shares. */
final class OpenedRecords {
  static final String ZERO = "zero";

  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private final CurveKernel kernel;
  private final SecretScalar sum;

  /**
   * @param duchies those whose layers are on the records
   */
  OpenedRecords(CurveKernel kernel, List<DuchySecret> duchies) {
    BigInteger total = BigInteger.ZERO;
    for (DuchySecret duchy : duchies) {
      total = total.add(new BigInteger(1, duchy.keyShare().toBytes()));
    }
    byte[] bytes = total.mod(ORDER).toByteArray();
    byte[] padded = new byte[32];
    int from = Math.max(0, bytes.length - 32);
    System.arraycopy(bytes, from, padded, 32 - (bytes.length - from), bytes.length - from);
    this.kernel = kernel;
    this.sum = SecretScalar.of(padded);
  }

  /** The plaintext of one ciphertext of each record, in hexadecimal. */
  List<String> field(byte[] records, int recordBytes, int field) {
    int count = records.length / recordBytes;
    byte[] column = Records.column(records, recordBytes, 0, count, 66 * field, 66);
    byte[] isZero = kernel.zeroTest(sum, column);
    return IntStream.range(0, count)
        .mapToObj(i ->
            isZero[i] == 1
                ? ZERO
                : HexFormat.of()
                    .formatHex(
                        kernel.decrypt(sum, Arrays.copyOfRange(column, 66 * i, 66 * (i + 1)))))
        .toList();
  }

  /** An affine point as {@link #field} writes it. */
  static String text(byte[] affine) {
    return HexFormat.of().formatHex(CurvePoints.compress(affine));
  }

  String hash(String text) {
    return text(kernel.hashToCurve(ConstantPoints.texts(text)));
  }
}
