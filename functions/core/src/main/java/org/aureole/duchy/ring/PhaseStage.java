package org.aureole.duchy.ring;

import java.util.Objects;
import org.aureole.duchy.stage.ResultDesk;
import org.aureole.duchy.stage.StageRun;

/** One phase of the ring, in whichever role this Duchy has. */
final class PhaseStage implements StageRun.Stage {
  private final RingDesk desk;
  private final WorkerPhase worker;
  private final AggregatorPhase aggregator;

  PhaseStage(RingDesk desk, ResultDesk results, Hop hop) {
    this.desk = Objects.requireNonNull(desk);
    this.worker = new WorkerPhase(desk, hop);
    this.aggregator = new AggregatorPhase(desk, results, hop);
  }

  @Override
  public boolean run(StageRun run) {
    try (RingParty party = desk.party(run)) {
      return party.terms().isAggregator() ? aggregator.run(run, party) : worker.run(run, party);
    }
  }
}
