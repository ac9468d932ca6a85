package org.aureole.gcp.trace;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.google.auth.oauth2.GoogleCredentials;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Makes a span of every line of the log that tells how long something took (each call that was
 * answered, each run of a job) and sends them to Cloud Trace by OpenTelemetry's protocol, so that a
 * Measurement is one trace over all parties' projects. Lines alone are read, so nothing is in a
 * span that is not in the log. Best effort: a span may be lost, and nothing waits for one but the
 * end of the process, for {@link #PATIENCE}. All of OpenTelemetry is loaded behind the first
 * answer, as a function's start counts. Thread-safe.
 */
public final class CloudTraces extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  /** Where Google takes them (its documentation, "Telemetry (OTLP) API"). */
  public static final URI SERVICE = URI.create("https://telemetry.googleapis.com");

  private static final String PATH = "/v1/traces";
  private static final AttributeKey<String> PROJECT = AttributeKey.stringKey("gcp.project_id");
  private static final AttributeKey<String> NAME = AttributeKey.stringKey("service.name");

  /** Cloud Run gives a process ten seconds to end. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A function's instance may be frozen after its answer; what waits then goes with the next. */
  private static final Duration BATCH = Duration.ofMillis(500);

  private final URI endpoint;
  private final String project;
  private final String service;
  private final GoogleCredentials credentials;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(task -> {
        Thread daemon = new Thread(task, "spans");
        daemon.setDaemon(true);
        return daemon;
      });

  /** Of that thread alone. */
  private Optional<SdkTracerProvider> opened = Optional.empty();

  /**
   * @param endpoint {@link #SERVICE} or what stands in for it
   * @param project whose trace it is
   * @param service what this process is called in it
   * @param credentials of this process
   */
  public CloudTraces(URI endpoint, String project, String service, GoogleCredentials credentials) {
    this.endpoint = endpoint;
    this.project = project;
    this.service = service;
    this.credentials = credentials;
    setName("spans");
  }

  /** Reads the log of this process from now on, until it is closed, at the latest at its end. */
  public CloudTraces begin() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      setContext(context);
      start();
      context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
      Runtime.getRuntime().addShutdownHook(new Thread(this::close, "last-spans"));
    }
    return this;
  }

  @Override
  protected void append(ILoggingEvent event) {
    Optional<LoggedSpan> span = LoggedSpan.of(event);
    if (span.isPresent()) {
      try {
        thread.execute(() -> span.get().record(open().get(CloudTraces.class.getName())));
      } catch (RejectedExecutionException e) {
        // The process ends.
      }
    }
  }

  private SdkTracerProvider open() {
    if (opened.isEmpty()) {
      OtlpHttpSpanExporter exporter =
          OtlpHttpSpanExporter.builder()
              .setEndpoint(endpoint + PATH)
              .setHeaders(this::headers)
              .setTimeout(PATIENCE)
              .build();
      opened =
          Optional.of(
              SdkTracerProvider.builder()
                  .setResource(Resource.create(Attributes.of(PROJECT, project, NAME, service)))
                  .addSpanProcessor(
                      BatchSpanProcessor.builder(exporter).setScheduleDelay(BATCH).build())
                  .build());
    }
    return opened.get();
  }

  private Map<String, String> headers() {
    try {
      credentials.refreshIfExpired();
    } catch (IOException e) {
      throw new UncheckedIOException("this process has no credentials of Google Cloud", e);
    }
    return Map.of(
        "Authorization",
        "Bearer " + credentials.getAccessToken().getTokenValue(),
        "x-goog-user-project",
        project);
  }

  /** Sends what is left. May be repeated. */
  @Override
  public void close() {
    stop();
    try {
      thread.execute(() ->
          opened.ifPresent(
              provider -> provider.shutdown().join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)));
    } catch (RejectedExecutionException e) {
      return;
    }
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
