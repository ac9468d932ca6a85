package org.aureole.pipelines.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * Shows an event object to the Parquet library, which asks for the column chunks that it wants, one
 * or several in a row, and is given them once their page headers have been looked through.
 */
final class ObjectInputFile implements InputFile {
  private final ObjectStream stream;
  private final long size;
  private List<ColumnChunkMetaData> chunks = List.of();

  /**
   * @param stream the one stream that is handed out
   */
  ObjectInputFile(ObjectStream stream, long size) {
    this.stream = stream;
    this.size = size;
  }

  /** From now on these chunks are looked through when they are read. */
  void check(List<ColumnChunkMetaData> wanted) {
    chunks = List.copyOf(wanted);
  }

  private void check(long start, ByteBuffer read) throws IOException {
    long end = start + read.remaining();
    for (ColumnChunkMetaData chunk : chunks) {
      long first = chunk.getStartingPos();
      long last = first + chunk.getTotalSize();
      if (first >= start && last <= end) {
        PageHeaders.check(
            read.slice((int) (first - start), (int) chunk.getTotalSize()), chunk.getValueCount());
      } else if (first < end && last > start) {
        throw new IOException("a column of a row group has more than 2 GiB, or overlaps another");
      }
    }
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
      public void readFully(ByteBuffer buffer) throws IOException {
        long start = stream.position();
        int from = buffer.position();
        super.readFully(buffer);
        check(start, buffer.duplicate().flip().position(from));
      }

      @Override
      public void seek(long position) throws IOException {
        stream.seek(position);
      }
    };
  }
}
