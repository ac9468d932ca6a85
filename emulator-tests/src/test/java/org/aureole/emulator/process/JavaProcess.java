package org.aureole.emulator.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A Java virtual machine with the classes of this one, which a test kills. It ends with this one in
 * any case. Thread-safe.
 */
public final class JavaProcess implements AutoCloseable {
  private final Process process;

  private JavaProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param main what it runs
   * @param classPath this one's, or what was made of it
   * @param options of the virtual machine
   * @param log what it writes is appended to that file
   * @param environment changes its environment, which begins as this one's
   */
  public static JavaProcess start(
      Class<?> main,
      String classPath,
      List<String> options,
      List<String> arguments,
      Path log,
      Consumer<Map<String, String>> environment) {
    return start(main, classPath, options, arguments, log, log, environment);
  }

  /**
   * Starts one whose standard output and standard error are appended to two files.
   *
   * @param errors takes the standard error; the same file as {@code output} takes both in order
   */
  public static JavaProcess start(
      Class<?> main,
      String classPath,
      List<String> options,
      List<String> arguments,
      Path output,
      Path errors,
      Consumer<Map<String, String>> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider");
    command.addAll(List.of("-cp", classPath));
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(output.equals(errors))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    if (!output.equals(errors)) {
      builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    }
    environment.accept(builder.environment());
    try {
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new JavaProcess(process);
    } catch (IOException e) {
      throw new UncheckedIOException("no Java can be started", e);
    }
  }

  public Process process() {
    return process;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it in the midst of whatever it does, and returns once it is gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
