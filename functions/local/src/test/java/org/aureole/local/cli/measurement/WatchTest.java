package org.aureole.local.cli.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.aureole.local.cli.console.Output;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.Measurement;
import org.aureole.v1.Timeline;
import org.aureole.v1.TimelineEntry;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final MeasurementName NAME = new MeasurementName("mc1", "m");
  private static final Measurement WAITING =
      Measurement.newBuilder().setState(Measurement.State.AWAITING_REQUISITION_FULFILLMENT).build();
  private static final Measurement DONE =
      Measurement.newBuilder().setState(Measurement.State.SUCCEEDED).build();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Measurement> shown = new ArrayList<>();
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");

  /** A market in which a call takes some time, and whose answers are given one after the other. */
  private final class Script implements Watch.Source {
    private final Duration eachCall;
    private final List<Object> answers;
    private int next;

    Script(Duration eachCall, List<Object> answers) {
      this.eachCall = eachCall;
      this.answers = answers;
    }

    @Override
    public Measurement get(MeasurementName name) {
      now = now.plus(eachCall);
      Object answer = answers.get(Math.min(next++, answers.size() - 1));
      if (answer instanceof DomainException failure) {
        throw failure;
      }
      return (Measurement) answer;
    }

    @Override
    public Measurement await(MeasurementName name, Duration atMost) {
      return get(name);
    }

    @Override
    public Timeline timeline(MeasurementName name) {
      return Timeline.newBuilder()
          .addEntries(entry("edp1", "AWAITING_DATA", "waits for events of spring"))
          .addEntries(entry("edp2", "AWAITING_DATA", "waited"))
          .addEntries(entry("edp2", "PREPARING", ""))
          .build();
    }

    private static TimelineEntry entry(String party, String state, String message) {
      return TimelineEntry.newBuilder()
          .setParty("dataProviders/" + party)
          .setResource("dataProviders/" + party + "/requisitions/r")
          .setToState(state)
          .setMessage(message)
          .build();
    }
  }

  private int watch(Duration eachCall, Object... answers) {
    return new Watch(
            new Output(new PrintWriter(out), new PrintWriter(err), false),
            new Script(eachCall, List.of(answers)),
            shown::add,
            () -> now,
            " --market trial")
        .untilDone(NAME);
  }

  private static DomainException away() {
    return DomainException.unavailable("connection refused", null);
  }

  @Test
  void aStateThatLastsIsExplainedOnce() {
    Object[] answers = new Object[40];
    java.util.Arrays.fill(answers, WAITING);
    answers[39] = DONE;

    assertThat(watch(Duration.ofSeconds(2), answers)).isZero();

    assertThat(err.toString())
        .containsOnlyOnce("Still waiting; Ctrl-C stops watching, not the measurement")
        .contains("aureole measurements timeline m --market trial")
        .contains("edp1 waits for events of spring")
        .doesNotContain("edp2");
    assertThat(shown).containsExactly(DONE);
  }

  @Test
  void whatGoesFastIsNotExplained() {
    assertThat(watch(Duration.ofSeconds(2), WAITING, WAITING, DONE)).isZero();

    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).containsOnlyOnce("AWAITING_REQUISITION_FULFILLMENT");
  }

  @Test
  void aRestartOfTheMarketIsWaitedFor() {
    int exitCode = watch(Duration.ofSeconds(5), away(), WAITING, away(), away(), away(), DONE);

    assertThat(exitCode).isZero();
    assertThat(err.toString()).contains("The market does not answer; trying again for a minute");
    assertThat(shown).containsExactly(DONE);
  }

  @Test
  void aMarketThatStaysAwayIsGivenUp() {
    assertThatThrownBy(() -> watch(Duration.ofSeconds(5), WAITING, away()))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("the measurement goes on")
        .hasMessageContaining("aureole measurements watch m --market trial");
  }

  @Test
  void anotherErrorIsNotRepeated() {
    assertThatThrownBy(() -> watch(Duration.ofSeconds(5), DomainException.notFound("m"), DONE))
        .hasMessageContaining("does not exist");
  }
}
