package org.aureole.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** Event files in CSV, plain and gzipped. What is taken is written and read again alike. */
@Tag("fuzz")
class CsvEventsFuzzTest {
  @FuzzTest
  @DictionaryFile(resourcePath = "events.dict")
  void fuzz(byte[] input) {
    EventFileTarget.read(input);
  }
}
