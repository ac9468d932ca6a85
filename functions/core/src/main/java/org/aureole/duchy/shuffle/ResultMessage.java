package org.aureole.duchy.shuffle;

import com.google.protobuf.ByteString;
import org.aureole.crypto.estimate.ConfidenceInterval;
import org.aureole.crypto.estimate.Estimate;
import org.aureole.crypto.estimate.FrequencyEstimate;
import org.aureole.crypto.estimate.HmssEstimator;
import org.aureole.crypto.estimate.SampleDesign;
import org.aureole.crypto.hmss.HmssGoal;
import org.aureole.crypto.hmss.HmssTally;
import org.aureole.duchy.computation.ShuffleTerms;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementSpec;

/** What the aggregator tells the consumer: estimates with the uncertainty they have. */
final class ResultMessage {
  private ResultMessage() {}

  static MeasurementResult of(ShuffleTerms terms, HmssTally tally) {
    MeasurementSpec spec = terms.spec().spec();
    HmssEstimator estimator =
        new HmssEstimator(
            new SampleDesign(terms.sampling(), spec.getPopulationSize()),
            terms.parameters(),
            terms.noise());
    MeasurementResult.Builder result =
        MeasurementResult.newBuilder()
            .setMeasurement(terms.spec().measurement().toString())
            .setSpecFingerprint(ByteString.copyFrom(terms.spec().fingerprint().bytes()))
            .setProtocol(spec.getProtocol())
            .setVidSamplingInterval(spec.getVidSamplingInterval())
            .setPopulationSize(spec.getPopulationSize());
    if (terms.parameters().goal() == HmssGoal.REACH) {
      return result.setReach(estimate(estimator.reach(tally))).build();
    }
    FrequencyEstimate frequency = estimator.reachAndFrequency(tally);
    result.setReach(estimate(frequency.reach()));
    for (int k = 1; k <= frequency.ratios().size(); k++) {
      result.addFrequency(
          MeasurementResult.FrequencyBucket.newBuilder()
              .setFrequency(k)
              .setShare(estimate(frequency.ratios().get(k - 1)))
              .setCount(estimate(frequency.counts().get(k - 1))));
    }
    return result.build();
  }

  private static MeasurementResult.Estimate estimate(Estimate estimate) {
    ConfidenceInterval interval = estimate.interval95();
    return MeasurementResult.Estimate.newBuilder()
        .setValue(estimate.value())
        .setStandardDeviation(estimate.standardDeviation())
        .setLower(interval.lower())
        .setUpper(interval.upper())
        .build();
  }
}
