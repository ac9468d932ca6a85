package org.aureole.local.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.platform.blob.BlobRef;

/**
 * A part of one version of a file. A file that is replaced as a whole or deleted is read to its end
 * all the same, as the old bytes stay while it is open; one that is written into stops the reader.
 * Not thread-safe.
 */
final class VersionedInput extends InputStream {
  private final FileChannel channel;
  private final Path path;
  private final BlobRef ref;
  private final FileVersion version;
  private long left;

  VersionedInput(FileChannel channel, Path path, BlobRef ref, FileVersion version, long length) {
    this.channel = channel;
    this.path = path;
    this.ref = ref;
    this.version = version;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    int read = channel.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, left)));
    Optional<FileVersion> now = FileVersion.of(path);
    boolean writtenInto =
        now.isPresent()
            && now.get().sameFile(version)
            && now.get().generation() != version.generation();
    if (read < 0 || writtenInto) {
      throw DomainException.notFound(
          ref.name() + " was changed while it was read; its generation " + ref.generation());
    }
    left -= read;
    return read;
  }

  @Override
  public int available() {
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
