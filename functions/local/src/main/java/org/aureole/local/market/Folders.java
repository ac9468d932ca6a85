package org.aureole.local.market;

import java.io.IOException;
import java.nio.file.Path;
import org.aureole.local.secret.PrivateFolder;
import org.aureole.model.error.DomainException;

/** Creates the folders of a market, which are their owner's alone. */
final class Folders {
  private Folders() {}

  /** Creates a folder and its parents unless they exist; shuts an older one to others. */
  static Path create(Path folder) {
    try {
      PrivateFolder.create(folder);
      PrivateFolder.tighten(folder);
      return folder;
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
