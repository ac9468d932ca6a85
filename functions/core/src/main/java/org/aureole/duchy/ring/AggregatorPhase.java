package org.aureole.duchy.ring;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.estimate.LegionsEstimator;
import org.aureole.crypto.estimate.SampleDesign;
import org.aureole.crypto.llv2.Llv2Goal;
import org.aureole.crypto.llv2.Llv2Parameters;
import org.aureole.crypto.sketch.LegionsTally;
import org.aureole.duchy.computation.RingTerms;
import org.aureole.duchy.stage.Exchange;
import org.aureole.duchy.stage.ResultDesk;
import org.aureole.duchy.stage.ResultMessage;
import org.aureole.duchy.stage.StageRun;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.v1.MeasurementResult;

/**
 * The aggregator in one phase: takes what has come round the ring and sends on what follows from
 * it, or estimates. How many records it sent it knows by its own rows alone.
 */
final class AggregatorPhase {
  private final RingDesk desk;
  private final ResultDesk results;
  private final Hop hop;

  AggregatorPhase(RingDesk desk, ResultDesk results, Hop hop) {
    this.desk = Objects.requireNonNull(desk);
    this.results = Objects.requireNonNull(results);
    this.hop = Objects.requireNonNull(hop);
  }

  boolean run(StageRun run, RingParty party) {
    Llv2Parameters parameters = party.terms().parameters();
    Optional<Exchange.Input> input =
        desk.take(run, party.place().previous(), hop, hop.recordBytes(parameters));
    if (input.isEmpty()) {
      return false;
    }
    switch (hop) {
      case PHASE_ONE -> {
        if (parameters.goal() == Llv2Goal.REACH) {
          results.handIn(
              run,
              () ->
                  reach(
                      party,
                      on(
                          party,
                          input,
                          r -> party.aggregator().reach(r, registers(run, parameters)))));
        } else {
          desk.handOver(
              run,
              party.place().first(),
              Hop.PHASE_TWO,
              CurveKernel.TUPLE_BYTES,
              ComputationStage.EXECUTION_TWO,
              () ->
                  on(
                      party,
                      input,
                      r -> party.aggregator().phaseOne(r, registers(run, parameters))));
        }
      }
      case PHASE_TWO ->
          desk.handOver(
              run,
              party.place().first(),
              Hop.PHASE_THREE,
              CurveKernel.CIPHERTEXT_BYTES,
              ComputationStage.EXECUTION_THREE,
              () -> on(party, input, r -> party.aggregator().phaseTwo(r, tuples(run))));
      case PHASE_THREE ->
          results.handIn(
              run,
              () ->
                  reachAndFrequency(
                      party,
                      on(
                          party,
                          input,
                          r -> party.aggregator().phaseThree(r, tuples(run), counts(run)))));
      case SETUP -> throw DomainException.bug("setup is no phase of the ring");
    }
    return true;
  }

  private <T> T on(RingParty party, Optional<Exchange.Input> input, Function<byte[], T> work) {
    byte[] records = desk.read(input.orElseThrow());
    return RecordFault.toldAlike(party.place().previous(), hop, () -> work.apply(records));
  }

  private int registers(StageRun run, Llv2Parameters parameters) {
    return desk.sent(run, Hop.PHASE_ONE, parameters.registerBytes());
  }

  private int tuples(StageRun run) {
    return desk.sent(run, Hop.PHASE_TWO, CurveKernel.TUPLE_BYTES);
  }

  private int counts(StageRun run) {
    return desk.sent(run, Hop.PHASE_THREE, CurveKernel.CIPHERTEXT_BYTES);
  }

  private static MeasurementResult reach(RingParty party, LegionsTally tally) {
    return ResultMessage.of(party.terms(), estimator(party.terms()).reach(tally));
  }

  private static MeasurementResult reachAndFrequency(RingParty party, LegionsTally tally) {
    return ResultMessage.of(party.terms(), estimator(party.terms()).reachAndFrequency(tally));
  }

  private static LegionsEstimator estimator(RingTerms terms) {
    return new LegionsEstimator(
        new SampleDesign(terms.sampling(), terms.spec().spec().getPopulationSize()),
        terms.parameters(),
        terms.noise());
  }
}
