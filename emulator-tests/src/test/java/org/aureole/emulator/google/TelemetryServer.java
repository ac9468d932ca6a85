package org.aureole.emulator.google;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;

/**
 * Where spans are sent by OpenTelemetry's protocol, for accounts that may write them. Thread-safe.
 */
public final class TelemetryServer implements AutoCloseable {
  private static final String PROJECT = "gcp.project_id";

  private final ServiceAccounts accounts;
  private final Set<String> writers = ConcurrentHashMap.newKeySet();
  private final Collection<Sent> sent = new ConcurrentLinkedQueue<>();
  private final JsonServer server;

  /**
   * A span.
   *
   * @param project in whose trace it is
   */
  public record Sent(String project, String traceId, String name) {}

  public TelemetryServer(ServiceAccounts accounts) {
    this.accounts = accounts;
    this.server = new JsonServer(this::answer);
  }

  public URI endpoint() {
    return server.url();
  }

  /** Lets an account write spans. */
  public void grant(String email) {
    writers.add(email);
  }

  /** All that came. */
  public List<Sent> sent() {
    return List.copyOf(sent);
  }

  private void answer(JsonServer.Request request) throws IOException {
    Optional<String> caller = accounts.caller(request.header("Authorization"));
    if (!request.path().equals("/v1/traces") || !request.method().equals("POST")) {
      request.refuse(404, request.path());
    } else if (caller.isEmpty()) {
      request.refuse(401, "no access token");
    } else if (!writers.contains(caller.get())) {
      request.refuse(403, caller.get() + " may not write spans");
    } else {
      ExportTraceServiceRequest.parseFrom(plain(request))
          .getResourceSpansList()
          .forEach(this::keep);
      request.reply(
          200,
          "application/x-protobuf",
          ExportTraceServiceResponse.getDefaultInstance().toByteArray());
    }
  }

  private static byte[] plain(JsonServer.Request request) throws IOException {
    return "gzip".equals(request.header("Content-Encoding"))
        ? new GZIPInputStream(new ByteArrayInputStream(request.body())).readAllBytes()
        : request.body();
  }

  private void keep(ResourceSpans spans) {
    String project =
        spans.getResource().getAttributesList().stream()
            .filter(attribute -> attribute.getKey().equals(PROJECT))
            .map(KeyValue::getValue)
            .map(value -> value.getStringValue())
            .findFirst()
            .orElse("");
    spans
        .getScopeSpansList()
        .forEach(scope ->
            scope
                .getSpansList()
                .forEach(span ->
                    sent.add(
                        new Sent(
                            project,
                            HexFormat.of().formatHex(span.getTraceId().toByteArray()),
                            span.getName()))));
  }

  @Override
  public void close() {
    server.close();
  }
}
