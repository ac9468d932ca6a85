package org.aureole.pipelines.file;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.Arrays;

/**
 * The cells of the current CSV record, kept as characters in one buffer that is used again for
 * every record. For use by one thread.
 */
final class CsvRow extends AbstractBaseCsvCallbackHandler<CsvRow> {
  private char[] chars = new char[1024];
  private int[] ends = new int[32];
  private int count;

  @Override
  protected void handleBegin(long startingLineNumber) {
    count = 0;
  }

  @Override
  protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
    int start = count == 0 ? 0 : ends[count - 1];
    if (start + length > chars.length) {
      chars = Arrays.copyOf(chars, Math.max(start + length, chars.length * 2));
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
    }
    System.arraycopy(buffer, offset, chars, start, length);
    ends[count++] = start + length;
  }

  @Override
  protected CsvRow buildRecord() {
    return this;
  }

  int cellCount() {
    return count;
  }

  char[] chars() {
    return chars;
  }

  /** Where a cell begins, after leading blanks. */
  int start(int cell) {
    int start = cell == 0 ? 0 : ends[cell - 1];
    while (start < ends[cell] && chars[start] == ' ') {
      start++;
    }
    return start;
  }

  /** Where a cell ends, before trailing blanks; not before its start. */
  int end(int cell) {
    int start = start(cell);
    int end = ends[cell];
    while (end > start && chars[end - 1] == ' ') {
      end--;
    }
    return end;
  }

  String text(int cell) {
    int start = start(cell);
    return new String(chars, start, end(cell) - start);
  }
}
