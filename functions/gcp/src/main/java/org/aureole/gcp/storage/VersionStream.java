package org.aureole.gcp.storage;

import com.google.cloud.ReadChannel;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobSourceOption;
import com.google.cloud.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.aureole.platform.blob.BlobRef;

/** Bytes of one version of one object, or an error: never those of another. Not thread-safe. */
final class VersionStream extends InputStream {
  private static final int BUFFER_BYTES = 2 << 20;

  private final String bucket;
  private final BlobRef ref;
  private final ReadChannel channel;
  private final ByteBuffer buffer;
  private long left;

  private VersionStream(String bucket, BlobRef ref, ReadChannel channel, long length) {
    this.bucket = bucket;
    this.ref = ref;
    this.channel = channel;
    this.left = length;
    this.buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, length)).flip();
  }

  /**
   * Reads from {@code offset} to before {@code end}; the first bytes at once, to learn of errors.
   */
  static VersionStream open(Storage storage, String bucket, BlobRef ref, long offset, long end) {
    ReadChannel channel =
        storage.reader(
            BlobId.of(bucket, ref.name(), ref.generation()), BlobSourceOption.generationMatch());
    VersionStream stream = new VersionStream(bucket, ref, channel, end - offset);
    try {
      channel.setChunkSize(BUFFER_BYTES);
      channel.seek(offset);
      channel.limit(end);
      stream.fill();
      return stream;
    } catch (IOException e) {
      channel.close();
      throw StorageErrors.toDomain(bucket, ref.name(), e);
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** What is in the buffer was consumed: takes more, if any is left. */
  private void fill() throws IOException {
    buffer.clear().limit((int) Math.min(buffer.capacity(), left));
    try {
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // Until it is full, or the object ends.
      }
    } catch (StorageException | IOException e) {
      throw StorageErrors.toDomain(bucket, ref.name(), e);
    }
    if (buffer.hasRemaining()) {
      throw new IOException("gs://" + bucket + "/" + ref.name() + " ends early");
    }
    left -= buffer.position();
    buffer.flip();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!buffer.hasRemaining()) {
      if (left == 0) {
        return -1;
      }
      fill();
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(bytes, offset, count);
    return count;
  }

  @Override
  public void close() {
    channel.close();
  }
}
