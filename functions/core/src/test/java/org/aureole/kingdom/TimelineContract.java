package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Measurement;
import org.aureole.v1.ReportProgressRequest;
import org.aureole.v1.TimelineEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a consumer follows its Measurement. */
public abstract class TimelineContract extends KingdomContract {
  @Test
  void theTimelineTellsEveryChangeAndMessageInOrder() {
    RunningMeasurement running =
        RunningMeasurement.create(market, new Order(market, "told", market.edp1).reach());
    String requisition = running.requisition(market.edp1);
    market.clock.advance(Duration.ofSeconds(10));
    report(
        market.edp1,
        running,
        entry("1")
            .setResource(requisition)
            .setFromState("RECEIVED")
            .setToState("PREPARING")
            .setMessage("consent verified"));
    market.clock.advance(Duration.ofSeconds(10));
    running.fulfillDirect(market.edp1, "an answer");

    List<String> told =
        running.timeline().getEntriesList().stream()
            .map(e ->
                String.join(" ", e.getParty(), e.getResource(), e.getFromState(), e.getToState())
                    .replaceAll(" +", " ")
                    .trim())
            .toList();
    assertThat(told)
        .containsExactlyInAnyOrder(
            "kingdom " + running.name() + " PENDING_REQUISITION_FULFILLMENT",
            "kingdom " + requisition + " UNFULFILLED",
            "kingdom " + requisition,
            "dataProviders/edp1 " + requisition + " RECEIVED PREPARING",
            "kingdom " + requisition + " UNFULFILLED FULFILLED",
            "kingdom " + running.name() + " PENDING_REQUISITION_FULFILLMENT SUCCEEDED");
    assertThat(running.timeline().getEntriesList())
        .isSortedAccordingTo(
            (a, b) -> Times.instant(a.getTime()).compareTo(Times.instant(b.getTime())));
    assertThat(told.get(3)).startsWith("dataProviders/edp1");
    assertThat(running.timeline().getEntriesList())
        .filteredOn(e -> e.getMessage().startsWith("notified"))
        .singleElement()
        .satisfies(e -> assertThat(e.getPeer()).isEqualTo("dataProviders/edp1"));
  }

  @Test
  void theTimelineNamesTheDuchiesAndTheFailure() {
    RunningMeasurement running =
        RunningMeasurement.shuffled(
            market, "told-failure", MeasurementState.PENDING_REQUISITION_FULFILLMENT);
    running.fail(market.worker1, "no memory left");
    assertThat(running.timeline().getEntriesList())
        .filteredOn(e -> e.getToState().equals("FAILED"))
        .hasSize(2)
        .allSatisfy(e -> assertThat(e.getMessage()).contains("no memory left"))
        .extracting(TimelineEntry::getResource)
        .containsExactlyInAnyOrder(running.name(), running.computation() + "/participants/worker1");
  }

  @Test
  void aReportThatComesTwiceIsOneEntry() {
    RunningMeasurement running =
        RunningMeasurement.create(market, new Order(market, "twice", market.edp1).reach());
    report(market.edp1, running, entry("a").setMessage("first"), entry("b"));
    report(market.edp1, running, entry("a").setMessage("changed"), entry("b"), entry("c"));
    assertThat(running.timeline().getEntriesList())
        .filteredOn(e -> e.getParty().equals("dataProviders/edp1"))
        .extracting(e -> e.getId() + " " + e.getMessage())
        .containsExactly("a first", "b ", "c ");
    running.cancel();
    report(market.edp1, running, entry("d").setMessage("a report may come late"));
  }

  @Test
  void onlyThoseWhoTakePartReportAndOnlyForThemselves() {
    RunningMeasurement direct =
        RunningMeasurement.create(market, new Order(market, "mine", market.edp1).reach());
    refused(ErrorCode.NOT_FOUND, () -> report(market.edp2, direct, entry("x")));
    refused(ErrorCode.NOT_FOUND, () -> report(market.worker1, direct, entry("x")));
    refusedAt(
        "entries[0].party",
        ErrorCode.INVALID_ARGUMENT,
        () -> report(market.edp1, direct, entry("x").setParty("dataProviders/edp2")));
    RunningMeasurement shuffled =
        RunningMeasurement.shuffled(market, "ours", MeasurementState.PENDING_REQUISITION_PARAMS);
    report(market.worker1, shuffled, entry("x"));
    report(market.edp1, shuffled, entry("x"));
    assertThat(shuffled.timeline().getEntriesList())
        .filteredOn(e -> e.getId().equals("x"))
        .extracting(TimelineEntry::getParty)
        .containsExactlyInAnyOrder("duchies/worker1", "dataProviders/edp1");
  }

  private static Arguments bad(String field, Consumer<TimelineEntry.Builder> change) {
    return Arguments.of("entries[1]." + field, change);
  }

  static Stream<Arguments> badEntries() {
    return Stream.of(
        bad("id", e -> e.clearId()),
        bad("id", e -> e.setId("x".repeat(201))),
        bad("time", e -> e.clearTime()),
        bad("time", e -> e.getTimeBuilder().setNanos(-5)),
        bad("time", e -> e.setTime(Timestamp.newBuilder().setSeconds(253402300799L))),
        bad("resource", e -> e.setResource("x".repeat(301))),
        bad("fromState", e -> e.setFromState("x".repeat(61))),
        bad("toState", e -> e.setToState("a\u0000b")),
        bad("peer", e -> e.setPeer("x".repeat(301))),
        bad("message", e -> e.setMessage("x".repeat(1001))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badEntries")
  void aBadEntryIsRefusedWithTheWholeReport(String field, Consumer<TimelineEntry.Builder> change) {
    RunningMeasurement running = badlyReported();
    TimelineEntry.Builder wrong = entry("wrong");
    change.accept(wrong);
    refusedAt(
        field,
        ErrorCode.INVALID_ARGUMENT,
        () -> report(market.edp1, running, entry("good"), wrong));
    assertThat(running.timeline().getEntriesList())
        .extracting(TimelineEntry::getId)
        .doesNotContain("good");
  }

  private RunningMeasurement reported;

  private RunningMeasurement badlyReported() {
    if (reported == null) {
      reported = RunningMeasurement.create(market, new Order(market, "badly", market.edp1).reach());
    }
    return reported;
  }

  @Test
  void aReportHasALimit() {
    RunningMeasurement running =
        RunningMeasurement.create(market, new Order(market, "long", market.edp1).reach());
    TimelineEntry.Builder[] many =
        Stream.iterate(0, i -> i + 1)
            .limit(101)
            .map(i -> entry("e" + i))
            .toArray(TimelineEntry.Builder[]::new);
    refusedAt("entries", ErrorCode.INVALID_ARGUMENT, () -> report(market.edp1, running, many));
  }

  private TimelineEntry.Builder entry(String id) {
    return TimelineEntry.newBuilder().setId(id).setTime(Times.timestamp(market.clock.instant()));
  }

  private static void report(
      MarketParty party, RunningMeasurement running, TimelineEntry.Builder... entries) {
    ReportProgressRequest.Builder request = ReportProgressRequest.newBuilder();
    for (TimelineEntry.Builder entry : entries) {
      request.addEntries(entry);
    }
    party
        .client()
        .call(
            HttpMethod.POST,
            "/v1/" + running.name() + ":reportProgress",
            request.build(),
            Empty.getDefaultInstance());
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void whoWaitsGetsTheEndedMeasurement() throws Exception {
    RunningMeasurement running =
        RunningMeasurement.create(market, new Order(market, "awaited", market.edp1).reach());
    ExecutorService waiter = Executors.newSingleThreadExecutor();
    try {
      Future<Measurement> awaited = waiter.submit(() -> await(running, 50));
      running.fulfillDirect(market.edp1, "an answer");
      assertThat(awaited.get().getState()).isEqualTo(Measurement.State.SUCCEEDED);
      assertThat(awaited.get().getResultsCount()).isEqualTo(1);
    } finally {
      waiter.shutdownNow();
    }
    assertThat(await(running, 50)).as("it has ended before").isEqualTo(running.get());
  }

  @Test
  void whoDoesNotWaitLongGetsItAsItIs() {
    RunningMeasurement running =
        RunningMeasurement.create(market, new Order(market, "impatient", market.edp1).reach());
    assertThat(await(running, 0)).isEqualTo(running.get());
    assertThat(await(running, 1)).isEqualTo(running.get());
    refusedAt("timeoutSeconds", ErrorCode.INVALID_ARGUMENT, () -> await(running, 51));
  }

  private Measurement await(RunningMeasurement running, int seconds) {
    return market
        .consumer
        .client()
        .get(
            "/v1/" + running.name() + ":wait?timeoutSeconds=" + seconds,
            Measurement.getDefaultInstance());
  }
}
