package org.aureole.pipelines.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventObjectReader;
import org.aureole.edp.events.EventObjectReplacedException;

/**
 * The bytes of one event object with a position that can be set, over the range reads of the store.
 * Short skips forward read on; other moves open a new range. Tells the store's failures from those
 * of the content. For use by one thread.
 */
final class ObjectStream extends InputStream {
  private static final int LONGEST_SKIP = 1 << 16;

  private final EventObjectReader reader;
  private final EventObject object;
  private InputStream range;
  private long position;
  private long bytesRead;

  ObjectStream(EventObjectReader reader, EventObject object) {
    this.reader = reader;
    this.object = object;
  }

  long position() {
    return position;
  }

  /** Bytes delivered so far, skipped ones included. */
  long bytesRead() {
    return bytesRead;
  }

  void seek(long target) throws IOException {
    if (target < 0 || target > object.size()) {
      throw new TruncatedSeekException(target, object.size());
    }
    long distance = target - position;
    if (range != null && distance >= 0 && distance <= LONGEST_SKIP) {
      skipNBytes(distance);
      return;
    }
    close();
    position = target;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    if (position == object.size()) {
      return -1;
    }
    int count = readRange(buffer, offset, length);
    if (count < 0) {
      throw new EventFileFault.TruncatedObjectException();
    }
    position += count;
    bytesRead += count;
    return count;
  }

  private int readRange(byte[] buffer, int offset, int length) throws IOException {
    try {
      if (range == null) {
        range = reader.open(object, position, object.size() - position);
      }
      return range.read(buffer, offset, (int) Math.min(length, object.size() - position));
    } catch (EventObjectReplacedException e) {
      throw e;
    } catch (IOException e) {
      throw new EventFileFault.StoreReadException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (range != null) {
      InputStream closing = range;
      range = null;
      closing.close();
    }
  }

  /** The content points outside the object. */
  private static final class TruncatedSeekException extends IOException {
    private static final long serialVersionUID = 1L;

    TruncatedSeekException(long target, long size) {
      super("position " + target + " lies outside the " + size + " bytes of the object");
    }
  }
}
