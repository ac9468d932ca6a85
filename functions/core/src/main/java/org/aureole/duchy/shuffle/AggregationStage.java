package org.aureole.duchy.shuffle;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aureole.crypto.estimate.HmssEstimator;
import org.aureole.crypto.estimate.SampleDesign;
import org.aureole.crypto.hmss.HmssGoal;
import org.aureole.crypto.hmss.HmssTally;
import org.aureole.crypto.hmss.ShuffleAggregator;
import org.aureole.duchy.computation.ShuffleTerms;
import org.aureole.duchy.intake.Inbox;
import org.aureole.duchy.intake.ManifestCheck;
import org.aureole.duchy.intake.ManifestIntake;
import org.aureole.duchy.stage.Exchange;
import org.aureole.duchy.stage.ResultDesk;
import org.aureole.duchy.stage.ResultMessage;
import org.aureole.duchy.stage.StageRun;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.v1.Manifest;
import org.aureole.v1.MeasurementResult;

/** The aggregator: adds both shuffled vectors, estimates, and seals the result to the consumer. */
final class AggregationStage implements StageRun.Stage {
  private final Inbox inbox;
  private final ManifestIntake intake;
  private final ResultDesk results;

  AggregationStage(Inbox inbox, ManifestIntake intake, ResultDesk results) {
    this.inbox = Objects.requireNonNull(inbox);
    this.intake = Objects.requireNonNull(intake);
    this.results = Objects.requireNonNull(results);
  }

  @Override
  public boolean run(StageRun run) {
    ShuffleTerms terms = (ShuffleTerms) run.terms();
    List<Exchange.Input> vectors = new ArrayList<>();
    for (String worker : List.of(terms.roles().firstWorker(), terms.roles().secondWorker())) {
      InboxFolder folder = run.folder(PartyName.parse(worker), InboxFolder.SHUFFLE);
      intake
          .take(run.lease(), terms, folder, m -> checkVector(terms, m))
          .ifPresent(manifest -> vectors.add(new Exchange.Input(folder, manifest)));
    }
    if (vectors.size() < 2) {
      return false;
    }
    results.handIn(run, () -> result(terms, aggregate(terms, vectors)));
    return true;
  }

  private static MeasurementResult result(ShuffleTerms terms, HmssTally tally) {
    HmssEstimator estimator =
        new HmssEstimator(
            new SampleDesign(terms.sampling(), terms.spec().spec().getPopulationSize()),
            terms.parameters(),
            terms.noise());
    return terms.parameters().goal() == HmssGoal.REACH
        ? ResultMessage.of(terms, estimator.reach(tally))
        : ResultMessage.of(terms, estimator.reachAndFrequency(tally));
  }

  private static void checkVector(ShuffleTerms terms, Manifest manifest) {
    Manifest.ShuffledVector vector = manifest.getShuffledVector();
    ManifestCheck.require(
        vector.getVectorLength() == terms.vectorLength(),
        "shuffledVector.vectorLength",
        "is " + vector.getVectorLength() + "; it is " + terms.vectorLength());
    ManifestCheck.require(
        vector.getPaddedLength() == terms.shuffledLength(),
        "shuffledVector.paddedLength",
        "is " + vector.getPaddedLength() + "; it is " + terms.shuffledLength());
    ManifestCheck.require(
        vector.getModulus() == terms.parameters().modulus(),
        "shuffledVector.modulus",
        "is " + vector.getModulus() + "; it is " + terms.parameters().modulus());
  }

  private HmssTally aggregate(ShuffleTerms terms, List<Exchange.Input> vectors) {
    ShuffleAggregator aggregator =
        new ShuffleAggregator(terms.parameters(), terms.noise(), terms.vectorLength());
    try (InputStream first = open(vectors.get(0));
        InputStream second = open(vectors.get(1))) {
      return aggregator.aggregate(first, second);
    } catch (IOException e) {
      throw DomainException.unavailable("a shuffled vector cannot be read from the inbox", e);
    }
  }

  private InputStream open(Exchange.Input vector) {
    return inbox.open(vector.folder(), vector.manifest().getObjects(0));
  }
}
