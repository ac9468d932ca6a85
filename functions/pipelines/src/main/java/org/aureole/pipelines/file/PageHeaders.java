package org.aureole.pipelines.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Looks through the page headers of a column chunk before the Parquet library does, which takes as
 * much memory as a header claims: for a page beyond the end of its chunk, and for a text in it.
 *
 * <p>Headers are Thrift's compact protocol; of a PageHeader this reads type (1), compressed size
 * (3), and the number of values of a data page (5 and 8), and passes over the rest. A pass over the
 * pages' headers allocates nothing. For use by one thread.
 */
final class PageHeaders {
  private static final int DATA_PAGE = 0;
  private static final int DATA_PAGE_V2 = 3;

  private static final int STOP = 0;
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int BYTE = 3;
  private static final int I16 = 4;
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int DOUBLE = 7;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int SET = 10;
  private static final int MAP = 11;
  private static final int STRUCT = 12;

  /** A real header has three levels. */
  private static final int DEEPEST = 16;

  private final ByteBuffer bytes;
  private int type;
  private int compressedSize;
  private int valuesOfV1;
  private int valuesOfV2;

  private PageHeaders(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * Checks that a chunk holds all its pages.
   *
   * @param chunk the bytes of the chunk, from position to limit; its position is moved
   * @param values how many the footer says that the chunk has
   * @throws IOException if a page or a text is larger than what is left of the chunk, the pages
   *     have fewer values, or a header is none
   */
  static void check(ByteBuffer chunk, long values) throws IOException {
    PageHeaders headers = new PageHeaders(chunk);
    long seen = 0;
    while (seen < values) {
      headers.next();
      int found = headers.values();
      if (found < 0) {
        throw new IOException("a page states " + found + " values");
      }
      seen += found;
    }
  }

  private void next() throws IOException {
    type = -1;
    compressedSize = -1;
    valuesOfV1 = 0;
    valuesOfV2 = 0;
    header();
    if (compressedSize < 0 || compressedSize > bytes.remaining()) {
      throw new IOException(
          "a page states "
              + compressedSize
              + " bytes where "
              + bytes.remaining()
              + " are left of its column");
    }
    bytes.position(bytes.position() + compressedSize);
  }

  private int values() {
    return switch (type) {
      case DATA_PAGE -> valuesOfV1;
      case DATA_PAGE_V2 -> valuesOfV2;
      default -> 0;
    };
  }

  private void header() throws IOException {
    int id = 0;
    for (int field = unsigned(); (field & 0x0f) != STOP; field = unsigned()) {
      id = fieldId(field, id);
      int kind = field & 0x0f;
      if (kind == I32 && id == 1) {
        type = int32();
      } else if (kind == I32 && id == 3) {
        compressedSize = int32();
      } else if (kind == STRUCT && id == 5) {
        valuesOfV1 = firstInt();
      } else if (kind == STRUCT && id == 8) {
        valuesOfV2 = firstInt();
      } else {
        pass(kind, 1);
      }
    }
  }

  /** Field 1 of a struct, all of which is passed. */
  private int firstInt() throws IOException {
    int first = 0;
    int id = 0;
    for (int field = unsigned(); (field & 0x0f) != STOP; field = unsigned()) {
      id = fieldId(field, id);
      if ((field & 0x0f) == I32 && id == 1) {
        first = int32();
      } else {
        pass(field & 0x0f, 2);
      }
    }
    return first;
  }

  private int fieldId(int field, int last) throws IOException {
    int delta = field >>> 4;
    return (short) (delta == 0 ? int32() : last + delta);
  }

  private void pass(int kind, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("a page header is nested too deep");
    }
    switch (kind) {
      case TRUE, FALSE -> {
        // As a field, the value is in the kind.
      }
      case BYTE -> skip(1);
      case I16, I32 -> int32();
      case I64 -> varint(10);
      case DOUBLE -> skip(Double.BYTES);
      case BINARY -> skip(varint(5));
      case LIST, SET -> list(depth);
      case MAP -> map(depth);
      case STRUCT -> struct(depth);
      default -> throw new IOException("a page header has a field of the unknown kind " + kind);
    }
  }

  private void struct(int depth) throws IOException {
    for (int field = unsigned(); (field & 0x0f) != STOP; field = unsigned()) {
      fieldId(field, 0);
      pass(field & 0x0f, depth + 1);
    }
  }

  private void list(int depth) throws IOException {
    int head = unsigned();
    long size = head >>> 4 == 0x0f ? varint(5) : head >>> 4;
    elements(size, head & 0x0f, depth);
  }

  private void map(int depth) throws IOException {
    long size = varint(5);
    int kinds = size == 0 ? 0 : unsigned();
    requireLeft(size);
    for (long i = 0; i < size; i++) {
      elements(1, kinds >>> 4, depth);
      elements(1, kinds & 0x0f, depth);
    }
  }

  /** Each takes a byte at least. */
  private void elements(long size, int kind, int depth) throws IOException {
    requireLeft(size);
    for (long i = 0; i < size; i++) {
      if (kind == TRUE || kind == FALSE) {
        skip(1);
      } else {
        pass(kind, depth + 1);
      }
    }
  }

  private void skip(long length) throws IOException {
    requireLeft(length);
    bytes.position(bytes.position() + (int) length);
  }

  private void requireLeft(long length) throws IOException {
    if (length < 0 || length > bytes.remaining()) {
      throw new IOException(
          "a page header states "
              + length
              + " bytes where "
              + bytes.remaining()
              + " are left of its column");
    }
  }

  private int unsigned() throws IOException {
    requireLeft(1);
    return bytes.get() & 0xff;
  }

  private int int32() throws IOException {
    int zigzag = (int) varint(5);
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  /** Longer ones the library would take, and read otherwise. */
  private long varint(int mostBytes) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 7 * mostBytes; shift += 7) {
      int next = unsigned();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IOException("a page header has a number of more than " + mostBytes + " bytes");
  }
}
