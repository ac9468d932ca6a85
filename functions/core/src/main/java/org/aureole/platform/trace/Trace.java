package org.aureole.platform.trace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aureole.model.name.MeasurementName;
import org.slf4j.MDC;

/**
 * What one log line belongs to, over all processes and parties, as W3C Trace Context names it. The
 * trace of a Measurement follows from its name: every party that works on it, and everybody who may
 * know its name, finds the same id, and nothing has to be stored or handed on. Immutable; the
 * current trace is the thread's own.
 *
 * @param id 32 lower-case hexadecimal digits, not all zero
 * @param span 16 lower-case hexadecimal digits, not all zero: what calls and messages of the trace
 *     name as their parent
 */
public record Trace(String id, String span) {
  /** The header, and the attribute of a message, that carries a trace. */
  public static final String PARENT = "traceparent";

  /** The key of the current trace's id in the logging system's diagnostic context. */
  public static final String LOGGED = "trace";

  private static final String LOGGED_SPAN = "span";
  private static final String DOMAIN = "aureole trace\n";
  private static final Pattern VALID_PARENT =
      Pattern.compile("(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?");
  private static final Pattern ZEROS = Pattern.compile("0+");
  private static final int ID_BYTES = 16;
  private static final int SPAN_BYTES = 8;

  /** The trace of a Measurement: the first bytes of a digest of its name. */
  public static Trace of(MeasurementName measurement) {
    byte[] digest;
    try {
      digest =
          MessageDigest.getInstance("SHA-256")
              .digest((DOMAIN + measurement).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    HexFormat hex = HexFormat.of();
    return new Trace(
        hex.formatHex(digest, 0, ID_BYTES), hex.formatHex(digest, ID_BYTES, ID_BYTES + SPAN_BYTES));
  }

  /** One that nothing else belongs to. */
  public static Trace fresh() {
    String random = UUID.randomUUID().toString().replace("-", "");
    return new Trace(random, random.substring(0, 2 * SPAN_BYTES));
  }

  /** That of a {@code traceparent}; empty where it is none, as others may write what they like. */
  public static Optional<Trace> parse(String parent) {
    Matcher parts = VALID_PARENT.matcher(parent);
    if (!parts.matches()
        || ZEROS.matcher(parts.group(1)).matches()
        || ZEROS.matcher(parts.group(2)).matches()) {
      return Optional.empty();
    }
    return Optional.of(new Trace(parts.group(1), parts.group(2)));
  }

  /** That of this thread, if it works on one. */
  public static Optional<Trace> current() {
    return of(MDC.get(LOGGED), MDC.get(LOGGED_SPAN));
  }

  /** That in which something was logged, by the diagnostic context of that moment. */
  public static Optional<Trace> of(Map<String, String> logged) {
    return of(logged.get(LOGGED), logged.get(LOGGED_SPAN));
  }

  private static Optional<Trace> of(String id, String span) {
    return id == null || span == null ? Optional.empty() : Optional.of(new Trace(id, span));
  }

  /** The value of a {@code traceparent}, sampled. */
  public String parent() {
    return "00-" + id + "-" + span + "-01";
  }

  /** Makes it that of this thread, until what this returns is closed. */
  public Scope enter() {
    Scope scope = new Scope(current());
    follow();
    return scope;
  }

  /** Makes it that of this thread, until the scope that is open there is closed. */
  public void follow() {
    MDC.put(LOGGED, id);
    MDC.put(LOGGED_SPAN, span);
  }

  /** Gives the thread back the trace that it had; to be closed by the same thread. */
  public static final class Scope implements AutoCloseable {
    private final Optional<Trace> before;

    private Scope(Optional<Trace> before) {
      this.before = before;
    }

    @Override
    public void close() {
      before.ifPresentOrElse(
          Trace::follow,
          () -> {
            MDC.remove(LOGGED);
            MDC.remove(LOGGED_SPAN);
          });
    }
  }
}
