package org.aureole.gcp.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * One line of JSON for each event, with the members by which Cloud Logging knows severity, time and
 * message (Google Cloud documentation, "Structured logging"). The stack trace is part of the
 * message, as Error Reporting wants it. Thread-safe.
 */
public final class CloudLoggingEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String message = event.getFormattedMessage();
    if (event.getThrowableProxy() != null) {
      message = message + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
    }
    JsonObject line = new JsonObject();
    line.addProperty("severity", severity(event.getLevel()));
    line.addProperty("time", event.getInstant().toString());
    line.addProperty("message", message);
    line.addProperty("logger", event.getLoggerName());
    line.addProperty("thread", event.getThreadName());
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String severity(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "ERROR";
      case Level.WARN_INT -> "WARNING";
      case Level.INFO_INT -> "INFO";
      default -> "DEBUG";
    };
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
