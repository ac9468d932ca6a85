package org.aureole.pipelines.file;

import java.io.IOException;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** Shows an event object to the Parquet library. */
final class ObjectInputFile implements InputFile {
  private final ObjectStream stream;
  private final long size;

  /**
   * @param stream the one stream that is handed out
   */
  ObjectInputFile(ObjectStream stream, long size) {
    this.stream = stream;
    this.size = size;
  }

  @Override
  public long getLength() {
    return size;
  }

  @Override
  public SeekableInputStream newStream() {
    return new DelegatingSeekableInputStream(stream) {
      @Override
      public long getPos() {
        return stream.position();
      }

      @Override
      public void seek(long position) throws IOException {
        stream.seek(position);
      }
    };
  }
}
