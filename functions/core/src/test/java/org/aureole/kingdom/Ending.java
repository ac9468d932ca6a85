package org.aureole.kingdom;

import java.util.Optional;
import java.util.Set;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.v1.Measurement;

/**
 * How a Measurement stands after two calls at the same time.
 *
 * @param state where it is
 * @param reason why it failed, if it did
 * @param later how the one that came second may be refused; if empty, it must be answered
 */
record Ending(
    MeasurementState state, Optional<Measurement.Failure.Reason> reason, Set<ErrorCode> later) {
  static Ending at(MeasurementState state) {
    return new Ending(state, Optional.empty(), Set.of());
  }

  static Ending failed(Measurement.Failure.Reason reason) {
    return new Ending(MeasurementState.FAILED, Optional.of(reason), Set.of());
  }

  Ending refusingTheOther(ErrorCode... codes) {
    return new Ending(state, reason, Set.of(codes));
  }
}
