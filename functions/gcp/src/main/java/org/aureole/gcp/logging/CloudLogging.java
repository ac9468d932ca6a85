package org.aureole.gcp.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Configures logging on Google Cloud: lines of {@link CloudLoggingEncoder} on the standard output.
 * In code, as reading it from XML would take a good part of a function's start. Where tests bring a
 * configuration of their own, that one holds.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class CloudLogging extends ContextAwareBase implements Configurator {
  private static final String OF_TESTS = "logback-test.xml";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (CloudLogging.class.getClassLoader().getResource(OF_TESTS) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    install(context);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  static void install(LoggerContext context) {
    CloudLoggingEncoder encoder = new CloudLoggingEncoder();
    encoder.setContext(context);
    encoder.start();
    // Cloud Run takes each line of standard output for an entry of the log.
    ConsoleAppender<ILoggingEvent> output = new ConsoleAppender<>();
    output.setContext(context);
    output.setEncoder(encoder);
    output.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(output);
    context.getLogger("org.aureole").setLevel(Level.INFO);
  }
}
