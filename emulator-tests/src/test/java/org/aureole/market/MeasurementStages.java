package org.aureole.market;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.v1.ComputationParticipant;
import org.aureole.v1.Measurement;
import org.aureole.v1.Requisition;

/**
 * Holds a Measurement of edp1 and edp2 by Honest Majority Share Shuffle in each of its states, by
 * keeping down the party that the state waits for.
 */
final class MeasurementStages implements AutoCloseable {
  private final MarketRehearsal market;
  private final PartyViews views;
  private final Consumer<String> look;
  private final List<String> stopped = new ArrayList<>();

  /**
   * @param look what to do with a party, again and again, while something is awaited of it
   */
  MeasurementStages(MarketRehearsal market, Consumer<String> look) {
    this.market = market;
    this.views = new PartyViews(market);
    this.look = look;
  }

  /** In a market that sweeps by itself. */
  MeasurementStages(MarketRehearsal market) {
    this(market, party -> {});
  }

  /** Creates a Measurement and brings it into that state, where it stays until {@link #close}. */
  Measurement hold(MeasurementState state, Supplier<Measurement> create) {
    Measurement created;
    switch (state) {
      case PENDING_REQUISITION_PARAMS -> {
        stop("worker2");
        created = create.get();
        await(created, MeasurementState.PENDING_REQUISITION_PARAMS);
        awaitParams(created, "aggregator", "worker1");
      }
      case PENDING_REQUISITION_FULFILLMENT -> {
        stop("edp2");
        created = create.get();
        await(created, MeasurementState.PENDING_REQUISITION_FULFILLMENT);
        awaitFulfilled(created, "edp1");
      }
      case PENDING_PARTICIPANT_CONFIRMATION -> created = holdUnconfirmed(create);
      case PENDING_COMPUTATION -> {
        created = holdUnconfirmed(create);
        stop("worker2");
        start("aggregator");
        await(created, MeasurementState.PENDING_COMPUTATION);
      }
      default -> throw new IllegalArgumentException(state + " is no state to be held in");
    }
    return views.measurement(created.getName());
  }

  /** Both workers have confirmed, and the aggregator is down. */
  private Measurement holdUnconfirmed(Supplier<Measurement> create) {
    stop("edp2");
    Measurement created = create.get();
    await(created, MeasurementState.PENDING_REQUISITION_FULFILLMENT);
    stop("aggregator");
    start("edp2");
    await(created, MeasurementState.PENDING_PARTICIPANT_CONFIRMATION);
    awaitParticipants(created, ComputationParticipant.State.READY, "worker1", "worker2");
    return created;
  }

  void await(Measurement measurement, MeasurementState state) {
    MarketRehearsal.await(
        measurement.getName() + " is " + state,
        () -> {
          lookAround();
          String present = views.measurement(measurement.getName()).getInternalState();
          boolean ended = List.of("SUCCEEDED", "FAILED", "CANCELLED").contains(present);
          if (ended && !present.equals(state.name())) {
            throw new AssertionError(views.measurement(measurement.getName()));
          }
          return present.equals(state.name());
        });
  }

  void awaitFulfilled(Measurement measurement, String dataProvider) {
    MarketRehearsal.await(
        dataProvider + " answers " + measurement.getName(),
        () -> {
          lookAround();
          return views.requisition(dataProvider, measurement).getState()
              == Requisition.State.FULFILLED;
        });
  }

  private void awaitParams(Measurement measurement, String... duchies) {
    awaitParticipants(measurement, ComputationParticipant.State.REQUISITION_PARAMS_SET, duchies);
  }

  private void awaitParticipants(
      Measurement measurement, ComputationParticipant.State state, String... duchies) {
    MarketRehearsal.await(
        List.of(duchies) + " are " + state + " in " + measurement.getName(),
        () -> {
          lookAround();
          return views.computation(duchies[0], measurement).getParticipantsList().stream()
              .filter(each -> List.of(duchies).contains(each.getDuchy().split("/", -1)[1]))
              .allMatch(each -> each.getState() == state);
        });
  }

  /** Waits until every Duchy has stopped working on a Measurement that ended without a result. */
  void awaitStopped(Measurement measurement, String... duchies) {
    for (String duchy : duchies) {
      MarketRehearsal.await(
          duchy + " stops with " + measurement.getName(),
          () -> {
            lookAround();
            return views.stage(duchy, measurement).equals("STOPPED");
          });
    }
  }

  private void lookAround() {
    market.market().routes().keySet().forEach(look);
  }

  void stop(String party) {
    market.market().stopParty(party);
    stopped.add(party);
  }

  void start(String party) {
    market.market().startParty(party);
    stopped.remove(party);
  }

  /** Starts every party again that is down. */
  @Override
  public void close() {
    List.copyOf(stopped).forEach(this::start);
  }
}
