package org.aureole.local.cli.measurement;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.aureole.consumer.KingdomApi;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.Measurement;
import org.aureole.v1.Timeline;
import org.aureole.v1.TimelineEntry;

/** Follows a Measurement to its end, also over a restart of the market. */
final class Watch {
  private static final Duration LONG_POLL = Duration.ofSeconds(2);
  private static final Duration LONG_IN_ONE_STATE = Duration.ofSeconds(30);
  private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(1);

  private final Output output;
  private final Source source;
  private final Consumer<Measurement> view;
  private final InstantSource clock;
  private final String market;
  private boolean saidWaiting;

  /** Where the Measurement is read. */
  interface Source {
    Measurement get(MeasurementName name);

    /** The Measurement once it has ended, or as it is after {@code atMost}. */
    Measurement await(MeasurementName name, Duration atMost);

    Timeline timeline(MeasurementName name);
  }

  /**
   * @param view shows the Measurement in the end
   * @param market the option that names the market in further commands; empty if none is needed
   */
  Watch(
      Output output,
      Source source,
      Consumer<Measurement> view,
      InstantSource clock,
      String market) {
    this.output = output;
    this.source = source;
    this.view = view;
    this.clock = clock;
    this.market = market;
  }

  static Source at(KingdomApi kingdom) {
    return new Source() {
      @Override
      public Measurement get(MeasurementName name) {
        return kingdom.get(name);
      }

      @Override
      public Measurement await(MeasurementName name, Duration atMost) {
        return kingdom.await(name, atMost);
      }

      @Override
      public Timeline timeline(MeasurementName name) {
        return kingdom.timeline(name);
      }
    };
  }

  /**
   * Says each state once, then shows the Measurement.
   *
   * @return 0 if it succeeded, else 1
   * @throws DomainException UNAVAILABLE if nobody answers for a minute; the Measurement goes on
   */
  int untilDone(MeasurementName name) {
    Measurement now = patiently(name, () -> source.get(name));
    String said = "";
    Instant since = clock.instant();
    while (true) {
      String state = MeasurementView.state(now);
      if (!state.equals(said)) {
        said = state;
        since = clock.instant();
        output.say(Labels.time(now.getUpdateTime()) + "  " + state);
      }
      if (isDone(now)) {
        output.say("");
        view.accept(now);
        return now.getState() == Measurement.State.SUCCEEDED ? 0 : 1;
      }
      if (!saidWaiting && !clock.instant().isBefore(since.plus(LONG_IN_ONE_STATE))) {
        saidWaiting = true;
        sayWaiting(name);
      }
      now = patiently(name, () -> source.await(name, LONG_POLL));
    }
  }

  private void sayWaiting(MeasurementName name) {
    Timeline timeline = patiently(name, () -> source.timeline(name));
    output.note(
        "Still waiting; Ctrl-C stops watching, not the measurement. What happened so far:"
            + " aureole measurements timeline "
            + name.measurement()
            + market);
    Map<String, TimelineEntry> latest = new LinkedHashMap<>();
    timeline.getEntriesList().forEach(entry -> latest.put(entry.getResource(), entry));
    latest.values().stream()
        .filter(entry -> entry.getToState().equals("AWAITING_DATA"))
        .forEach(
            entry -> output.note("  " + Labels.id(entry.getParty()) + " " + entry.getMessage()));
  }

  /** A market that restarts is away for some seconds. */
  private <T> T patiently(MeasurementName name, Supplier<T> call) {
    Instant start = clock.instant();
    boolean said = false;
    while (true) {
      try {
        return call.get();
      } catch (DomainException e) {
        if (e.code() != ErrorCode.UNAVAILABLE) {
          throw e;
        }
        if (!clock.instant().isBefore(start.plus(LONGEST_OUTAGE))) {
          throw DomainException.unavailable(
              "nobody has answered for a minute ("
                  + e.getMessage()
                  + "); the measurement goes on when the market does; follow it by: aureole"
                  + " measurements watch "
                  + name.measurement()
                  + market,
              e);
        }
        if (!said) {
          said = true;
          output.note("The market does not answer; trying again for a minute ...");
        }
      }
    }
  }

  private static boolean isDone(Measurement measurement) {
    return switch (measurement.getState()) {
      case SUCCEEDED, FAILED, CANCELLED -> true;
      default -> false;
    };
  }
}
