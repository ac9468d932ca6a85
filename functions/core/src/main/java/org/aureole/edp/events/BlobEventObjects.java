package org.aureole.edp.events;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;

/** Reads event objects from the data provider's bucket. Safe for use by several threads. */
public final class BlobEventObjects implements EventObjectReader {
  private final BlobStore bucket;

  public BlobEventObjects(BlobStore bucket) {
    this.bucket = bucket;
  }

  /** The event object that a version of a blob is. */
  public static EventObject of(BlobRef ref) {
    return new EventObject(ref.name(), Long.toString(ref.generation()), ref.size());
  }

  private static BlobRef refOf(EventObject object) {
    return new BlobRef(object.name(), Long.parseLong(object.generation()), object.size());
  }

  @Override
  public InputStream open(EventObject object, long offset, long length) throws IOException {
    return read(object, () -> new Range(object, bucket.openRange(refOf(object), offset, length)));
  }

  private interface Reading<T> {
    T get() throws IOException;
  }

  /** A bucket says that a version is gone, or does not answer, with its own kind of error. */
  private static <T> T read(EventObject object, Reading<T> reading) throws IOException {
    try {
      return reading.get();
    } catch (DomainException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        throw new EventObjectReplacedException(object);
      }
      throw e;
    }
  }

  private static final class Range extends FilterInputStream {
    private final EventObject object;

    Range(EventObject object, InputStream in) {
      super(in);
      this.object = object;
    }

    @Override
    public int read() throws IOException {
      return BlobEventObjects.read(object, in::read);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return BlobEventObjects.read(object, () -> in.read(buffer, offset, length));
    }
  }
}
