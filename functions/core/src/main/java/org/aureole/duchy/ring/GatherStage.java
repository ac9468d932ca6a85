package org.aureole.duchy.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aureole.crypto.llv2.SetupPhase;
import org.aureole.duchy.computation.RingTerms;
import org.aureole.duchy.stage.Exchange;
import org.aureole.duchy.stage.StageRun;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.name.PartyName;

/**
 * Setup: a worker hands its data providers' registers and its noise to the aggregator, which waits
 * for all and sends them, with its own, on their way round the ring.
 */
final class GatherStage implements StageRun.Stage {
  private final RingDesk desk;

  GatherStage(RingDesk desk) {
    this.desk = Objects.requireNonNull(desk);
  }

  @Override
  public boolean run(StageRun run) {
    RingTerms terms = (RingTerms) run.terms();
    int recordBytes = terms.parameters().registerBytes();
    if (!terms.isAggregator()) {
      try (RingParty party = desk.party(run)) {
        desk.handOver(
            run,
            terms.aggregator(),
            Hop.SETUP,
            recordBytes,
            ComputationStage.EXECUTION_ONE,
            () -> party.setup().ownRegisters(desk.provided(run)));
      }
      return true;
    }
    List<Exchange.Input> others = new ArrayList<>();
    for (String worker : terms.duchies().workers()) {
      desk.take(run, PartyName.parse(worker), Hop.SETUP, recordBytes).ifPresent(others::add);
    }
    if (others.size() < terms.duchies().workers().size()) {
      return false;
    }
    try (RingParty party = desk.party(run)) {
      desk.handOver(
          run,
          party.place().first(),
          Hop.PHASE_ONE,
          recordBytes,
          ComputationStage.EXECUTION_ONE,
          () -> party.setup().allRegisters(all(run, terms, party, others)));
    }
    return true;
  }

  /** Here an error is known to be one worker's; later all are mixed. */
  private List<byte[]> all(
      StageRun run, RingTerms terms, RingParty party, List<Exchange.Input> others) {
    List<byte[]> all = new ArrayList<>();
    all.add(party.setup().ownRegisters(desk.provided(run)));
    for (Exchange.Input other : others) {
      run.lease().throwIfLost();
      byte[] registers = desk.read(other);
      PartyName worker = PartyName.parse(other.manifest().getFrom());
      RecordFault.toldAlike(
          worker,
          Hop.SETUP,
          () -> {
            SetupPhase.requireOfDuchy(terms.setting(), registers);
            return registers;
          });
      all.add(registers);
    }
    return all;
  }
}
