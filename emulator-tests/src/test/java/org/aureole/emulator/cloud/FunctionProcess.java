package org.aureole.emulator.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.aureole.emulator.google.FunctionServer;
import org.aureole.emulator.process.JavaProcess;

/**
 * An instance of a function: a process with the Functions Framework and one entry class, as it is
 * deployed but on loopback.
 */
final class FunctionProcess implements FunctionServer.Instance {
  private static final Duration LONGEST_START = Duration.ofMinutes(2);

  private final JavaProcess process;
  private final URI url;

  private FunctionProcess(JavaProcess process, URI url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts one, and returns once it listens.
   *
   * @param entry the simple name of the entry class
   * @param folder takes its log
   * @param environment all that it is told
   */
  static FunctionProcess start(
      LocalGoogle google, String entry, Path folder, Map<String, String> environment) {
    try {
      Path port = Files.createTempFile(folder, entry, ".port");
      JavaProcess process =
          JavaProcess.start(
              FunctionMain.class,
              google.classes.toString(),
              List.of(
                  "-Xmx160m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:SharedArchiveFile=" + google.archive()),
              List.of(entry, port.toString()),
              folder.resolve(entry + ".log"),
              variables -> CloudProject.replace(variables, environment));
      Instant deadline = Instant.now().plus(LONGEST_START);
      while (Files.size(port) == 0) {
        if (!process.isAlive() || Instant.now().isAfter(deadline)) {
          process.close();
          throw new IllegalStateException(
              entry + " does not start: " + Files.readString(folder.resolve(entry + ".log")));
        }
        Thread.sleep(20);
      }
      URI url = URI.create("http://127.0.0.1:" + Files.readString(port));
      Files.delete(port);
      return new FunctionProcess(process, url);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public URI url() {
    return url;
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.close();
  }
}
