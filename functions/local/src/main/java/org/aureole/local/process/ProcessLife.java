package org.aureole.local.process;

import java.time.Duration;

/** Whether a process of this machine still runs. Thread-safe. */
public final class ProcessLife {
  private static final long POLL_MILLIS = 20;

  private ProcessLife() {}

  /**
   * Whether the process does anything yet. Where nobody collects the processes that ended, as in a
   * container without an init process, a process that ended keeps its number, and {@link
   * ProcessHandle#isAlive} is true for ever; but it names no program any more.
   */
  public static boolean runs(ProcessHandle process) {
    return process.isAlive()
        && process.info().command().or(process.info()::commandLine).isPresent();
  }

  /** Waits until the process runs no more; false if it still does after {@code wait}. */
  public static boolean awaitEnd(ProcessHandle process, Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    while (runs(process) && System.nanoTime() < deadline) {
      Thread.sleep(POLL_MILLIS);
    }
    return !runs(process);
  }
}
