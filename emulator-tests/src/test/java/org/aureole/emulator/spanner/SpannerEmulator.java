package org.aureole.emulator.spanner;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.aureole.emulator.process.CloudSdk;
import org.aureole.emulator.process.Emulator;

/**
 * The Cloud Spanner emulator as a process of this JVM, found at the system property {@code
 * spanner.emulator}, as {@code emulator_main} on the PATH, or in the folder of {@code gcloud}. An
 * SQL statement that it does not know can end it.
 */
public final class SpannerEmulator {
  /**
   * Held here, as the logging system keeps loggers weakly; the client tells its options at INFO.
   */
  private static final Logger CLIENT_LOG = Logger.getLogger("com.google.cloud");

  private static Optional<Emulator> shared;

  private SpannerEmulator() {}

  /** The one of this JVM, started at the first call; empty if this machine has no emulator. */
  public static synchronized Optional<Emulator> shared() {
    if (shared == null) {
      Optional<Path> binary =
          CloudSdk.find(
              "spanner.emulator", "emulator_main", "cloud_spanner_emulator/emulator_main");
      // Read by scripts/test, which says for each lane what it ran on.
      System.out.println(
          "lane part: Spanner emulator "
              + (binary.isPresent()
                  ? "ran"
                  : "skipped, because no emulator_main was found (gcloud components install"
                      + " cloud-spanner-emulator, or set SPANNER_EMULATOR)"));
      CLIENT_LOG.setLevel(Level.WARNING);
      shared = binary.map(SpannerEmulator::start);
    }
    return shared;
  }

  private static Emulator start(Path binary) {
    return Emulator.start(
        "the Spanner emulator",
        port -> List.of(binary.toString(), "--host_port", "127.0.0.1:" + port));
  }
}
