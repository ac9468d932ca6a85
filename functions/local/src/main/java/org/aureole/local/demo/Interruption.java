package org.aureole.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.aureole.local.cli.console.Output;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a demo when the process is told to end, as by Ctrl-C: its folder goes once the
 * market is stopped and the demo's own thread has noticed, so that nobody writes to it any more.
 * Thread-safe.
 */
final class Interruption {
  private static final Logger log = LoggerFactory.getLogger(Interruption.class);
  private static final long PATIENCE_SECONDS = 30;
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_MILLIS = 100;

  private final Thread demo;
  private final Output output;
  private final CountDownLatch demoEnded = new CountDownLatch(1);
  private volatile boolean begun;
  private volatile Path temporary;

  /**
   * @param demo the thread that runs the demo
   */
  Interruption(Thread demo, Output output) {
    this.demo = demo;
    this.output = output;
  }

  /** That folder is to be removed. */
  void removes(Path folder) {
    temporary = folder;
  }

  /** The process is told to end. */
  void begin() {
    begun = true;
    output.warn("Interrupted.");
  }

  boolean hasBegun() {
    return begun;
  }

  void demoEnded() {
    demoEnded.countDown();
  }

  /** The market is stopped; does nothing if that was not because the process ends. */
  void clear() {
    Path folder = temporary;
    if (!begun || folder == null) {
      return;
    }
    try {
      demo.interrupt();
      if (!demoEnded.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("the demo has not ended {} s after its market", PATIENCE_SECONDS);
      }
      delete(folder);
    } catch (IOException e) {
      output.warn("The folder " + folder + " could not be removed; remove it.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Removes a folder with all that is in it, even if a file is still being made there. */
  static void delete(Path folder) throws IOException, InterruptedException {
    for (int attempt = 1; Files.exists(folder); attempt++) {
      Optional<IOException> failure = tryToDelete(folder);
      if (failure.isPresent() && attempt == ATTEMPTS) {
        throw failure.get();
      }
      if (failure.isPresent()) {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private static Optional<IOException> tryToDelete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    } catch (UncheckedIOException e) {
      return Optional.of(e.getCause());
    }
  }
}
