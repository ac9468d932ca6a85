package org.aureole.duchy.ring;

import java.util.Objects;
import java.util.Optional;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.llv2.Llv2Goal;
import org.aureole.crypto.llv2.Llv2Parameters;
import org.aureole.duchy.stage.Exchange;
import org.aureole.duchy.stage.StageRun;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.ComputationStage;

/** A worker in one phase: takes what comes round the ring, works on it, and passes it on. */
final class WorkerPhase {
  private final RingDesk desk;
  private final Hop hop;

  WorkerPhase(RingDesk desk, Hop hop) {
    this.desk = Objects.requireNonNull(desk);
    this.hop = Objects.requireNonNull(hop);
  }

  boolean run(StageRun run, RingParty party) {
    Llv2Parameters parameters = party.terms().parameters();
    boolean isFirst = party.place().position() == 0;
    Optional<Exchange.Input> input =
        desk.take(run, party.place().previous(), hop, bytesIn(parameters, isFirst));
    if (input.isEmpty()) {
      return false;
    }
    desk.handOver(
        run,
        party.place().next(),
        hop,
        hop.recordBytes(parameters),
        after(parameters),
        () -> work(party, desk.read(input.get())));
    return true;
  }

  private byte[] work(RingParty party, byte[] records) {
    return RecordFault.toldAlike(
        party.place().previous(),
        hop,
        () ->
            switch (hop) {
              case PHASE_ONE -> party.worker().phaseOne(records);
              case PHASE_TWO -> party.worker().phaseTwo(records);
              case PHASE_THREE -> party.worker().phaseThree(records);
              case SETUP -> throw DomainException.bug("setup is no phase of the ring");
            });
  }

  private int bytesIn(Llv2Parameters parameters, boolean isFirst) {
    return hop == Hop.PHASE_THREE && isFirst
        ? CurveKernel.CIPHERTEXT_BYTES
        : hop.recordBytes(parameters);
  }

  private ComputationStage after(Llv2Parameters parameters) {
    return switch (hop) {
      case SETUP -> ComputationStage.EXECUTION_ONE;
      case PHASE_ONE ->
          parameters.goal() == Llv2Goal.REACH
              ? ComputationStage.COMPLETE
              : ComputationStage.EXECUTION_TWO;
      case PHASE_TWO -> ComputationStage.EXECUTION_THREE;
      case PHASE_THREE -> ComputationStage.COMPLETE;
    };
  }
}
