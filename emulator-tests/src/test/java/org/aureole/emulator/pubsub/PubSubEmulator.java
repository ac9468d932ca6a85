package org.aureole.emulator.pubsub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.aureole.emulator.process.CloudSdk;
import org.aureole.emulator.process.Emulator;

/**
 * The Cloud Pub/Sub emulator as a process of this JVM: its jar, found at the system property {@code
 * pubsub.emulator} or in the Google Cloud SDK, run by the Java that runs this. What it holds is
 * lost when it ends.
 */
public final class PubSubEmulator implements AutoCloseable {
  private final Path jar;
  private Emulator emulator;

  private PubSubEmulator(Path jar) {
    this.jar = jar;
    this.emulator = run(0);
  }

  /** Starts one; empty if this machine has none. */
  public static Optional<PubSubEmulator> start() {
    Optional<Path> jar =
        CloudSdk.find("pubsub.emulator", "", "../platform/pubsub-emulator/lib")
            .flatMap(PubSubEmulator::jar);
    // Read by scripts/test, which says for each lane what it ran on.
    System.out.println(
        "lane part: Pub/Sub emulator "
            + (jar.isPresent()
                ? "ran"
                : "skipped, because none was found (gcloud components install pubsub-emulator, or"
                    + " set PUBSUB_EMULATOR to its jar)"));
    return jar.map(PubSubEmulator::new);
  }

  private static Optional<Path> jar(Path found) {
    if (Files.isRegularFile(found)) {
      return Optional.of(found);
    }
    try (Stream<Path> files = Files.list(found)) {
      return files
          .filter(file -> file.getFileName().toString().matches("cloud-pubsub-emulator-.*\\.jar"))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Emulator run(int port) {
    String java = ProcessHandle.current().info().command().orElse("java");
    IntFunction<List<String>> command =
        at -> List.of(java, "-Xmx256m", "-jar", jar.toString(), "--host=127.0.0.1", "--port=" + at);
    return port == 0
        ? Emulator.start("the Pub/Sub emulator", command)
        : Emulator.start("the Pub/Sub emulator", port, command);
  }

  /** Its base URL. */
  public synchronized URI endpoint() {
    return URI.create("http://" + emulator.address());
  }

  /** Kills it and starts it again at the same address, without anything that it held. */
  public synchronized void restart() {
    int port = emulator.port();
    emulator.close();
    emulator = run(port);
  }

  @Override
  public synchronized void close() {
    emulator.close();
  }
}
