package org.aureole.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where Jazzer looks for the seeds of each target.
 *
 * @param root the resources of this package
 */
record SeedFolder(Path root) {
  /**
   * Writes one seed.
   *
   * @param target the name of a target, without FuzzTest
   * @param name of the file
   */
  void write(String target, String name, byte[] seed) throws IOException {
    Path folder = root.resolve(target + "FuzzTestInputs").resolve("fuzz");
    Files.createDirectories(folder);
    Files.write(folder.resolve(name), seed);
  }

  /** Writes one seed of text. */
  void write(String target, String name, String seed) throws IOException {
    write(target, name, seed.getBytes(UTF_8));
  }
}
