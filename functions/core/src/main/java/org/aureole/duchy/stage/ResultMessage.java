package org.aureole.duchy.stage;

import com.google.protobuf.ByteString;
import org.aureole.crypto.estimate.ConfidenceInterval;
import org.aureole.crypto.estimate.Estimate;
import org.aureole.crypto.estimate.FrequencyEstimate;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementSpec;

/** What the aggregator tells the consumer: estimates with the uncertainty they have. */
public final class ResultMessage {
  private ResultMessage() {}

  /** The result of a reach. */
  public static MeasurementResult of(ComputationTerms terms, Estimate reach) {
    return begun(terms).setReach(estimate(reach)).build();
  }

  /** The result of a reach and frequency. */
  public static MeasurementResult of(ComputationTerms terms, FrequencyEstimate frequency) {
    MeasurementResult.Builder result = begun(terms).setReach(estimate(frequency.reach()));
    for (int k = 1; k <= frequency.ratios().size(); k++) {
      result.addFrequency(
          MeasurementResult.FrequencyBucket.newBuilder()
              .setFrequency(k)
              .setShare(estimate(frequency.ratios().get(k - 1)))
              .setCount(estimate(frequency.counts().get(k - 1))));
    }
    return result.build();
  }

  private static MeasurementResult.Builder begun(ComputationTerms terms) {
    MeasurementSpec spec = terms.spec().spec();
    return MeasurementResult.newBuilder()
        .setMeasurement(terms.spec().measurement().toString())
        .setSpecFingerprint(ByteString.copyFrom(terms.spec().fingerprint().bytes()))
        .setProtocol(spec.getProtocol())
        .setVidSamplingInterval(spec.getVidSamplingInterval())
        .setPopulationSize(spec.getPopulationSize());
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
