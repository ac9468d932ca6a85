package org.aureole.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Several byte strings in one input, each after its length in two bytes, big-endian. */
final class Frames {
  private Frames() {}

  /** The strings; the last one ends where the input does. */
  static List<byte[]> split(byte[] input) {
    List<byte[]> parts = new ArrayList<>();
    int at = 0;
    while (at + 2 <= input.length) {
      int length = (input[at] & 0xff) << 8 | input[at + 1] & 0xff;
      int end = Math.min(input.length, at + 2 + length);
      parts.add(Arrays.copyOfRange(input, at + 2, end));
      at = end;
    }
    return parts;
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.write(part.length >>> 8);
      out.write(part.length);
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
