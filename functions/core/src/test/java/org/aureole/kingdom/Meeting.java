package org.aureole.kingdom;

import static org.aureole.model.error.ErrorCode.CERTIFICATE_INVALID;
import static org.aureole.model.error.ErrorCode.FAILED_PRECONDITION;
import static org.aureole.model.lifecycle.MeasurementState.CANCELLED;
import static org.aureole.model.lifecycle.MeasurementState.PENDING_COMPUTATION;
import static org.aureole.model.lifecycle.MeasurementState.PENDING_PARTICIPANT_CONFIRMATION;
import static org.aureole.model.lifecycle.MeasurementState.PENDING_REQUISITION_FULFILLMENT;
import static org.aureole.model.lifecycle.MeasurementState.PENDING_REQUISITION_PARAMS;
import static org.aureole.model.lifecycle.MeasurementState.SUCCEEDED;
import static org.aureole.v1.Measurement.Failure.Reason.CERTIFICATE_REVOKED;
import static org.aureole.v1.Measurement.Failure.Reason.COMPUTATION_PARTICIPANT_FAILED;
import static org.aureole.v1.Measurement.Failure.Reason.EXPIRED;
import static org.aureole.v1.Measurement.Failure.Reason.REQUISITION_REFUSED;

import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.v1.Party;

/** Which two calls may meet at one Measurement, and how that may end. */
enum Meeting {
  CANCEL_AND_RESULT(
      "cancel × set result",
      14,
      2,
      (market, id) -> {
        RunningMeasurement running = shuffled(market, id, PENDING_COMPUTATION);
        return new MeasurementRace(
            market,
            running,
            Part.cancel(running),
            Part.setResult(running, market.aggregator, "result"),
            Ending.at(CANCELLED).refusingTheOther(FAILED_PRECONDITION),
            Ending.at(SUCCEEDED).refusingTheOther(FAILED_PRECONDITION));
      }),
  CANCEL_AND_PARAMS(
      "cancel × last parameters",
      17,
      2,
      (market, id) -> {
        RunningMeasurement running = withParams(market, id, market.aggregator, market.worker1);
        return new MeasurementRace(
            market,
            running,
            Part.cancel(running),
            Part.setParams(running, market.worker2),
            Ending.at(CANCELLED).refusingTheOther(FAILED_PRECONDITION),
            Ending.at(CANCELLED));
      }),
  CANCEL_AND_FULFILL(
      "cancel × last answer",
      10,
      2,
      (market, id) -> {
        RunningMeasurement running = direct(market, id);
        running.fulfillDirect(market.edp1, "an answer");
        return new MeasurementRace(
            market,
            running,
            Part.cancel(running),
            Part.fulfillDirect(running, market.edp2),
            Ending.at(CANCELLED).refusingTheOther(FAILED_PRECONDITION),
            Ending.at(SUCCEEDED).refusingTheOther(FAILED_PRECONDITION));
      }),
  REFUSE_AND_FULFILL(
      "refuse × fulfil",
      14,
      2,
      (market, id) -> {
        RunningMeasurement running = shuffled(market, id, PENDING_REQUISITION_FULFILLMENT);
        running.fulfill(market.edp1);
        return new MeasurementRace(
            market,
            running,
            Part.refuse(running, market.edp2),
            Part.fulfill(running, market.edp2),
            Ending.failed(REQUISITION_REFUSED).refusingTheOther(FAILED_PRECONDITION),
            Ending.at(PENDING_PARTICIPANT_CONFIRMATION).refusingTheOther(FAILED_PRECONDITION));
      }),
  REFUSE_AND_FULFILL_ANOTHER(
      "refuse × fulfil another",
      10,
      2,
      (market, id) -> {
        RunningMeasurement running = direct(market, id);
        return new MeasurementRace(
            market,
            running,
            Part.refuse(running, market.edp1),
            Part.fulfillDirect(running, market.edp2),
            Ending.failed(REQUISITION_REFUSED).refusingTheOther(FAILED_PRECONDITION),
            Ending.failed(REQUISITION_REFUSED));
      }),
  REVOKE_AND_CONFIRM(
      "revoke × last confirmation",
      43,
      4,
      (market, id) -> {
        renewKeys(market.edp2);
        RunningMeasurement running = shuffled(market, id, PENDING_PARTICIPANT_CONFIRMATION);
        running.confirm(market.aggregator);
        running.confirm(market.worker2);
        return new MeasurementRace(
            market,
            running,
            Part.revoke(market.edp2, "failMeasurementsOfCertificate"),
            Part.confirm(running, market.worker1),
            Ending.failed(CERTIFICATE_REVOKED).refusingTheOther(FAILED_PRECONDITION),
            Ending.failed(CERTIFICATE_REVOKED));
      }),
  REVOKE_AND_RESULT(
      "revoke × set result",
      28,
      4,
      (market, id) -> {
        renewKeys(market.aggregator);
        RunningMeasurement running = shuffled(market, id, PENDING_COMPUTATION);
        return new MeasurementRace(
            market,
            running,
            Part.revoke(market.aggregator, "revokeCertificate"),
            Part.setResult(running, market.aggregator, "result"),
            Ending.failed(CERTIFICATE_REVOKED)
                .refusingTheOther(CERTIFICATE_INVALID, FAILED_PRECONDITION),
            Ending.at(SUCCEEDED));
      }),
  EXPIRE_AND_FULFILL(
      "expire × last answer",
      28,
      5,
      (market, id) -> {
        RunningMeasurement running = shortLived(market, id);
        running.fulfillDirect(market.edp1, "an answer");
        return new MeasurementRace(
            market,
            running,
            expiry(market),
            Part.fulfillDirect(running, market.edp2),
            Ending.failed(EXPIRED).refusingTheOther(FAILED_PRECONDITION),
            Ending.at(SUCCEEDED));
      }),
  FAIL_AND_RESULT(
      "fail × set result",
      14,
      2,
      (market, id) -> {
        RunningMeasurement running = shuffled(market, id, PENDING_COMPUTATION);
        return new MeasurementRace(
            market,
            running,
            Part.fail(running, market.worker1),
            Part.setResult(running, market.aggregator, "result"),
            Ending.failed(COMPUTATION_PARTICIPANT_FAILED).refusingTheOther(FAILED_PRECONDITION),
            Ending.at(SUCCEEDED).refusingTheOther(FAILED_PRECONDITION));
      }),
  LAST_TWO_ANSWERS(
      "fulfil × fulfil the last two",
      6,
      2,
      (market, id) -> {
        RunningMeasurement running = direct(market, id);
        return new MeasurementRace(
            market,
            running,
            Part.fulfillDirect(running, market.edp1),
            Part.fulfillDirect(running, market.edp2),
            Ending.at(SUCCEEDED),
            Ending.at(SUCCEEDED));
      }),
  LAST_TWO_PARAMS(
      "parameters × parameters of the last two",
      6,
      2,
      (market, id) -> {
        RunningMeasurement running = withParams(market, id, market.aggregator);
        return new MeasurementRace(
            market,
            running,
            Part.setParams(running, market.worker1),
            Part.setParams(running, market.worker2),
            Ending.at(PENDING_REQUISITION_FULFILLMENT),
            Ending.at(PENDING_REQUISITION_FULFILLMENT));
      }),
  LAST_TWO_CONFIRMATIONS(
      "confirm × confirm by the last two",
      6,
      2,
      (market, id) -> {
        RunningMeasurement running = shuffled(market, id, PENDING_PARTICIPANT_CONFIRMATION);
        running.confirm(market.aggregator);
        return new MeasurementRace(
            market,
            running,
            Part.confirm(running, market.worker1),
            Part.confirm(running, market.worker2),
            Ending.at(PENDING_COMPUTATION),
            Ending.at(PENDING_COMPUTATION));
      }),
  TWO_RESULTS(
      "set result × set another",
      14,
      2,
      (market, id) -> {
        RunningMeasurement running = shuffled(market, id, PENDING_COMPUTATION);
        return new MeasurementRace(
            market,
            running,
            Part.setResult(running, market.aggregator, "result"),
            Part.setResult(running, market.aggregator, "another result"),
            Ending.at(SUCCEEDED).refusingTheOther(FAILED_PRECONDITION),
            Ending.at(SUCCEEDED).refusingTheOther(FAILED_PRECONDITION));
      }),
  ONE_RESULT_TWICE(
      "set result × the same again",
      14,
      2,
      (market, id) -> {
        RunningMeasurement running = shuffled(market, id, PENDING_COMPUTATION);
        Part result = Part.setResult(running, market.aggregator, "result");
        return new MeasurementRace(
            market, running, result, result.again(), Ending.at(SUCCEEDED), Ending.at(SUCCEEDED));
      }),
  ONE_ANSWER_TWICE(
      "fulfil × the same again",
      6,
      2,
      (market, id) -> {
        RunningMeasurement running = direct(market, id);
        Part answer = Part.fulfillDirect(running, market.edp1);
        return new MeasurementRace(
            market,
            running,
            answer,
            answer.again(),
            Ending.at(PENDING_REQUISITION_FULFILLMENT),
            Ending.at(PENDING_REQUISITION_FULFILLMENT));
      }),
  ONE_CANCELLATION_TWICE(
      "cancel × the same again",
      14,
      2,
      (market, id) -> {
        RunningMeasurement running = direct(market, id);
        Part cancel = Part.cancel(running);
        return new MeasurementRace(
            market, running, cancel, cancel.again(), Ending.at(CANCELLED), Ending.at(CANCELLED));
      });

  private static final Duration LIFE = Duration.ofMinutes(1);

  private final String title;
  private final int orders;
  private final int settlements;
  private final BiFunction<TestMarket, String, MeasurementRace> setting;

  Meeting(
      String title,
      int orders,
      int settlements,
      BiFunction<TestMarket, String, MeasurementRace> setting) {
    this.title = title;
    this.orders = orders;
    this.settlements = settlements;
    this.setting = setting;
  }

  /** In how many orders all transactions of the two may come. */
  int orders() {
    return orders;
  }

  /** In how many those may come that bear on the Measurement. */
  int settlements() {
    return settlements;
  }

  /** A fresh Measurement, the only one of its market, and the two calls about it. */
  MeasurementRace race(TestMarket market, String id) {
    market.forgetMeasurements();
    return setting.apply(market, id);
  }

  @Override
  public String toString() {
    return title;
  }

  private static RunningMeasurement direct(TestMarket market, String id) {
    return RunningMeasurement.create(
        market, new Order(market, id, market.edp1, market.edp2).impressions(3));
  }

  private static RunningMeasurement shortLived(TestMarket market, String id) {
    return RunningMeasurement.create(
        market,
        new Order(market, id, market.edp1, market.edp2)
            .impressions(3)
            .with(spec -> spec.setExpireTime(Times.timestamp(market.clock.instant().plus(LIFE)))));
  }

  /** What becomes of {@link #shortLived} when its time is over. */
  private static Part expiry(TestMarket market) {
    market.clock.advance(LIFE);
    return Part.sweep(market);
  }

  private static RunningMeasurement withParams(
      TestMarket market, String id, MarketParty... duchies) {
    RunningMeasurement running = shuffled(market, id, PENDING_REQUISITION_PARAMS);
    for (MarketParty duchy : duchies) {
      running.setParams(duchy);
    }
    return running;
  }

  private static RunningMeasurement shuffled(TestMarket market, String id, MeasurementState state) {
    return RunningMeasurement.shuffled(market, id, state);
  }

  /** A certificate that may be revoked without harm to other Measurements. */
  private static void renewKeys(MarketParty party) {
    party.newIdentity(Duration.ofDays(300));
    party.publishKeys();
  }

  /** What was revoked stays so; its owner goes on under another key. */
  static void renewRevokedKeys(TestMarket market) {
    for (MarketParty party : List.of(market.edp2, market.aggregator)) {
      Party shown = market.operator.get("/v1/" + party.name(), Party.getDefaultInstance());
      if (shown.getCertificate().isEmpty()) {
        renewKeys(party);
      }
    }
  }
}
