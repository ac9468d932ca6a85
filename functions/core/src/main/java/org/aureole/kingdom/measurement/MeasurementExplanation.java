package org.aureole.kingdom.measurement;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.aureole.crypto.estimate.ConfidenceInterval;
import org.aureole.crypto.estimate.Estimate;
import org.aureole.crypto.estimate.FrequencyVariance;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.sql.Database;
import org.aureole.v1.ExplainMeasurementRequest;
import org.aureole.v1.Explanation;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementSpec;

/**
 * Says what creating a Measurement would lead to, without creating anything: protocol and why,
 * noise, and the standard deviation that the result would state at an assumed answer. Thread-safe.
 */
public final class MeasurementExplanation {
  private static final FieldPath SPEC = FieldPath.ROOT.field("measurementSpec");
  private static final FieldPath SHARES = FieldPath.ROOT.field("assumedFrequencyShares");
  private static final double ROUNDING = 1e-6;

  private final Database database;
  private final MarketReader markets;

  public MeasurementExplanation(Database database, MarketReader markets) {
    this.database = Objects.requireNonNull(database);
    this.markets = Objects.requireNonNull(markets);
  }

  /** What the market looks like for a specification now. */
  private record Situation(ProtocolChoice.Choice choice, long population) {}

  /** Explains. */
  public Explanation explain(
      Principal caller, PartyName consumer, ExplainMeasurementRequest request) {
    Callers.requireSelf(caller, consumer);
    MeasurementSpec spec = request.getMeasurementSpec();
    SpecChecks.checkAsked(SPEC, spec);
    ProtocolChoice.Wish wish =
        new ProtocolChoice.Wish(
            request.getNoiseMechanism(),
            request.getToleratedColluders(),
            request.getCollusionResistant());
    Situation situation =
        database.read(
            "explainMeasurement",
            tx ->
                new Situation(
                    ProtocolChoice.choose(SPEC, spec, wish, markets.read(tx, SPEC, spec)),
                    markets.population(tx, SPEC, spec).getSize()));
    double assumed = assumedValue(request, situation.population());
    ExpectedAccuracy accuracy =
        ExpectedAccuracy.of(SPEC, spec, situation.choice().protocol(), situation.population());
    Explanation.Builder explanation =
        Explanation.newBuilder()
            .setProtocol(situation.choice().protocol())
            .addAllReasons(situation.choice().reasons())
            .setNoiseStandardDeviation(accuracy.noiseStandardDeviation())
            .setAssumedValue(assumed)
            .setStandardDeviation(accuracy.standardDeviation(assumed));
    if (accuracy.frequency().isPresent()) {
      int maximum = spec.getReachAndFrequency().getMaximumFrequency();
      addFrequency(explanation, accuracy.frequency().get(), assumed, shares(request, maximum));
    } else if (request.getAssumedFrequencySharesCount() > 0) {
      throw SHARES.invalid("has no meaning for this type; leave it out");
    }
    return explanation.build();
  }

  private static double assumedValue(ExplainMeasurementRequest request, long population) {
    double value = request.getAssumedValue();
    FieldPath path = FieldPath.ROOT.field("assumedValue");
    if (!(value >= 0 && Double.isFinite(value))) {
      throw path.invalid("is " + value + "; must be a number from 0 on");
    }
    boolean counted =
        request.getMeasurementSpec().hasImpressionCount()
            || request.getMeasurementSpec().hasWatchDuration();
    if (!counted && value > population) {
      throw path.invalid("is " + value + ", more than the " + population + " of the population");
    }
    return value == 0 ? population / 10.0 : value;
  }

  private static double[] shares(ExplainMeasurementRequest request, int maximum) {
    List<Double> given = request.getAssumedFrequencySharesList();
    if (given.isEmpty()) {
      return geometric(maximum);
    }
    if (given.size() != maximum) {
      throw SHARES.invalid(
          "has "
              + given.size()
              + " entries; one for each frequency up to "
              + maximum
              + " is needed");
    }
    for (int i = 0; i < maximum; i++) {
      if (!(given.get(i) >= 0 && given.get(i) <= 1)) {
        throw SHARES.at(i).invalid("is " + given.get(i) + "; must be from 0 to 1");
      }
    }
    double[] shares = given.stream().mapToDouble(Double::doubleValue).toArray();
    double sum = Arrays.stream(shares).sum();
    if (Math.abs(sum - 1) > ROUNDING) {
      throw SHARES.invalid("sum to " + sum + "; they must sum to 1");
    }
    return shares;
  }

  /** Half of the reached once, half of the others twice, and so on; the last takes the rest. */
  private static double[] geometric(int maximum) {
    double[] shares = new double[maximum];
    double rest = 1;
    for (int k = 0; k < maximum - 1; k++) {
      shares[k] = rest / 2;
      rest -= shares[k];
    }
    shares[maximum - 1] = rest;
    return shares;
  }

  private static void addFrequency(
      Explanation.Builder explanation, FrequencyVariance variance, double reach, double[] shares) {
    for (int k = 1; k <= shares.length; k++) {
      double share = shares[k - 1];
      explanation.addFrequency(
          MeasurementResult.FrequencyBucket.newBuilder()
              .setFrequency(k)
              .setShare(estimate(share, variance.ofRatio(k, share, reach)))
              .setCount(estimate(share * reach, variance.ofCount(k, share, reach))));
    }
  }

  private static MeasurementResult.Estimate estimate(double value, double variance) {
    Estimate estimate = new Estimate(value, Math.sqrt(Math.max(0, variance)));
    ConfidenceInterval interval = estimate.interval95();
    return MeasurementResult.Estimate.newBuilder()
        .setValue(value)
        .setStandardDeviation(estimate.standardDeviation())
        .setLower(interval.lower())
        .setUpper(interval.upper())
        .build();
  }
}
