package org.aureole.kingdom.measurement;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.lifecycle.MeasurementProgress;
import org.aureole.kingdom.lifecycle.MeasurementSignals;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.store.Page;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.sql.Database;
import org.aureole.v1.ListMeasurementsResponse;
import org.aureole.v1.Measurement;

/** Reads, awaits and cancels Measurements. Thread-safe. */
public final class Measurements {
  /** How long one call waits at most. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(50);

  /** Another process may have changed the Measurement: look again that often. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

  private final Database database;
  private final MeasurementStore store;
  private final MeasurementProgress progress;
  private final MeasurementSignals signals;
  private final MeasurementViews views;

  public Measurements(
      Database database,
      MeasurementStore store,
      MeasurementProgress progress,
      MeasurementSignals signals,
      MeasurementViews views) {
    this.database = Objects.requireNonNull(database);
    this.store = Objects.requireNonNull(store);
    this.progress = Objects.requireNonNull(progress);
    this.signals = Objects.requireNonNull(signals);
    this.views = Objects.requireNonNull(views);
  }

  public Measurement get(Principal caller, MeasurementName name) {
    Callers.requireSelfOrOperator(caller, name.parent());
    return read(name);
  }

  /**
   * The Measurements of a consumer, newest first.
   *
   * @param state only those that show this state
   */
  public ListMeasurementsResponse list(
      Principal caller, PartyName consumer, Optional<Measurement.State> state, Page page) {
    Callers.requireSelfOrOperator(caller, consumer);
    return database.read(
        "listMeasurements",
        tx -> {
          Page.Slice<MeasurementRow> slice =
              state
                  .map(MeasurementViews::internalStates)
                  .map(states -> store.list(tx, consumer, states, page))
                  .orElseGet(() -> store.list(tx, consumer, page));
          return ListMeasurementsResponse.newBuilder()
              .addAllMeasurements(views.all(tx, slice.entries()))
              .setNextPageToken(slice.nextToken())
              .build();
        });
  }

  /** Withdraws a Measurement that has not ended. Repeating it changes nothing. */
  public Measurement cancel(Principal caller, MeasurementName name) {
    Callers.requireSelf(caller, name.parent());
    return database.inTransaction(
        "cancelMeasurement",
        tx -> {
          MeasurementRow row = store.get(tx, name);
          if (row.state() != MeasurementState.CANCELLED) {
            MeasurementProgress.requirePending(row);
            progress.cancel(tx, row, Callers.cause(caller));
          }
          return views.one(tx, store.get(tx, name));
        });
  }

  /**
   * Waits until a Measurement has ended, and gives it as it is then or when the time is over.
   *
   * @param timeout up to {@link #MAX_WAIT}
   */
  public Measurement await(Principal caller, MeasurementName name, Duration timeout) {
    Callers.requireSelfOrOperator(caller, name.parent());
    long end = System.nanoTime() + timeout.toNanos();
    try (MeasurementSignals.Subscription subscription = signals.subscribe(name)) {
      while (true) {
        Measurement measurement = read(name);
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (hasEnded(measurement) || left.isNegative() || left.isZero()) {
          return measurement;
        }
        subscription.await(left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
      }
    }
  }

  private Measurement read(MeasurementName name) {
    return database.read("getMeasurement", tx -> views.one(tx, store.get(tx, name)));
  }

  private static boolean hasEnded(Measurement measurement) {
    return switch (measurement.getState()) {
      case SUCCEEDED, FAILED, CANCELLED -> true;
      default -> false;
    };
  }
}
