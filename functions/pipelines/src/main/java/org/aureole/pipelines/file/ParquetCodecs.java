package org.aureole.pipelines.file;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Decompresses Parquet pages: uncompressed, Snappy, GZIP and Zstandard. The library's own factory
 * finds codecs through Hadoop, which is not here. Holds no state.
 */
final class ParquetCodecs implements CompressionCodecFactory {
  /** The largest page that is read: a few kilobytes must not become gigabytes. */
  static final int MAX_PAGE_BYTES = 64 * 1024 * 1024;

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("reads only");
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED -> new Decompressor((bytes, size) -> bytes);
      case SNAPPY -> new Decompressor(ParquetCodecs::snappy);
      case GZIP ->
          new Decompressor(
              (bytes, size) -> readAll(new GZIPInputStream(new ByteArrayInputStream(bytes)), size));
      case ZSTD ->
          new Decompressor(
              (bytes, size) -> readAll(new ZstdInputStream(new ByteArrayInputStream(bytes)), size));
      default ->
          throw new IllegalArgumentException(
              "compression " + codec + " is not supported; use SNAPPY, ZSTD, GZIP or none");
    };
  }

  /** Snappy believes the size that the compressed bytes claim, and takes that much memory. */
  private static byte[] snappy(byte[] bytes, int size) throws IOException {
    int claimed = Snappy.uncompressedLength(bytes);
    if (claimed != size) {
      throw new IOException("a page claims " + claimed + " bytes where it states " + size);
    }
    return Snappy.uncompress(bytes);
  }

  /** The streams buffer what they hold of a page, so a page costs no more than its stated size. */
  private static byte[] readAll(InputStream stream, int size) throws IOException {
    try (stream) {
      return stream.readNBytes(size);
    }
  }

  @Override
  public void release() {
    // Nothing is kept.
  }

  private interface Inflate {
    byte[] apply(byte[] compressed, int size) throws IOException;
  }

  private record Decompressor(Inflate inflate) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      return BytesInput.from(page(bytes.toInputStream().readAllBytes(), size));
    }

    private byte[] page(byte[] compressed, int size) throws IOException {
      if (size < 0 || size > MAX_PAGE_BYTES) {
        throw new IOException(
            "a page states "
                + size
                + " bytes; pages of at most "
                + MAX_PAGE_BYTES
                + " are read, and writers make them of about a million");
      }
      byte[] page = inflate.apply(compressed, size);
      if (page.length != size) {
        throw new IOException("a page has " + page.length + " bytes where it states " + size);
      }
      return page;
    }

    @Override
    public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int size)
        throws IOException {
      byte[] compressed = new byte[compressedSize];
      input.get(compressed);
      output.put(page(compressed, size));
    }

    @Override
    public void release() {
      // Nothing is kept.
    }
  }
}
