package org.aureole.gcp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.trace.Trace;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.event.KeyValuePair;

/** Lines as Cloud Logging reads them. */
class CloudLoggingEncoderTest {
  private static JsonObject line(Level level, String message, Throwable error) {
    LoggingEvent event =
        new LoggingEvent(
            "test",
            new LoggerContext().getLogger("org.aureole.duchy.Duchy"),
            level,
            message,
            error,
            null);
    event.setInstant(Instant.parse("2026-11-26T12:00:00.123456Z"));
    event.setMDCPropertyMap(
        MDC.getCopyOfContextMap() == null ? Map.of() : MDC.getCopyOfContextMap());
    String text =
        new String(
            new CloudLoggingEncoder(Optional.of("a-project")).encode(event),
            StandardCharsets.UTF_8);
    assertThat(text).endsWith("\n");
    assertThat(text.indexOf('\n')).as("one line").isEqualTo(text.length() - 1);
    return JsonParser.parseString(text).getAsJsonObject();
  }

  @Test
  void aLineSaysWhatWhenAndHowBad() {
    JsonObject line = line(Level.WARN, "of \"two\"\nlines", null);

    assertThat(line.get("severity").getAsString()).isEqualTo("WARNING");
    assertThat(line.get("time").getAsString()).isEqualTo("2026-11-26T12:00:00.123456Z");
    assertThat(line.get("message").getAsString()).isEqualTo("of \"two\"\nlines");
    assertThat(line.get("logger").getAsString()).isEqualTo("org.aureole.duchy.Duchy");
    assertThat(line(Level.ERROR, "x", null).get("severity").getAsString()).isEqualTo("ERROR");
    assertThat(line(Level.INFO, "x", null).get("severity").getAsString()).isEqualTo("INFO");
    assertThat(line(Level.TRACE, "x", null).get("severity").getAsString()).isEqualTo("DEBUG");
  }

  @Test
  @SuppressWarnings("try") // the scope is there to be closed
  void aLineNamesTheTraceOfTheMeasurement() {
    assertThat(line(Level.INFO, "x", null).has("logging.googleapis.com/trace")).isFalse();
    Trace trace = Trace.of(new MeasurementName("mc1", "summer"));
    try (Trace.Scope scope = trace.enter()) {
      assertThat(line(Level.INFO, "x", null).get("logging.googleapis.com/trace").getAsString())
          .isEqualTo("projects/a-project/traces/" + trace.id());
    }
  }

  @Test
  void whatIsMeasuredIsAFieldAndTakesTheirPlaceFromNone() {
    LoggingEvent event =
        new LoggingEvent(
            "test", new LoggerContext().getLogger("org.aureole"), Level.INFO, "said", null, null);
    event.setMDCPropertyMap(Map.of());
    event.addKeyValuePair(new KeyValuePair("millis", 12L));
    event.addKeyValuePair(new KeyValuePair("route", "kingdom.getParty"));
    event.addKeyValuePair(new KeyValuePair("message", "forged"));
    event.addKeyValuePair(new KeyValuePair("nothing", null));
    JsonObject line =
        JsonParser.parseString(
                new String(
                    new CloudLoggingEncoder(Optional.empty()).encode(event),
                    StandardCharsets.UTF_8))
            .getAsJsonObject();

    assertThat(line.get("millis").getAsLong()).isEqualTo(12);
    assertThat(line.get("route").getAsString()).isEqualTo("kingdom.getParty");
    assertThat(line.get("message").getAsString()).isEqualTo("said");
    assertThat(line.get("nothing").getAsString()).isEqualTo("null");
  }

  @Test
  void theProjectIsThatOfTheDeploymentWhereThereIsOne() {
    assertThat(
            CloudLoggingEncoder.project(
                Map.of("AUREOLE_DEPLOYMENT", "{\"googleCloud\":{\"project\":\"p\"}}")))
        .contains("p");
    assertThat(CloudLoggingEncoder.project(Map.of())).isEmpty();
    assertThat(CloudLoggingEncoder.project(Map.of("AUREOLE_DEPLOYMENT", "no JSON"))).isEmpty();
  }

  @Test
  void theStackTraceIsPartOfTheMessage() {
    JsonObject line =
        line(Level.ERROR, "failed", new IllegalStateException("why", new RuntimeException("root")));

    assertThat(line.get("message").getAsString())
        .startsWith("failed\njava.lang.IllegalStateException: why")
        .contains("at org.aureole.gcp.logging.CloudLoggingEncoderTest")
        .contains("Caused by: java.lang.RuntimeException: root");
  }
}
