package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.aureole.emulator.process.JavaProcess;
import org.aureole.local.market.Market;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.local.market.MarketSettings;

/**
 * The market of a folder in a process of its own, which a test kills. It ends by itself when the
 * process that started it is gone.
 */
final class MarketProcess implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(3);
  private static final String READY = "ready";
  private static final String DEAD_LETTERS = "dead-letters";

  private final Path folder;
  private final Process process;

  private MarketProcess(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts the market and waits until it serves.
   *
   * @param folder holds a market's configuration; its file {@code log} grows with every start
   * @param options of the Java virtual machine
   */
  static MarketProcess start(Path folder, String... options)
      throws IOException, InterruptedException {
    Path ready = folder.resolve(READY);
    Files.deleteIfExists(ready);
    Path log = folder.resolve("log");
    Process process =
        JavaProcess.start(
                MarketProcess.class,
                System.getProperty("java.class.path"),
                List.of(options),
                List.of(folder.toString()),
                log,
                same -> {})
            .process();
    Instant deadline = Instant.now().plus(LONGEST_START);
    while (!Files.exists(ready)) {
      boolean ended = process.waitFor(20, TimeUnit.MILLISECONDS);
      if (ended || Instant.now().isAfter(deadline)) {
        process.destroyForcibly();
        throw new AssertionError("the market does not start: " + Files.readString(log));
      }
    }
    return new MarketProcess(folder, process);
  }

  /**
   * Ends it in the midst of whatever it does, as the kernel ends what takes too much memory.
   *
   * @return the moment
   */
  Instant kill() throws InterruptedException {
    assertThat(process.isAlive()).as("the market ran until it was killed").isTrue();
    Instant moment = Instant.now();
    process.destroyForcibly().waitFor();
    return moment;
  }

  /**
   * The most memory that it ever held, without the database server's.
   *
   * @return bytes; empty where the system does not tell
   */
  OptionalLong peakBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst();
    }
  }

  /**
   * Ends it as people do.
   *
   * @return the dead letters that it had
   */
  List<String> stop() throws IOException, InterruptedException {
    process.getOutputStream().close();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("the market stopped").isTrue();
    return Files.readAllLines(folder.resolve(DEAD_LETTERS));
  }

  /** Ends it in any way. */
  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      process.getOutputStream().close();
      process.onExit().completeOnTimeout(process, 1, TimeUnit.MINUTES).join();
      process.destroyForcibly();
    }
  }

  /** The process itself: runs the market until its input ends. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    try (Market market =
        Market.start(new MarketFolder(folder), MarketConfig.read(folder), MarketSettings.usual())) {
      Files.createFile(folder.resolve(READY));
      int input = System.in.read();
      while (input >= 0) {
        input = System.in.read();
      }
      Files.write(
          folder.resolve(DEAD_LETTERS),
          market.topics().deadLetters().stream().map(Object::toString).toList());
    }
  }
}
