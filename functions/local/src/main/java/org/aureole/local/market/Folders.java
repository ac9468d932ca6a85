package org.aureole.local.market;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aureole.model.error.DomainException;

/** Creates the folders of a market. */
final class Folders {
  private Folders() {}

  /** Creates a folder and its parents unless they exist. */
  static Path create(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw DomainException.precondition(
          "the folder "
              + folder
              + " cannot be created ("
              + e.getMessage()
              + "); choose another"
              + " folder for the market, or give yourself the right to write there");
    }
  }
}
