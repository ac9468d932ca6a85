package org.aureole.pipelines.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;

/** Headers are written by the library, so that what it writes is what is understood. */
class PageHeadersTest {
  private static final int PAGE = 100;

  private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();

  @Test
  void pagesOfEveryTypeAreFollowedUntilAllValuesAreThere() throws IOException {
    dictionary();
    v1(7, PAGE);
    v2(5, PAGE);
    int end = chunk.size();
    chunk.writeBytes(new byte[] {1, 2, 3});

    ByteBuffer bytes = ByteBuffer.wrap(chunk.toByteArray());
    PageHeaders.check(bytes, 12);
    assertThat(bytes.position()).isEqualTo(end);
    PageHeaders.check(ByteBuffer.wrap(chunk.toByteArray()), 0);
  }

  @Test
  void aPageThatIsLargerThanWhatIsLeftIsRefused() throws IOException {
    v1(7, PAGE);
    byte[] short1 = Arrays.copyOf(chunk.toByteArray(), chunk.size() - 1);
    assertThatThrownBy(() -> PageHeaders.check(ByteBuffer.wrap(short1), 7))
        .isInstanceOf(IOException.class)
        .hasMessage("a page states 100 bytes where 99 are left of its column");
  }

  @Test
  void valuesThatNoPageHasAreRefused() throws IOException {
    v1(7, PAGE);
    assertThatThrownBy(() -> PageHeaders.check(ByteBuffer.wrap(chunk.toByteArray()), 8))
        .isInstanceOf(IOException.class);
    chunk.reset();
    v2(-1, PAGE);
    assertThatThrownBy(() -> PageHeaders.check(ByteBuffer.wrap(chunk.toByteArray()), 8))
        .hasMessage("a page states -1 values");
  }

  @Test
  void aTextThatIsLongerThanWhatIsLeftIsRefused() throws IOException {
    v1(7, PAGE);
    byte[] bytes = chunk.toByteArray();
    int text = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("least");
    bytes[text - 1] = (byte) 0xff; // The length of the text goes on into the text.
    assertThatThrownBy(() -> PageHeaders.check(ByteBuffer.wrap(bytes), 7))
        .isInstanceOf(IOException.class);
  }

  /** Whatever is passed here, the library can read without asking for more than there is. */
  @Test
  void damagedHeadersEndInARefusalOrAreReadAsTheLibraryReadsThem() throws IOException {
    dictionary();
    v1(7, PAGE);
    v2(5, PAGE);
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = chunk.toByteArray();
      for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      ByteBuffer bytes = ByteBuffer.wrap(damaged);
      try {
        PageHeaders.check(bytes, 12);
      } catch (IOException e) {
        continue;
      }
      assertThat(followed(damaged, 12)).isIn(OptionalInt.empty(), OptionalInt.of(bytes.position()));
    }
  }

  /** Where the library is once it has read so many values; empty if it refuses a header. */
  private static OptionalInt followed(byte[] bytes, long values) {
    try {
      return OptionalInt.of(end(bytes, values));
    } catch (IOException | RuntimeException e) {
      return OptionalInt.empty();
    }
  }

  private static int end(byte[] bytes, long values) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    long seen = 0;
    while (seen < values) {
      PageHeader header = Util.readPageHeader(in);
      in.skipNBytes(header.compressed_page_size);
      seen +=
          switch (header.type) {
            case DATA_PAGE -> header.data_page_header.num_values;
            case DATA_PAGE_V2 -> header.data_page_header_v2.num_values;
            default -> 0;
          };
    }
    return bytes.length - in.available();
  }

  private void dictionary() throws IOException {
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, PAGE, PAGE);
    header.setDictionary_page_header(new DictionaryPageHeader(3, Encoding.PLAIN));
    page(header);
  }

  private void v1(int values, int bytes) throws IOException {
    PageHeader header = new PageHeader(PageType.DATA_PAGE, 2 * bytes, bytes);
    DataPageHeader data =
        new DataPageHeader(values, Encoding.PLAIN, Encoding.RLE, Encoding.BIT_PACKED);
    data.setStatistics(
        new Statistics()
            .setMin_value("least".getBytes(StandardCharsets.UTF_8))
            .setNull_count(1L << 40)
            .setIs_max_value_exact(true));
    header.setData_page_header(data);
    header.setCrc(-5);
    page(header);
  }

  private void v2(int values, int bytes) throws IOException {
    PageHeader header = new PageHeader(PageType.DATA_PAGE_V2, 2 * bytes, bytes);
    header.setData_page_header_v2(
        new DataPageHeaderV2(values, 0, values, Encoding.RLE_DICTIONARY, 4, 4));
    page(header);
  }

  private void page(PageHeader header) throws IOException {
    Util.writePageHeader(header, chunk);
    chunk.writeBytes(new byte[header.compressed_page_size]);
  }
}
