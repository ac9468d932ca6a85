package org.aureole.emulator.spanner;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The Cloud Spanner emulator as a process of this JVM, found at the system property {@code
 * spanner.emulator}, as {@code emulator_main} on the PATH, or in the folder of {@code gcloud}.
 */
public final class SpannerEmulator {
  /**
   * Held here, as the logging system keeps loggers weakly; the client tells its options at INFO.
   */
  private static final Logger CLIENT_LOG = Logger.getLogger("com.google.cloud");

  private static final Duration STARTUP = Duration.ofSeconds(20);
  private static Optional<SpannerEmulator> shared;

  private final Process process;
  private final int port;

  private SpannerEmulator(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The one of this JVM, started at the first call; empty if this machine has no emulator. */
  public static synchronized Optional<SpannerEmulator> shared() {
    if (shared == null) {
      Optional<Path> binary = binary();
      // Read by scripts/test, which says for each lane what it ran on.
      System.out.println(
          "lane part: Spanner emulator "
              + (binary.isPresent()
                  ? "ran"
                  : "skipped, because no emulator_main was found (gcloud components install"
                      + " cloud-spanner-emulator, or set SPANNER_EMULATOR)"));
      shared = binary.map(SpannerEmulator::start);
    }
    return shared;
  }

  /** {@code 127.0.0.1:port} of its gRPC endpoint. */
  String address() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "the Spanner emulator died with exit code "
              + process.exitValue()
              + ", which an SQL statement that it does not know can cause");
    }
    return "127.0.0.1:" + port;
  }

  private static SpannerEmulator start(Path binary) {
    int port = freePort();
    CLIENT_LOG.setLevel(Level.WARNING);
    try {
      Process process =
          new ProcessBuilder(binary.toString(), "--host_port", "127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      awaitListening(process, port);
      return new SpannerEmulator(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + binary, e);
    }
  }

  private static void awaitListening(Process process, int port) throws IOException {
    long deadline = System.nanoTime() + STARTUP.toNanos();
    while (true) {
      try (Socket probe = new Socket()) {
        probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          process.destroyForcibly();
          throw new IOException("the Spanner emulator does not listen on port " + port, e);
        }
        Thread.onSpinWait();
      }
    }
  }

  private static int freePort() {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> binary() {
    String named = System.getProperty("spanner.emulator", "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    return Stream.concat(
            onPath("emulator_main").stream(),
            onPath("gcloud").stream().map(SpannerEmulator::besideGcloud))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path besideGcloud(Path gcloud) {
    try {
      return gcloud.toRealPath().resolveSibling("cloud_spanner_emulator/emulator_main");
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
