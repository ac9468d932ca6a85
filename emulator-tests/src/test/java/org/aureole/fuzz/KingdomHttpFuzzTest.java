package org.aureole.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * Everything that can be sent to the Kingdom: paths, queries, headers, JSON and protobuf bodies.
 */
@Tag("fuzz")
class KingdomHttpFuzzTest {
  private static FixedKingdom kingdom;
  private static RouterTarget target;

  @BeforeAll
  static void start() {
    kingdom = new FixedKingdom();
    target = new RouterTarget(kingdom.router, kingdom.tokens, FixedKingdom.AUDIENCE, text -> false);
  }

  @AfterAll
  static void stop() {
    kingdom.close();
  }

  @FuzzTest
  @DictionaryFile(resourcePath = "http.dict")
  @DictionaryFile(resourcePath = "json.dict")
  void fuzz(byte[] input) {
    if (!new String(input, java.nio.charset.StandardCharsets.ISO_8859_1).contains(":wait")) {
      target.send(input); // A long poll holds its thread; it reads nothing that others do not.
    }
  }
}
