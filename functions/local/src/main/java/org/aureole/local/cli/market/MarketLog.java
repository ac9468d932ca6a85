package org.aureole.local.cli.market;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The log of a market: the file {@code market.log} of its folder. */
public final class MarketLog {
  private static final String FILE = "market.log";
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level [%thread] %logger{0}"
          // What others wrote must not look like a line of its own.
          + " - %replace(%msg){'[\\p{Cntrl}\\u2028\\u2029\\u0085]+',' '}%n";

  /** Libraries whose ordinary life is of no interest to whoever runs a market. */
  private static final List<String> TALKATIVE =
      List.of("io.zonky.test", "org.eclipse.jetty", "com.zaxxer.hikari");

  private MarketLog() {}

  public static Path file(Path folder) {
    return folder.resolve(FILE);
  }

  /** From now on this process logs to the file of that folder, and nowhere else. */
  public static void writeTo(Path folder) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(context);
    appender.setFile(file(folder).toAbsolutePath().toString());
    appender.setAppend(true);
    appender.setEncoder(encoder(context));
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
    root.setLevel(Level.INFO);
    TALKATIVE.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
  }

  static PatternLayoutEncoder encoder(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    return encoder;
  }
}
