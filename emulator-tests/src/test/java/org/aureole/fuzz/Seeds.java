package org.aureole.fuzz;

import java.io.IOException;
import java.nio.file.Path;

/** Writes the seeds of every target, made from valid messages: {@code scripts/fuzz --seeds}. */
final class Seeds {
  private Seeds() {}

  /**
   * Writes them all.
   *
   * @param arguments the folder of test resources
   */
  public static void main(String[] arguments) throws IOException {
    SeedFolder folder = new SeedFolder(Path.of(arguments[0]).resolve("org/aureole/fuzz"));
    CredentialSeeds.write(folder);
    ComputationSeeds.write(folder);
    TextSeeds.write(folder);
    HttpSeeds.write(folder);
    System.exit(0); // The embedded database and the topics have threads of their own.
  }
}
