package org.aureole.crypto.kernel;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** A library as it lies in a jar, with its SHA-256 in hexadecimal beside it. */
record PackedLibrary(String resource) {
  private static final String FOLDER = "/org/aureole/native/";
  private static final String NAME = "aureole_kernels";
  private static final int MAXIMUM_BYTES = 64 << 20;

  static PackedLibrary of(String platform) {
    return new PackedLibrary(FOLDER + platform + "/" + System.mapLibraryName(NAME));
  }

  /**
   * Extracts, compares and loads it.
   *
   * @throws FileNotFoundException if there is none for this platform
   * @throws IOException if it cannot be extracted, or is not what was packed
   * @throws UnsatisfiedLinkError if this system cannot load it
   */
  void load() throws IOException {
    byte[] library = read(resource);
    String expected =
        new String(read(resource + ".sha256"), StandardCharsets.US_ASCII)
            .strip()
            .toLowerCase(Locale.ROOT);
    // A new folder that only its owner can enter, which is what the platform makes of it.
    Path folder = Files.createTempDirectory("aureole-kernels-");
    Path file = folder.resolve(System.mapLibraryName(NAME));
    try {
      Files.write(file, library);
      if (!sha256(Files.readAllBytes(file)).equals(expected)) {
        throw new IOException("the extracted library is not the one that was packed");
      }
      System.load(file.toString());
    } finally {
      deleteOrLeave(file);
      deleteOrLeave(folder);
    }
  }

  private static byte[] read(String name) throws IOException {
    try (InputStream in = PackedLibrary.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException("there is no " + name + " in this build");
      }
      byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
      if (bytes.length > MAXIMUM_BYTES) {
        throw new IOException(name + " is too large");
      }
      return bytes;
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime offers no SHA-256", e);
    }
  }

  /** Some systems keep a file that is in use; it is then deleted when the virtual machine ends. */
  private static void deleteOrLeave(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
  }
}
