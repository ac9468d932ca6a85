package org.aureole.gcp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class CloudLoggingTest {
  @Test
  void itIsFoundAndLeavesTestsTheirOwn() {
    Configurator found =
        ServiceLoader.load(Configurator.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(CloudLogging.class::isInstance)
            .findFirst()
            .orElseThrow();
    assertThat(found.configure(new LoggerContext()))
        .isEqualTo(Configurator.ExecutionStatus.INVOKE_NEXT_IF_ANY);
  }

  @Test
  void ourInformationAndTheWarningsOfOthersAreWrittenAsLinesOfJson() {
    PrintStream before = System.out;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      CloudLogging.install(context);
      context.getLogger("org.aureole.kingdom").info("ours");
      context.getLogger("org.aureole.kingdom").debug("too much");
      context.getLogger("com.zaxxer.hikari").info("too much");
      context.getLogger("com.zaxxer.hikari").warn("theirs");
    } finally {
      System.setOut(before);
      context.stop();
    }
    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("{\"severity\":"))
        .anyMatch(line -> line.contains("\"ours\""))
        .anyMatch(line -> line.contains("\"theirs\""));
  }
}
