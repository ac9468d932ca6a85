package org.aureole.local.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aureole.local.process.ProcessLife;
import org.aureole.model.error.DomainException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server process that {@code postmaster.pid} in a data directory names.
 *
 * <p>PostgreSQL goes on running when the JVM that started it is killed, and keeps the directory.
 */
final class Postmaster {
  private static final Logger log = LoggerFactory.getLogger(Postmaster.class);
  private static final Duration FAST_STOP = Duration.ofSeconds(20);
  private static final Duration IMMEDIATE_STOP = Duration.ofSeconds(10);

  private Postmaster() {}

  /**
   * Stops a server that still runs on {@code data}. The caller holds the folder's lock, so nobody
   * uses that server any more.
   *
   * @throws DomainException {@code FAILED_PRECONDITION} if it cannot be stopped
   */
  static void stopOrphan(Path data) throws IOException {
    Path file = data.resolve("postmaster.pid");
    Optional<ProcessHandle> process = pid(file).flatMap(ProcessHandle::of);
    if (process.isEmpty()) {
      return; // PostgreSQL itself clears away the file of a process that is gone.
    }
    if (!servesFrom(process.get(), data)) {
      // The number was given to another program since; PostgreSQL would take it for a live server.
      log.info("removing {}: process {} is not a server on it", file, process.get().pid());
      Files.deleteIfExists(file);
      return;
    }
    log.info("stopping the PostgreSQL process {} that a killed program left", process.get().pid());
    stop(process.get(), data);
  }

  /** The server that runs on {@code data} now. */
  static Optional<ProcessHandle> find(Path data) {
    try {
      return pid(data.resolve("postmaster.pid"))
          .flatMap(ProcessHandle::of)
          .filter(process -> servesFrom(process, data));
    } catch (IOException e) {
      log.debug("the file of the process on {} cannot be read", data, e);
      return Optional.empty();
    }
  }

  /**
   * Waits until a server that was told to stop has; stops it more firmly if it takes long.
   *
   * @throws DomainException {@code FAILED_PRECONDITION} if it cannot be stopped
   */
  static void awaitStop(ProcessHandle process, Path data) throws IOException {
    if (ProcessLife.runs(process) && servesFrom(process, data)) {
      stop(process, data);
    }
  }

  private static void stop(ProcessHandle process, Path data) throws IOException {
    if (!stopped(process, "INT", FAST_STOP) && !stopped(process, "QUIT", IMMEDIATE_STOP)) {
      throw DomainException.precondition(
          "a PostgreSQL server (process "
              + process.pid()
              + ") still runs on "
              + data
              + " and does not stop; end it, then start again");
    }
  }

  private static Optional<Long> pid(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    try {
      return lines.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(lines.get(0).strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether {@code process} is a PostgreSQL server whose arguments name {@code data}. */
  private static boolean servesFrom(ProcessHandle process, Path data) {
    String command = process.info().command().orElse("").toLowerCase(Locale.ROOT);
    if (!Path.of(command).endsWith("postgres") && !Path.of(command).endsWith("postgres.exe")) {
      return false;
    }
    // Not every system shows arguments; a postgres under the number in our own file is then enough.
    return process
        .info()
        .arguments()
        .map(arguments -> List.of(arguments).contains(data.toString()))
        .orElse(true);
  }

  private static boolean stopped(ProcessHandle process, String signal, Duration wait)
      throws IOException {
    try {
      if (System.getProperty("os.name").startsWith("Windows")) {
        process.destroy();
      } else {
        // INT is PostgreSQL's fast shutdown; Java itself can only send TERM, which waits for
        // clients.
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      }
      return ProcessLife.awaitEnd(process, wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.unavailable("interrupted while a left PostgreSQL was stopping", e);
    }
  }
}
