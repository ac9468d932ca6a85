package org.aureole.local.cli.market;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.aureole.local.cli.console.FileErrors;
import org.aureole.local.process.ProcessLife;
import org.aureole.local.secret.PrivateFolder;
import org.aureole.model.error.DomainException;

/**
 * The file {@code market.pid} of a market's folder: which process runs the market. A process id is
 * used again by other programs, so the file also holds when the process began, and a process with
 * another beginning is not ours.
 */
final class RunningProcess {
  private static final String FILE = "market.pid";
  private static final Gson JSON = new Gson();

  private final Path file;

  /**
   * What the file says.
   *
   * @param pid the process
   * @param startedAtMillis when it began, as the system says
   * @param ready whether every party answers
   */
  record Entry(long pid, long startedAtMillis, boolean ready) {
    Optional<ProcessHandle> process() {
      return ProcessHandle.of(pid)
          .filter(ProcessLife::runs)
          .filter(handle -> startMillis(handle) == startedAtMillis);
    }
  }

  RunningProcess(Path folder) {
    this.file = folder.toAbsolutePath().resolve(FILE);
  }

  /** Says that this process runs the market, and whether it is ready. */
  void write(boolean ready) {
    ProcessHandle self = ProcessHandle.current();
    try {
      PrivateFolder.create(file.getParent());
      Path draft = file.resolveSibling(FILE + ".new");
      Files.writeString(draft, JSON.toJson(new Entry(self.pid(), startMillis(self), ready)));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw DomainException.precondition(
          file
              + " cannot be written ("
              + FileErrors.reason(e)
              + "); choose a folder where you may write");
    }
  }

  /** The process that runs the market now; empty if there is none, whatever the file says. */
  Optional<Entry> find() {
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      Entry entry = JSON.fromJson(Files.readString(file), Entry.class);
      return Optional.ofNullable(entry).filter(known -> known.process().isPresent());
    } catch (IOException | JsonParseException e) {
      throw DomainException.precondition(
          file + " cannot be read (" + e.getMessage() + "); if no market runs, remove it");
    }
  }

  /** Removes the file if it is this process's own. */
  void clear() {
    if (find().filter(entry -> entry.pid() == ProcessHandle.current().pid()).isPresent()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw DomainException.precondition(file + " cannot be removed: " + FileErrors.reason(e));
      }
    }
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
  }
}
