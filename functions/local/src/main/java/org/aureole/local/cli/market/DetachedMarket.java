package org.aureole.local.cli.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.aureole.local.cli.console.Output;
import org.aureole.local.secret.PrivateFolder;
import org.aureole.model.error.DomainException;

/** A market in a process of its own, which goes on when this one ends. */
final class DetachedMarket {
  private static final long POLL_MILLIS = 100;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final int SHOWN_LOG_LINES = 15;

  /** How a line begins that is for people. */
  private static final String TOLD = "aureole: ";

  private final Path folder;
  private final RunningProcess file;

  DetachedMarket(Path folder, RunningProcess file) {
    this.folder = folder;
    this.file = file;
  }

  /**
   * Starts the market and waits until every party answers.
   *
   * @param main the class that runs the command line
   * @param arguments the command line that starts the market in the foreground
   */
  void start(Class<?> main, List<String> arguments, Output output)
      throws IOException, InterruptedException {
    PrivateFolder.create(folder);
    Path log = MarketLog.file(folder);
    output.note("Starting the market; its log is " + log + ".");
    long before = Files.exists(log) ? Files.size(log) : 0;
    Process child =
        new ProcessBuilder(command(main, arguments))
            .redirectInput(ProcessBuilder.Redirect.from(nothing()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true)
            .start();
    long start = System.nanoTime();
    while (!isReady(child)) {
      if (child.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw DomainException.precondition("the market did not start" + why(log, before));
      }
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        child.destroy();
        throw DomainException.precondition("the market was not ready in time" + why(log, before));
      }
    }
  }

  private static java.io.File nothing() {
    return new java.io.File(
        System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
  }

  private boolean isReady(Process child) {
    return file.find().filter(entry -> entry.pid() == child.pid() && entry.ready()).isPresent();
  }

  /** The same program; of the virtual machine's settings not those that suit a short command. */
  private static List<String> command(Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-XX") && !argument.startsWith("-Xlog"))
        .forEach(command::add);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    return command;
  }

  /**
   * What this start wrote to the log: what it told people, else its last lines.
   *
   * @param from where in the log this start begins, in bytes
   */
  static String why(Path log, long from) {
    List<String> lines = written(log, from);
    List<String> told =
        lines.stream()
            .dropWhile(line -> !line.startsWith(TOLD))
            .filter(line -> line.startsWith(TOLD) || line.startsWith("  "))
            .toList();
    if (!told.isEmpty()) {
      String text = String.join("\n", told.subList(0, Math.min(SHOWN_LOG_LINES, told.size())));
      return ": " + text.substring(TOLD.length()) + "\n  Its log is " + log + ".";
    }
    return lines.isEmpty()
        ? "; its log " + log + " says nothing of why"
        : "; its log " + log + " ends with:\n" + String.join("\n", last(lines));
  }

  private static List<String> last(List<String> lines) {
    return lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size());
  }

  private static List<String> written(Path log, long from) {
    try (SeekableByteChannel channel = Files.newByteChannel(log)) {
      channel.position(from);
      byte[] bytes = Channels.newInputStream(channel).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the log " + log + " cannot be read", e);
    }
  }
}
