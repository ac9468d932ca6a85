package org.aureole.simulation;

import java.util.List;
import java.util.Set;

/**
 * A failure that the simulation found, with the few faults that it took. Each was mended; it stays
 * here so that it does not come back.
 *
 * @param what what went wrong
 * @param faults as {@code scripts/simulate} printed them
 */
record FoundFailure(String what, long seed, Set<String> faults) {
  static final List<FoundFailure> ALL =
      List.of(
          new FoundFailure(
              "A process that died in the middle of reading a file of events left the file behind as"
                  + " broken, and the requisition was refused: the CSV reader wraps every throwable.",
              38,
              Set.of("KILL at KILL at job edp1 fulfill before open#2")),
          new FoundFailure(
              "A run that went on after it was taken for dead stored its secrets when they had been destroyed "
                  + "already, and there they stayed: settlement is repeated a day later.",
              1597,
              Set.of(
                  "STALL at STALL at job aggregator computation before findPrincipal#2",
                  "FORGET_SENDING at FORGET_SENDING at job aggregator computation commit of beginComputation#1",
                  "LOSE_OBJECT_CALL at LOSE_OBJECT_CALL at job worker2 computation stat external/dataProviders-edp2/*/requisition-*/manifest#2",
                  "CANCEL at CANCEL at m0#2",
                  "STALL at STALL at job worker2 settlement before finishJob#1",
                  "LOSE_OBJECT_CALL at LOSE_OBJECT_CALL at job aggregator computation delete computations/*/secrets-7e8bf919145a8019#1")),
          new FoundFailure(
              "Runs that did not learn that they had their lease, or could not say how they had ended, counted "
                  + "as dead, and the job was given up.",
              4438,
              Set.of(
                  "KILL at KILL at job edp3 fulfill after GET kingdom.example/dataProviders/requisitions#1",
                  "LOSE_COMMIT_ANSWER at LOSE_COMMIT_ANSWER at job edp3 fulfill acquireLease#2",
                  "KILL at KILL at job edp3 fulfill before settleOutbox#1",
                  "KILL at KILL at job edp3 fulfill before findEventGroups#1",
                  "LOSE_COMMIT_ANSWER at LOSE_COMMIT_ANSWER at job edp3 fulfill prepareAnswer#1",
                  "LOSE_COMMIT at LOSE_COMMIT at job edp3 fulfill retryJob#1")),
          new FoundFailure(
              "A run that went on after its computation had ended missed what was destroyed, and called it a "
                  + "fault of its own.",
              891,
              Set.of(
                  "LOSE_COMMIT at LOSE_COMMIT at job worker1 computation commitSetup#1",
                  "STALL at STALL at job worker2 computation before readRequisitions#10")),
          new FoundFailure(
              "A data provider's certificate expired between its signature and the Kingdom's look at it, and "
                  + "its result was refused until the Measurement expired.",
              5951,
              Set.of(
                  "REPLACE_FILE at REPLACE_FILE at edp2#1",
                  "KILL at KILL at job edp2 inspect before readApprovedPopulation#1",
                  "KILL at KILL at job edp2 inspect before stat#1",
                  "KILL at KILL at job edp2 fulfill before GET kingdom.example/dataProviders/requisitions#1",
                  "KILL at KILL at job edp2 inspect before recordEventFile#1",
                  "KILL at KILL at job edp2 fulfill before settleOutbox#1",
                  "EXPIRE at EXPIRE at edp2#4",
                  "LOSE_COMMIT at LOSE_COMMIT at job edp2 fulfill prepareAnswer#1",
                  "LOSE_OBJECT_CALL at LOSE_OBJECT_CALL at job edp2 inspect open campaign/events.csv#4",
                  "LOSE_OBJECT_ANSWER at LOSE_OBJECT_ANSWER at job edp2 fulfill stat campaign/events.csv#2",
                  "LOSE_OBJECT_ANSWER at LOSE_OBJECT_ANSWER at job edp2 fulfill stat campaign/events.csv#3",
                  "LOSE_OBJECT_ANSWER at LOSE_OBJECT_ANSWER at job edp2 fulfill open answers/*/*/answer#1",
                  "LOSE_COMMIT at LOSE_COMMIT at job edp2 fulfill receiveRequisition#7",
                  "LOSE_OBJECT_CALL at LOSE_OBJECT_CALL at job edp2 fulfill open answers/*/*/answer#2")),
          new FoundFailure(
              "A data provider's certificate expired between its signature and the Duchy's look at it, and its "
                  + "answer was refused until the Measurement expired.",
              752,
              Set.of(
                  "STALL at STALL at asking 0 before getParty#3",
                  "EXPIRE at EXPIRE at edp3#4",
                  "FORGET_SENDING at FORGET_SENDING at job edp3 fulfill commit of acquireLease#1",
                  "LOSE_OBJECT_CALL at LOSE_OBJECT_CALL at job edp3 fulfill open campaign/events.csv#1",
                  "LOSE_OBJECT_CALL at LOSE_OBJECT_CALL at job edp3 fulfill open campaign/events.csv#3",
                  "LOSE_OBJECT_CALL at LOSE_OBJECT_CALL at job edp3 fulfill stat external/dataProviders-edp3/*/requisition-*/manifest#1",
                  "LOSE_OBJECT_CALL at LOSE_OBJECT_CALL at job edp3 fulfill stat external/dataProviders-edp3/*/requisition-*/manifest#2",
                  "LOSE_OBJECT_CALL at LOSE_OBJECT_CALL at job edp3 fulfill open answers/*/*/answer#2")));

  @Override
  public String toString() {
    return what;
  }
}
