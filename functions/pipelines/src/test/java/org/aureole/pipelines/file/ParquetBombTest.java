package org.aureole.pipelines.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventProgress;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.pipelines.InMemoryObjects;
import org.aureole.pipelines.SmallMarket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small files that claim, or unpack to, more than there is room for. */
class ParquetBombTest {
  private static final int BIG = ParquetCodecs.MAX_PAGE_BYTES + 1;

  private final InMemoryObjects objects = new InMemoryObjects();

  private static byte[] page(CompressionCodecName codec, byte[] compressed, int size)
      throws IOException {
    return new ParquetCodecs()
        .getDecompressor(codec)
        .decompress(BytesInput.from(compressed), size)
        .toByteArray();
  }

  @Test
  void aSnappyPageThatClaimsTwoGigabytesTakesNone() {
    byte[] claimsTwoGigabytes = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0, 'x'};
    assertThatThrownBy(() -> page(CompressionCodecName.SNAPPY, claimsTwoGigabytes, 100))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("claims 2147483647 bytes where it states 100");
  }

  @Test
  void aPageThatStatesMoreThanAnyWriterWritesIsNotUnpacked() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(new byte[BIG]);
    }
    byte[] zstd = Zstd.compress(new byte[BIG]);
    assertThat(gzip.size()).isLessThan(100_000);
    assertThat(zstd).hasSizeLessThan(100_000);
    assertThatThrownBy(() -> page(CompressionCodecName.GZIP, gzip.toByteArray(), BIG))
        .hasMessageContaining("pages of at most");
    assertThatThrownBy(() -> page(CompressionCodecName.ZSTD, zstd, BIG))
        .hasMessageContaining("pages of at most");
    assertThatThrownBy(() -> page(CompressionCodecName.ZSTD, zstd, -1))
        .hasMessageContaining("a page states -1");
  }

  @Test
  void noMoreOfAPageIsUnpackedThanItStates() throws IOException {
    byte[] zstd = Zstd.compress(new byte[BIG]);
    assertThat(page(CompressionCodecName.ZSTD, zstd, 1000)).hasSize(1000);
  }

  @ParameterizedTest
  @CsvSource({"1099511627776, 4", "-1, 4", "100, 1099511627776", "100, -5", "2147483647, 4"})
  void aFooterMayStateOnlyWhatIsThere(long size, long offset) throws IOException {
    EventObject object =
        withFooter(footer -> {
          ColumnMetaData column = footer.getRow_groups().get(0).getColumns().get(0).getMeta_data();
          column.setTotal_compressed_size(size);
          column.setData_page_offset(offset);
          column.unsetDictionary_page_offset();
        });
    assertThatThrownBy(() -> SmallMarket.analysis(objects).inspect(object, EventProgress.NONE))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.EVENT_FILE_INVALID))
        .hasMessageContaining(object.name());
  }

  @Test
  void columnsThatAllStateTheWholeFileAreTooMany() throws IOException {
    EventObject object =
        withFooter(footer ->
            footer
                .getRow_groups()
                .get(0)
                .getColumns()
                .forEach(column -> column.getMeta_data().setTotal_compressed_size(700)));
    assertThatThrownBy(() -> SmallMarket.analysis(objects).inspect(object, EventProgress.NONE))
        .hasMessageContaining("states columns larger than the file");
  }

  /** A good file, but for what is changed in its footer. */
  private EventObject withFooter(Consumer<FileMetaData> change) throws IOException {
    byte[] good;
    try (InputStream in =
        ParquetBombTest.class.getResourceAsStream("/parquet/flat_snappy.parquet")) {
      good = in.readAllBytes();
    }
    ByteBuffer tail = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN);
    int length = tail.getInt(good.length - 8);
    int start = good.length - 8 - length;
    FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(good, start, length));
    change.accept(footer);
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(good, 0, start);
    Util.writeFileMetaData(footer, changed);
    int newLength = changed.size() - start;
    changed.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(newLength).array());
    changed.write("PAR1".getBytes(StandardCharsets.US_ASCII));
    return objects.put("bomb.parquet", changed.toByteArray());
  }
}
