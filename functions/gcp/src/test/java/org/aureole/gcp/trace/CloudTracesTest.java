package org.aureole.gcp.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.http.ScriptedServer;
import org.aureole.platform.trace.Trace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is logged with a time comes as spans of the Measurement's trace. */
class CloudTracesTest {
  private static final Logger LOG = LoggerFactory.getLogger(CloudTracesTest.class);
  private static final Trace MEASUREMENT = Trace.of(new MeasurementName("mc1", "m1"));

  private final ScriptedServer server = new ScriptedServer();

  /** As in the cloud; tests are quieter. */
  @BeforeEach
  void logInformation() {
    ((ch.qos.logback.classic.Logger) LOG).setLevel(Level.INFO);
  }

  @AfterEach
  void stop() {
    ((ch.qos.logback.classic.Logger) LOG).setLevel(null);
    server.close();
  }

  private CloudTraces begun() {
    return new CloudTraces(
            server.url(),
            "market-worker1",
            "duchy-api",
            GoogleCredentials.create(
                new AccessToken("ya29.token", Date.from(Instant.now().plusSeconds(600)))))
        .begin();
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private static void answered(String route, int status, long millis) {
    try (Trace.Scope scope = MEASUREMENT.enter()) {
      LOG.atInfo()
          .addKeyValue("route", route)
          .addKeyValue("status", status)
          .addKeyValue("millis", millis)
          .log("answered");
    }
  }

  private List<Span> sent() throws IOException {
    List<Span> spans = new ArrayList<>();
    for (ScriptedServer.Seen seen : server.seen()) {
      ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body(seen));
      for (ResourceSpans resource : request.getResourceSpansList()) {
        assertThat(attributes(resource.getResource().getAttributesList()))
            .containsEntry("gcp.project_id", "market-worker1")
            .containsEntry("service.name", "duchy-api");
        resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
      }
    }
    return spans;
  }

  private static byte[] body(ScriptedServer.Seen seen) throws IOException {
    boolean zipped = seen.body().length > 1 && (seen.body()[0] & 0xff) == 0x1f;
    return zipped
        ? new GZIPInputStream(new ByteArrayInputStream(seen.body())).readAllBytes()
        : seen.body();
  }

  private static Map<String, String> attributes(List<KeyValue> attributes) {
    Map<String, String> values = new HashMap<>();
    attributes.forEach(one -> values.put(one.getKey(), one.getValue().getStringValue()));
    return values;
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Test
  void aCallIsASpanOfTheMeasurementsTrace() throws IOException {
    server.then(200, Map.of(), new byte[0]);
    try (CloudTraces traces = begun()) {
      answered("GET /v1/computations", 200, 250);
    }

    List<Span> spans = sent();
    assertThat(spans).hasSize(1);
    Span span = spans.get(0);
    assertThat(span.getName()).isEqualTo("GET /v1/computations");
    assertThat(hex(span.getTraceId())).isEqualTo(MEASUREMENT.id());
    assertThat(hex(span.getParentSpanId())).isEqualTo(MEASUREMENT.span());
    assertThat(hex(span.getSpanId())).isNotEqualTo(MEASUREMENT.span());
    assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(span.getEndTimeUnixNano() - span.getStartTimeUnixNano()).isEqualTo(250_000_000L);
    assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    assertThat(attributes(span.getAttributesList())).containsEntry("aureole.status", "200");
    assertThat(server.seen().get(0).path()).isEqualTo("/v1/traces");
    assertThat(server.seen().get(0).headers())
        .anySatisfy((name, values) -> {
          assertThat(name).isEqualToIgnoringCase("authorization");
          assertThat(values).containsExactly("Bearer ya29.token");
        });
  }

  @Test
  @SuppressWarnings("try") // the scope is there to be closed
  void whatWentWrongIsMarked() throws IOException {
    server.then(200, Map.of(), new byte[0]);
    try (CloudTraces traces = begun()) {
      answered("GET /v1/computations", 503, 1);
      try (Trace.Scope scope = MEASUREMENT.enter()) {
        LOG.atInfo()
            .addKeyValue("job", "computation")
            .addKeyValue("outcome", "ABANDONED")
            .addKeyValue("millis", 1L)
            .log("ended");
      }
    }

    assertThat(sent())
        .hasSize(2)
        .allMatch(span -> span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
        .extracting(Span::getName)
        .containsExactly("GET /v1/computations", "computation");
  }

  @Test
  @SuppressWarnings("try") // the scope is there to be closed
  void linesWithoutATimeOrATraceAreNone() {
    try (CloudTraces traces = begun()) {
      LOG.atInfo().addKeyValue("route", "r").addKeyValue("millis", 1L).log("of no trace");
      try (Trace.Scope scope = MEASUREMENT.enter()) {
        LOG.info("nothing");
        LOG.atInfo().addKeyValue("millis", 1L).log("of nothing");
        LOG.atInfo().addKeyValue("route", "r").log("of no time");
      }
    }

    assertThat(server.seen()).isEmpty();
  }

  /** The header that names a trace is anybody's to send. */
  @Test
  void strangersWriteIntoNobodysTrace() {
    try (CloudTraces traces = begun()) {
      answered("GET /v1/computations", 401, 1);
      answered("GET /v1/computations", 429, 1);
    }

    assertThat(server.seen()).isEmpty();
  }

  /** Twice closed, and afterwards, nothing is read and nothing fails. */
  @Test
  void afterItsEndItIsSilent() {
    CloudTraces traces = begun();
    traces.close();
    traces.close();
    answered("GET /v1/computations", 200, 1);

    assertThat(server.seen()).isEmpty();
  }

  /** A service that does not answer costs patience, and nothing else. */
  @Test
  void aServiceThatRefusesIsNoFault() {
    server.then(403, Map.of(), new byte[0]);
    try (CloudTraces traces = begun()) {
      answered("GET /v1/computations", 200, 1);
    }

    assertThat(server.seen()).isNotEmpty();
  }
}
