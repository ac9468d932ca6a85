package org.aureole.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.aureole.model.error.DomainException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SweepRunTest {
  private final SweepRun run = new SweepRun();

  @Test
  void aStepThatFailsHoldsUpNoOther() {
    List<String> done = new ArrayList<>();
    assertThat(run.step("first", () -> done.add("first"))).isTrue();
    assertThat(run.step("second", () -> fail("second"))).isFalse();
    assertThat(run.step("third", () -> fail("third"))).isFalse();
    assertThat(run.step("fourth", () -> done.add("fourth"))).isTrue();

    assertThat(done).containsExactly("first", "fourth");
    assertThatThrownBy(run::end).hasMessage("second");
  }

  @Test
  void oneThatFailsNowhereEndsQuietly() {
    run.step("first", () -> {});
    assertThatCode(run::end).doesNotThrowAnyException();
  }

  @Test
  void whoIsNotApprovedYetFailsButAlarmsNobody() {
    RuntimeException refusal =
        DomainException.denied(
            "this method is not for a caller of role UNREGISTERED; it is for DUCHY");
    List<ILoggingEvent> logged =
        logged(() ->
            run.step(
                "computations",
                () -> {
                  throw refusal;
                }));

    assertThat(logged).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN);
    assertThatThrownBy(run::end).isSameAs(refusal);
  }

  @Test
  void everyOtherFailureIsAnError() {
    List<ILoggingEvent> logged =
        logged(() -> {
          run.step("first", () -> fail("first"));
          run.step(
              "second",
              () -> {
                throw DomainException.denied(
                    "this method is not for a caller of role DUCHY; it is for OPERATOR");
              });
        });

    assertThat(logged)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.ERROR, Level.ERROR);
  }

  private static List<ILoggingEvent> logged(Runnable action) {
    Logger log = (Logger) LoggerFactory.getLogger(SweepRun.class);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    log.addAppender(appender);
    try {
      action.run();
    } finally {
      log.detachAppender(appender);
    }
    return appender.list;
  }

  private static void fail(String text) {
    throw new IllegalStateException(text);
  }
}
