package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.aureole.model.error.ErrorCode.FAILED_PRECONDITION;
import static org.aureole.model.error.ErrorCode.NOT_FOUND;
import static org.aureole.model.lifecycle.MeasurementState.CANCELLED;
import static org.aureole.model.lifecycle.MeasurementState.FAILED;
import static org.aureole.model.lifecycle.MeasurementState.PENDING_COMPUTATION;
import static org.aureole.model.lifecycle.MeasurementState.PENDING_PARTICIPANT_CONFIRMATION;
import static org.aureole.model.lifecycle.MeasurementState.PENDING_REQUISITION_FULFILLMENT;
import static org.aureole.model.lifecycle.MeasurementState.PENDING_REQUISITION_PARAMS;
import static org.aureole.model.lifecycle.MeasurementState.SUCCEEDED;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.v1.Measurement;
import org.aureole.v1.SetRequisitionParamsRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation in every state of a shuffled Measurement: it moves it, changes nothing because it
 * was done before, or is refused and changes nothing.
 */
public abstract class LifecycleTableContract extends KingdomContract {
  /** Where a Measurement is before the operation; each lacks just one step to the next. */
  enum Position {
    PARAMS(PENDING_REQUISITION_PARAMS),
    FULFILLMENT(PENDING_REQUISITION_FULFILLMENT),
    CONFIRMATION(PENDING_PARTICIPANT_CONFIRMATION),
    COMPUTATION(PENDING_COMPUTATION),
    DONE(SUCCEEDED),
    FAILED_EARLY(FAILED),
    FAILED_LATE(FAILED),
    CANCELLED_EARLY(CANCELLED),
    CANCELLED_LATE(CANCELLED);

    final MeasurementState state;

    Position(MeasurementState state) {
      this.state = state;
    }
  }

  /** What a party does, always the same party with the same content. */
  enum Operation {
    SET_PARAMS,
    FULFILL,
    REFUSE,
    CONFIRM,
    FAIL,
    SET_RESULT,
    SET_OTHER_RESULT,
    CANCEL
  }

  private static final MeasurementState SAME = null;
  private static final Map<Position, Map<Operation, Object>> TABLE = new EnumMap<>(Position.class);

  static {
    row(
        Position.PARAMS,
        PENDING_REQUISITION_FULFILLMENT,
        NOT_FOUND,
        NOT_FOUND,
        FAILED_PRECONDITION,
        FAILED,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        CANCELLED);
    row(
        Position.FULFILLMENT,
        SAME,
        PENDING_PARTICIPANT_CONFIRMATION,
        FAILED,
        FAILED_PRECONDITION,
        FAILED,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        CANCELLED);
    row(
        Position.CONFIRMATION,
        SAME,
        SAME,
        FAILED_PRECONDITION,
        PENDING_COMPUTATION,
        FAILED,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        CANCELLED);
    row(
        Position.COMPUTATION,
        SAME,
        SAME,
        FAILED_PRECONDITION,
        SAME,
        FAILED,
        SUCCEEDED,
        SUCCEEDED,
        CANCELLED);
    row(
        Position.DONE,
        SAME,
        SAME,
        FAILED_PRECONDITION,
        SAME,
        FAILED_PRECONDITION,
        SAME,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION);
    row(
        Position.FAILED_EARLY,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION);
    row(
        Position.FAILED_LATE,
        SAME,
        SAME,
        FAILED_PRECONDITION,
        SAME,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION);
    row(
        Position.CANCELLED_EARLY,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        SAME);
    row(
        Position.CANCELLED_LATE,
        SAME,
        SAME,
        FAILED_PRECONDITION,
        SAME,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        FAILED_PRECONDITION,
        SAME);
  }

  /** One outcome for each operation: the next state, SAME, or how it is refused. */
  private static void row(Position position, Object... outcomes) {
    Map<Operation, Object> row = new EnumMap<>(Operation.class);
    int next = 0;
    for (Operation operation : Operation.values()) {
      row.put(operation, outcomes[next++]);
    }
    TABLE.put(position, row);
  }

  private static boolean moves(Object outcome) {
    return outcome instanceof MeasurementState;
  }

  static Stream<Arguments> moves() {
    return TABLE.entrySet().stream()
        .flatMap(row ->
            row.getValue().entrySet().stream()
                .filter(cell -> moves(cell.getValue()))
                .map(cell -> Arguments.of(row.getKey(), cell.getKey(), cell.getValue())));
  }

  @ParameterizedTest
  @MethodSource("moves")
  void anOperationMovesTheMeasurement(
      Position position, Operation operation, MeasurementState next) {
    Played played = new Played(position, "move-" + operation);
    played.perform(operation);
    assertThat(played.state()).isEqualTo(next);
    played.perform(operation);
    assertThat(played.state()).as("after the same call again").isEqualTo(next);
  }

  @ParameterizedTest
  @EnumSource(Position.class)
  void otherOperationsChangeNothing(Position position) {
    Played played = new Played(position, "stay");
    assertThat(played.state()).isEqualTo(position.state);
    TABLE
        .get(position)
        .forEach((operation, outcome) -> played.performWithoutEffect(operation, outcome));
  }

  /** One Measurement and the fixed content of each party's calls. */
  private final class Played {
    private final RunningMeasurement running;
    private final SetRequisitionParamsRequest params;
    private final String requisition;

    Played(Position position, String what) {
      String id = (position + "-" + what).toLowerCase(Locale.ROOT).replace('_', '-');
      running =
          RunningMeasurement.create(
              market, new Order(market, id, market.edp1, market.edp2).reach());
      params = running.signedParams(market.worker1, running.params(market.worker1).build());
      requisition = running.requisition(market.edp1);
      bringTo(position);
    }

    private void bringTo(Position position) {
      running.setParams(market.aggregator);
      running.setParams(market.worker2);
      switch (position) {
        case PARAMS -> {
          return;
        }
        case FAILED_EARLY -> {
          running.fail(market.worker2, "out of order");
          return;
        }
        case CANCELLED_EARLY -> {
          running.cancel();
          return;
        }
        default -> perform(Operation.SET_PARAMS);
      }
      running.fulfill(market.edp2);
      if (position == Position.FULFILLMENT) {
        return;
      }
      perform(Operation.FULFILL);
      running.confirm(market.aggregator);
      running.confirm(market.worker2);
      if (position == Position.CONFIRMATION) {
        return;
      }
      perform(Operation.CONFIRM);
      switch (position) {
        case DONE -> perform(Operation.SET_RESULT);
        case FAILED_LATE -> running.fail(market.worker2, "out of order");
        case CANCELLED_LATE -> running.cancel();
        default -> {
          // It is there.
        }
      }
    }

    MeasurementState state() {
      return MeasurementState.valueOf(running.get().getInternalState());
    }

    void perform(Operation operation) {
      switch (operation) {
        case SET_PARAMS -> running.setParams(market.worker1, params);
        case FULFILL -> running.fulfill(market.edp1);
        case REFUSE -> running.refuse(market.edp1, "not today");
        case CONFIRM -> running.confirm(market.worker1);
        case FAIL -> running.fail(market.worker1, "out of memory");
        case SET_RESULT -> running.setResult(market.aggregator, "the result");
        case SET_OTHER_RESULT -> running.setResult(market.aggregator, "another result");
        case CANCEL -> running.cancel();
      }
    }

    void performWithoutEffect(Operation operation, Object outcome) {
      if (moves(outcome)) {
        return;
      }
      Measurement before = running.get();
      int sent = market.sent.size();
      if (outcome instanceof ErrorCode code) {
        refused(code, () -> perform(operation));
      } else {
        perform(operation);
      }
      assertThat(running.get()).as("%s of %s", operation, requisition).isEqualTo(before);
      assertThat(market.sent).as("%s sends nothing", operation).hasSize(sent);
    }
  }
}
