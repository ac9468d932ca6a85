package org.aureole.crypto.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The processor time that the benchmark's thread takes for one run, which is also what {@code
 * openssl speed} measures: on a busy machine the time on the wall says more about the others.
 */
@State(Scope.Thread)
public class WorkingThread {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static volatile long lastNanos;

  private long start;

  @Setup(Level.Invocation)
  public void start() {
    start = THREADS.getCurrentThreadCpuTime();
  }

  @TearDown(Level.Invocation)
  public void stop() {
    lastNanos = THREADS.getCurrentThreadCpuTime() - start;
  }

  /** Of the run that ended last. */
  static long lastNanos() {
    return lastNanos;
  }
}
