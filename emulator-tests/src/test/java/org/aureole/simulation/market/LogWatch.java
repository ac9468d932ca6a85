package org.aureole.simulation.market;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.aureole.platform.http.Router;
import org.aureole.platform.work.JobRunner;
import org.slf4j.LoggerFactory;

/**
 * Reads everything that the parties log, in place of a console: private data and secrets must not
 * be in it, and an error of a router or a job's runner is a bug of ours.
 */
public final class LogWatch extends AppenderBase<ILoggingEvent> {
  private static final int KEPT = 5_000;

  private final Markers markers = new Markers();
  private final List<String> bugs = new ArrayList<>();
  private final List<String> leaks = new ArrayList<>();
  private final List<String> recent = new ArrayList<>();

  /** Takes the place of all other appenders of this process. */
  public static LogWatch install() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.setLevel(Level.WARN);
    ((Logger) LoggerFactory.getLogger("org.aureole")).setLevel(Level.DEBUG);
    LogWatch watch = new LogWatch();
    watch.setContext(root.getLoggerContext());
    watch.start();
    root.addAppender(watch);
    return watch;
  }

  /** Forgets, as another world begins. */
  public synchronized void reset() {
    bugs.clear();
    leaks.clear();
    recent.clear();
  }

  @Override
  protected synchronized void append(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(event.getLevel().toString());
    line.append(' ').append(event.getLoggerName()).append(": ").append(event.getFormattedMessage());
    for (IThrowableProxy e = event.getThrowableProxy(); e != null; e = e.getCause()) {
      line.append(" <- ").append(e.getClassName()).append(": ").append(e.getMessage());
    }
    String text = line.toString();
    markers.in(text).ifPresent(marker -> leaks.add("the log holds " + marker + ": " + text));
    if (event.getLevel() == Level.ERROR
        && (event.getLoggerName().equals(Router.class.getName())
            || event.getLoggerName().equals(JobRunner.class.getName()))) {
      bugs.add(text + stack(event.getThrowableProxy()));
    }
    recent.add(text);
    if (recent.size() > KEPT) {
      recent.remove(0);
    }
  }

  private static String stack(IThrowableProxy thrown) {
    StringBuilder text = new StringBuilder();
    if (thrown != null) {
      for (int i = 0; i < Math.min(6, thrown.getStackTraceElementProxyArray().length); i++) {
        text.append("\n      ").append(thrown.getStackTraceElementProxyArray()[i]);
      }
    }
    return text.toString();
  }

  /** Errors that say the code is wrong. */
  synchronized List<String> bugs() {
    return List.copyOf(bugs);
  }

  /** Lines that hold what they must not. */
  synchronized List<String> leaks() {
    return List.copyOf(leaks);
  }

  /** The last lines, for a failure's report. */
  public synchronized List<String> recent() {
    return List.copyOf(recent);
  }
}
