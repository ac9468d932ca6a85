package org.aureole.local.cli.console;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A bar that shows how far long work has come, on a terminal's standard error; nowhere else is
 * anything shown. Thread-safe.
 */
public final class Progress implements AutoCloseable {
  private static final int WIDTH = 78;
  private static final int UPDATE_MILLIS = 100;

  private final ProgressBar bar;

  private Progress(ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * Starts a bar.
   *
   * @param total how much there is to do; −1 while that is unknown
   * @param unit what is counted, such as {@code events}
   */
  public static Progress of(Output output, String task, long total, String unit) {
    return new Progress(
        output.isJson() || !Terminal.isInteractive() ? null : bar(System.err, task, total, unit));
  }

  private static ProgressBar bar(PrintStream terminal, String task, long total, String unit) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setUnit(" " + unit, 1)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(UPDATE_MILLIS)
        .setConsumer(new ConsoleProgressBarConsumer(terminal, WIDTH))
        .build();
  }

  /** So much is done by now. */
  public void reach(long done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  /** One more is done. */
  public void step() {
    if (bar != null) {
      bar.step();
    }
  }

  /** What is being done just now. */
  public void doing(String what) {
    if (bar != null) {
      bar.setExtraMessage(what);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
