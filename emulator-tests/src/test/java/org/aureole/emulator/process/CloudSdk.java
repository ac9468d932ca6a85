package org.aureole.emulator.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what belongs to a Google Cloud SDK on this machine. */
public final class CloudSdk {
  private CloudSdk() {}

  /**
   * A program or file: at the path that a system property names, on the PATH, or in the SDK.
   *
   * @param property names its path where it is set
   * @param program what it is called on the PATH; empty for what is no program
   * @param besideGcloud where it is, seen from the folder of {@code gcloud}
   */
  public static Optional<Path> find(String property, String program, String besideGcloud) {
    String named = System.getProperty(property, "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    Stream<Path> onPath = program.isEmpty() ? Stream.empty() : onPath(program).stream();
    Stream<Path> inSdk = onPath("gcloud").stream().map(gcloud -> sibling(gcloud, besideGcloud));
    return Stream.concat(onPath, inSdk).filter(Files::isReadable).findFirst();
  }

  private static Path sibling(Path gcloud, String path) {
    try {
      return gcloud.toRealPath().resolveSibling(path).normalize();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> onPath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .toList();
  }
}
