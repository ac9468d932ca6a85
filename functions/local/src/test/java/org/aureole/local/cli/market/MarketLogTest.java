package org.aureole.local.cli.market;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

class MarketLogTest {
  private final LoggerContext context = new LoggerContext();

  private String logged(String message, Throwable thrown) {
    Logger logger = context.getLogger("org.aureole.Test");
    return new String(
        MarketLog.encoder(context)
            .encode(new LoggingEvent("", logger, Level.INFO, message, thrown, null)),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void aLineSaysWhenWhereAndWhat() {
    assertThat(logged("all is well", null))
        .matches("[0-9-]{10}T[0-9:.]{12}Z INFO  \\[.+] Test - all is well\\R");
  }

  @Test
  void whatOthersWroteIsOneLineWhateverIsInIt() {
    String forged =
        "a\n2026-01-01T00:00:00.000Z ERROR [main] Market - all is lost\r\n\u001b[31mb\u2028c";
    assertThat(logged(forged, null).lines())
        .singleElement()
        .asString()
        .endsWith("- a 2026-01-01T00:00:00.000Z ERROR [main] Market - all is lost [31mb c");
  }

  @Test
  void tracesAreKept() {
    assertThat(logged("odd", new IllegalStateException("x"))).contains("\tat ");
  }
}
