package org.aureole.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * Event files in Parquet: footers, page headers and compressed pages. The magic bytes are put in
 * their places, so that no input is wasted on them.
 */
@Tag("fuzz")
class ParquetEventsFuzzTest {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  /** Loads what one file needs, so that its cost is not one input's. */
  @BeforeAll
  static void warmUp() throws IOException {
    try (InputStream file =
        ParquetEventsFuzzTest.class.getResourceAsStream(
            "ParquetEventsFuzzTestInputs/fuzz/flat_snappy")) {
      EventFileTarget.read(file.readAllBytes());
    }
  }

  @FuzzTest
  @DictionaryFile(resourcePath = "events.dict")
  void fuzz(byte[] input) {
    byte[] file = input.clone();
    if (file.length >= 2 * MAGIC.length) {
      System.arraycopy(MAGIC, 0, file, 0, MAGIC.length);
      System.arraycopy(MAGIC, 0, file, file.length - MAGIC.length, MAGIC.length);
    }
    EventFileTarget.read(file);
  }
}
