package org.aureole.crypto.llv2;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** Records of a fixed size, one after the other in an array. */
final class Records {
  /** What every Java runtime can make an array of. */
  static final long MOST_BYTES = Integer.MAX_VALUE - 8L;

  private Records() {}

  /**
   * How many bytes records take. An error does not say how many records there are: where they came
   * from others, that may be a number that is worth hiding.
   *
   * @throws DomainException INVALID_ARGUMENT if that is more than an array holds
   */
  static int bytes(long count, int recordBytes) {
    if (recordBytes > 0 && count > MOST_BYTES / recordBytes) {
      throw DomainException.invalid(
          "records",
          "of %d bytes are more than a stage can hold; the limit is %d bytes in all"
              .formatted(recordBytes, MOST_BYTES));
    }
    return (int) (count * recordBytes);
  }

  /**
   * How many records arrived. An error, which may reach peers and logs, does not say it.
   *
   * @param argument how an error names them
   * @throws DomainException PROTOCOL_VIOLATION if they are not whole records, or if their number is
   *     not in [least, most]
   */
  static int count(String argument, byte[] records, int recordBytes, long least, long most) {
    int count = records.length / recordBytes;
    if (records.length % recordBytes != 0) {
      throw violation(argument, "are not whole records of %d bytes".formatted(recordBytes));
    }
    if (count < least || count > most) {
      throw violation(argument, "more or fewer records came than this stage can have");
    }
    return count;
  }

  private static DomainException violation(String argument, String message) {
    return DomainException.at(ErrorCode.PROTOCOL_VIOLATION, argument, message);
  }

  static byte[] concat(List<byte[]> parts) {
    byte[] whole = new byte[bytes(parts.stream().mapToLong(p -> p.length).sum(), 1)];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }

  static byte[] concat(byte[]... parts) {
    return concat(List.of(parts));
  }

  /** Of records from to to: {@code size} bytes of each, from an offset within the record on. */
  static byte[] column(byte[] records, int recordBytes, int from, int to, int offset, int size) {
    byte[] column = new byte[(to - from) * size];
    for (int i = from; i < to; i++) {
      System.arraycopy(records, i * recordBytes + offset, column, (i - from) * size, size);
    }
    return column;
  }

  /** Records that consist of a part of each array, one after the other. */
  static byte[] interleave(int count, byte[]... columns) {
    byte[] records = new byte[Arrays.stream(columns).mapToInt(c -> c.length).sum()];
    int at = 0;
    for (int i = 0; i < count; i++) {
      for (byte[] column : columns) {
        int size = column.length / count;
        System.arraycopy(column, i * size, records, at, size);
        at += size;
      }
    }
    return records;
  }

  /**
   * The records in the order of their bytes, unsigned. Where the bytes are those of fresh
   * ciphertexts, they are uniform, and to sort is to shuffle.
   */
  static byte[] sorted(byte[] records, int recordBytes) {
    byte[] sorted = new byte[records.length];
    int at = 0;
    for (int record : order(records, recordBytes)) {
      System.arraycopy(records, record * recordBytes, sorted, at, recordBytes);
      at += recordBytes;
    }
    return sorted;
  }

  /** The positions of the records in the order of their bytes. */
  static int[] order(byte[] records, int recordBytes) {
    return IntStream.range(0, records.length / recordBytes)
        .boxed()
        .sorted((a, b) -> compare(records, recordBytes, a, b))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  static int compare(byte[] records, int recordBytes, int one, int other) {
    return Arrays.compareUnsigned(
        records,
        one * recordBytes,
        (one + 1) * recordBytes,
        records,
        other * recordBytes,
        (other + 1) * recordBytes);
  }

  /** An array that repeats some bytes. */
  static byte[] repeat(byte[] bytes, int times) {
    byte[] repeated = new byte[bytes(times, bytes.length)];
    for (int i = 0; i < times; i++) {
      System.arraycopy(bytes, 0, repeated, i * bytes.length, bytes.length);
    }
    return repeated;
  }
}
