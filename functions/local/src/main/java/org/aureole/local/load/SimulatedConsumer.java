package org.aureole.local.load;

import java.time.Duration;
import java.util.Optional;
import org.aureole.consumer.KingdomApi;
import org.aureole.consumer.MeasurementConsumer;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.Measurement;

/** One measurement consumer as the Kingdom sees it. Thread-safe. */
final class SimulatedConsumer {
  /** The entries of a page that is asked for. */
  static final int PAGE = 20;

  private final PartyName name;
  private final KingdomApi kingdom;
  private final MeasurementConsumer consumer;

  SimulatedConsumer(Session session, PartyConfig self) {
    this.name = self.name();
    this.kingdom = session.consumerApi(self);
    this.consumer = session.consumer(self);
  }

  MeasurementName measurement(String id) {
    return new MeasurementName(name.id(), id);
  }

  /** The request that creates a Measurement: made beforehand, as it costs the consumer alone. */
  CreateMeasurementRequest sign(MeasurementOrder order) {
    return CreateMeasurementRequest.newBuilder().setMeasurement(consumer.sign(order)).build();
  }

  void create(CreateMeasurementRequest request) {
    kingdom.create(name, request);
  }

  void explain(MeasurementOrder order) {
    consumer.explain(order, 0);
  }

  void get(MeasurementName measurement) {
    kingdom.get(measurement);
  }

  /** How many data providers a Measurement asks. */
  int requisitions(MeasurementName measurement) {
    return kingdom.get(measurement).getDataProvidersCount();
  }

  void list() {
    kingdom.list(name, Optional.empty(), PAGE, "");
  }

  void timeline(MeasurementName measurement) {
    kingdom.timeline(measurement);
  }

  /** Withdraws a Measurement, unless it was faster. */
  void cancel(MeasurementName measurement) {
    try {
      kingdom.cancel(measurement);
    } catch (DomainException e) {
      if (!hasEnded(kingdom.get(measurement))) {
        throw e;
      }
    }
  }

  /**
   * Waits until a Measurement has ended.
   *
   * @return its state then, or after {@code atMost}
   */
  Measurement.State await(MeasurementName measurement, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      Measurement now = kingdom.await(measurement, left);
      if (hasEnded(now) || left.isZero()) {
        return now.getState();
      }
    }
  }

  private static boolean hasEnded(Measurement measurement) {
    return switch (measurement.getState()) {
      case SUCCEEDED, FAILED, CANCELLED -> true;
      default -> false;
    };
  }
}
