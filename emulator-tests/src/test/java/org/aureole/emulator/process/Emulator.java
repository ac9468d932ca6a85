package org.aureole.emulator.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A process that listens on a port of this machine; it ends with this JVM. What it writes is thrown
 * away. Thread-safe.
 */
public final class Emulator implements AutoCloseable {
  private static final Duration STARTUP = Duration.ofSeconds(30);

  private final String name;
  private final Process process;
  private final int port;

  private Emulator(String name, Process process, int port) {
    this.name = name;
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it on any free port; returns once it listens.
   *
   * @param name for errors
   * @param command what to run, given the port
   */
  public static Emulator start(String name, IntFunction<List<String>> command) {
    return start(name, freePort(), command);
  }

  /** As the other, on a port that is free. */
  public static Emulator start(String name, int port, IntFunction<List<String>> command) {
    List<String> line = command.apply(port);
    try {
      Process process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      Emulator emulator = new Emulator(name, process, port);
      emulator.awaitListening();
      return emulator;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + line.get(0), e);
    }
  }

  private void awaitListening() throws IOException {
    long deadline = System.nanoTime() + STARTUP.toNanos();
    while (true) {
      try (Socket probe = new Socket()) {
        probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          process.destroyForcibly();
          throw new IOException(name + " does not listen on port " + port, e);
        }
        pause();
      }
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static int freePort() {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@code 127.0.0.1:port}.
   *
   * @throws IllegalStateException if it has died
   */
  public String address() {
    if (!process.isAlive()) {
      throw new IllegalStateException(name + " died with exit code " + process.exitValue());
    }
    return "127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** Kills it, and returns once it is gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
