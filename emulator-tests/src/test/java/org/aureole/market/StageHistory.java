package org.aureole.market;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.FulfillmentState;
import org.aureole.model.lifecycle.Lifecycle;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.v1.Timeline;
import org.aureole.v1.TimelineEntry;

/** In which stages the parties were with one Measurement, and when, by its timeline. */
final class StageHistory {
  private static final Map<String, Lifecycle<?>> BY_PARTY =
      Map.of(
          "kingdom", Lifecycles.MEASUREMENT,
          "duchies", Lifecycles.COMPUTATION,
          "dataProviders", Lifecycles.FULFILLMENT);

  /** Every stage that takes time in a Measurement that nobody refuses and nobody cancels. */
  static final Set<String> ALL =
      Set.of(
          stage("kingdom", MeasurementState.PENDING_REQUISITION_PARAMS.name()),
          stage("kingdom", MeasurementState.PENDING_REQUISITION_FULFILLMENT.name()),
          stage("kingdom", MeasurementState.PENDING_PARTICIPANT_CONFIRMATION.name()),
          stage("kingdom", MeasurementState.PENDING_COMPUTATION.name()),
          stage("duchies", ComputationStage.INITIALIZED.name()),
          stage("duchies", ComputationStage.WAIT_FOR_CONFIRMATION.name()),
          stage("duchies", ComputationStage.SETUP.name()),
          stage("duchies", ComputationStage.SHUFFLE.name()),
          stage("duchies", ComputationStage.AGGREGATION.name()),
          stage("dataProviders", FulfillmentState.PREPARING.name()),
          stage("dataProviders", FulfillmentState.DELIVERING.name()));

  private final Map<String, List<Stay>> stays = new LinkedHashMap<>();

  /** How long a resource of a party was in a stage; {@code until} is null while it is. */
  private record Stay(String stage, boolean terminal, Instant from, Instant until) {
    boolean includes(Instant moment) {
      return !moment.isBefore(from) && (until == null || moment.isBefore(until));
    }
  }

  private StageHistory(Timeline timeline) {
    for (TimelineEntry entry : timeline.getEntriesList()) {
      String kind = entry.getParty().split("/", 2)[0];
      boolean ofKingdom = kind.equals("kingdom");
      boolean isMeasurement =
          entry.getResource().matches("measurementConsumers/[^/]+/measurements/[^/]+");
      if (!entry.getToState().isEmpty() && ofKingdom == isMeasurement) {
        add(entry, kind);
      }
    }
  }

  static StageHistory of(Timeline timeline) {
    return new StageHistory(timeline);
  }

  private static String stage(String kind, String state) {
    return kind + " " + state;
  }

  private void add(TimelineEntry entry, String kind) {
    List<Stay> all =
        stays.computeIfAbsent(
            entry.getParty() + " " + entry.getResource(), key -> new ArrayList<>());
    Instant at = Instant.ofEpochSecond(entry.getTime().getSeconds(), entry.getTime().getNanos());
    if (!all.isEmpty()) {
      Stay last = all.remove(all.size() - 1);
      all.add(new Stay(last.stage, last.terminal, last.from, at));
    }
    Lifecycle<?> lifecycle = BY_PARTY.get(kind);
    all.add(new Stay(stage(kind, entry.getToState()), isTerminal(lifecycle, entry), at, null));
  }

  private static <S extends Enum<S>> boolean isTerminal(
      Lifecycle<S> lifecycle, TimelineEntry entry) {
    return lifecycle.isTerminal(lifecycle.parse(entry.getToState()));
  }

  /** The stages, not terminal ones, in which parties were at a moment. */
  Set<String> at(Instant moment) {
    Set<String> stages = new TreeSet<>();
    forEach(stay -> !stay.terminal && stay.includes(moment), stay -> stages.add(stay.stage));
    return stages;
  }

  /** From the start of the Measurement to the middle of each stay in a stage. */
  List<Duration> offsets(String stage) {
    List<Duration> offsets = new ArrayList<>();
    Instant start =
        stays.values().stream().map(all -> all.get(0).from).min(Instant::compareTo).orElseThrow();
    forEach(
        stay -> stay.stage.equals(stage) && stay.until != null,
        stay ->
            offsets.add(
                Duration.between(start, stay.from)
                    .plus(Duration.between(stay.from, stay.until).dividedBy(2))));
    return offsets;
  }

  /** The last stages of what has not ended well at some party. */
  List<String> unfinished() {
    List<String> unfinished = new ArrayList<>();
    stays.forEach((key, all) -> {
      String last = all.get(all.size() - 1).stage;
      if (!last.matches(".* (SUCCEEDED|COMPLETE|FULFILLED)")) {
        unfinished.add(key + ": " + last);
      }
    });
    return unfinished;
  }

  private void forEach(Predicate<Stay> wanted, Consumer<Stay> action) {
    stays.values().forEach(all -> all.stream().filter(wanted).forEach(action));
  }
}
