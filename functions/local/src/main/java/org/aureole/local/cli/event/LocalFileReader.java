package org.aureole.local.cli.event;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventObjectReader;
import org.aureole.local.cli.console.FileErrors;
import org.aureole.model.error.DomainException;

/** Reads event files on this machine, an object's name being the file's path. Thread-safe. */
final class LocalFileReader implements EventObjectReader {
  static EventObject object(Path file) {
    try {
      return new EventObject(
          file.toString(), Files.getLastModifiedTime(file).toString(), Files.size(file));
    } catch (IOException e) {
      throw DomainException.invalid("FILE", file + " cannot be read: " + FileErrors.reason(e));
    }
  }

  @Override
  public InputStream open(EventObject object, long offset, long length) throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(Path.of(object.name()));
    channel.position(offset);
    return new BoundedStream(Channels.newInputStream(channel), length);
  }

  /** So many bytes of a stream. */
  private static final class BoundedStream extends InputStream {
    private final InputStream in;
    private long left;

    BoundedStream(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      if (left <= 0) {
        return -1;
      }
      left--;
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int read = in.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
