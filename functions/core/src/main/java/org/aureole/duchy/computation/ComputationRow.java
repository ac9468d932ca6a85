package org.aureole.duchy.computation;

import java.time.Instant;
import java.util.Optional;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.SignedMessage;

/**
 * This Duchy's part in a Computation, as its row says. Immutable.
 *
 * @param pinned the signed MeasurementSpec and what this Duchy published for it; empty until the
 *     first run committed them
 * @param confirmed whether this Duchy confirmed and pinned its peers' parameters
 * @param failure why it failed, for a person
 */
public record ComputationRow(
    ComputationName name,
    MeasurementName measurement,
    ComputationStage stage,
    Optional<Pinned> pinned,
    boolean confirmed,
    Optional<String> failure,
    Instant createdAt,
    Instant updatedAt) {

  public boolean isTerminal() {
    return Lifecycles.COMPUTATION.isTerminal(stage);
  }

  /**
   * What the first run committed.
   *
   * @param spec the signed MeasurementSpec, as it was verified
   * @param params the signed RequisitionParams, as they are published
   */
  public record Pinned(SignedMessage spec, SignedMessage params) {}
}
