package org.aureole.gcp.trace;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aureole.platform.trace.Trace;
import org.aureole.platform.work.JobRunner;
import org.slf4j.event.KeyValuePair;

/**
 * What one line of the log says as a span: its fields are the span's attributes. Immutable.
 *
 * @param parent the trace that it belongs to
 * @param fields all but the time, by their names
 */
record LoggedSpan(Trace parent, Instant begin, Instant end, Map<String, String> fields) {
  private static final String MILLIS = "millis";
  private static final String ROUTE = "route";
  private static final String STATUS = "status";
  private static final String JOB = "job";
  private static final String OUTCOME = "outcome";
  private static final int SERVER_ERROR = 500;

  /** How those are answered who have not shown who they are, or call too often. */
  private static final Set<String> STRANGERS = Set.of("401", "429");

  LoggedSpan {
    fields = Map.copyOf(fields);
  }

  /**
   * Empty where the line tells no time of a route or job, or belongs to no trace; or tells of a
   * call by nobody in particular, who could write what he likes into anybody's trace.
   */
  static Optional<LoggedSpan> of(ILoggingEvent event) {
    if (event.getKeyValuePairs() == null) {
      return Optional.empty();
    }
    long millis = -1;
    Map<String, String> fields = new LinkedHashMap<>();
    for (KeyValuePair pair : event.getKeyValuePairs()) {
      if (pair.key.equals(MILLIS) && pair.value instanceof Number number) {
        millis = number.longValue();
      } else {
        fields.put(pair.key, String.valueOf(pair.value));
      }
    }
    Optional<Trace> trace = Trace.of(event.getMDCPropertyMap());
    if (millis < 0
        || trace.isEmpty()
        || !(fields.containsKey(ROUTE) || fields.containsKey(JOB))
        || STRANGERS.contains(fields.getOrDefault(STATUS, ""))) {
      return Optional.empty();
    }
    Instant end = event.getInstant();
    return Optional.of(new LoggedSpan(trace.get(), end.minusMillis(millis), end, fields));
  }

  private boolean isCall() {
    return fields.containsKey(ROUTE);
  }

  private boolean failed() {
    String status = fields.get(STATUS);
    return isCall()
        ? status != null && Integer.parseInt(status) >= SERVER_ERROR
        : !JobRunner.Outcome.DONE.name().equals(fields.get(OUTCOME));
  }

  void record(Tracer tracer) {
    SpanContext above =
        SpanContext.createFromRemoteParent(
            parent.id(), parent.span(), TraceFlags.getSampled(), TraceState.getDefault());
    SpanBuilder span =
        tracer
            .spanBuilder(fields.get(isCall() ? ROUTE : JOB))
            .setParent(Context.root().with(Span.wrap(above)))
            .setSpanKind(isCall() ? SpanKind.SERVER : SpanKind.INTERNAL)
            .setStartTimestamp(begin);
    fields.forEach((name, value) -> span.setAttribute("aureole." + name, value));
    Span recorded = span.startSpan();
    if (failed()) {
      recorded.setStatus(StatusCode.ERROR);
    }
    recorded.end(end);
  }
}
