package org.aureole.gcp.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.aureole.gcp.party.Deployments;
import org.aureole.platform.trace.Trace;

/**
 * One line of JSON for each event, with the members by which Cloud Logging knows severity, time,
 * message and trace (Google Cloud documentation, "Structured logging"). The stack trace is part of
 * the message, as Error Reporting wants it. Thread-safe.
 */
public final class CloudLoggingEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};
  private static final String TRACE = "logging.googleapis.com/trace";
  private static final String TRACE_SAMPLED = "logging.googleapis.com/trace_sampled";

  private final String tracePrefix;

  /** For the project that this process's deployment names. */
  public CloudLoggingEncoder() {
    this(project(System.getenv()));
  }

  /**
   * @param project whose log it is; empty if nobody knows
   */
  CloudLoggingEncoder(Optional<String> project) {
    this.tracePrefix = project.map(id -> "projects/" + id + "/traces/").orElse("");
  }

  /** Never fails: what is wrong with a deployment is said by who reads it, and must be logged. */
  static Optional<String> project(Map<String, String> environment) {
    try {
      JsonObject deployment =
          JsonParser.parseString(environment.getOrDefault(Deployments.VARIABLE, "{}"))
              .getAsJsonObject();
      return Optional.of(deployment.getAsJsonObject("googleCloud").get("project").getAsString());
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

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
    if (event.getKeyValuePairs() != null) {
      event.getKeyValuePairs().forEach(pair -> add(line, pair.key, pair.value));
    }
    String trace = event.getMDCPropertyMap().get(Trace.LOGGED);
    if (trace != null) {
      line.addProperty(TRACE, tracePrefix + trace);
      line.addProperty(TRACE_SAMPLED, true);
    }
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Does not take the place of a field that every line has. */
  private static void add(JsonObject line, String name, Object value) {
    if (line.has(name)) {
      return;
    }
    if (value instanceof Number number) {
      line.addProperty(name, number);
    } else {
      line.addProperty(name, String.valueOf(value));
    }
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
