package org.aureole.crypto.llv2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.CurvePoints;

/**
 * The public points of the protocol, hashes of constant texts, as affine points. Nobody knows a
 * relation between any two of them, or between one and the generator.
 */
final class ConstantPoints {
  private final byte[] hashes;

  ConstantPoints(CurveKernel kernel) {
    hashes =
        kernel.hashToCurve(
            texts(
                "unit_ec_point",
                "destroyed_register_key",
                "publisher_noise_register_id",
                "padding_noise_register_id"));
  }

  static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** n·U for each n from 1 to a number: what counts are encrypted as. */
  byte[] counts(int most) {
    return CurvePoints.multiples(at(0), most);
  }

  /** C_d, the key of a register that is destroyed. */
  byte[] destroyed() {
    return at(1);
  }

  byte[] publisherIndex() {
    return at(2);
  }

  byte[] paddingIndex() {
    return at(3);
  }

  private byte[] at(int position) {
    int from = position * CurveKernel.AFFINE_BYTES;
    return Arrays.copyOfRange(hashes, from, from + CurveKernel.AFFINE_BYTES);
  }
}
