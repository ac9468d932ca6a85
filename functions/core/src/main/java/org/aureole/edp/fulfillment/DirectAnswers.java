package org.aureole.edp.fulfillment;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.direct.DirectMeasurement;
import org.aureole.crypto.estimate.ConfidenceInterval;
import org.aureole.crypto.estimate.Estimate;
import org.aureole.crypto.estimate.FrequencyEstimate;
import org.aureole.crypto.estimate.SampleDesign;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.vid.FrequencyVector;
import org.aureole.edp.events.FrequencyTally;
import org.aureole.edp.population.Population;
import org.aureole.model.name.PartyName;
import org.aureole.platform.spec.Promises;
import org.aureole.platform.spec.SpecRules;
import org.aureole.platform.work.Lease;
import org.aureole.v1.CommittedAnswer;
import org.aureole.v1.FulfillDirectRequisitionRequest;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.PinnedInputs;

/**
 * Makes the answers that this provider computes in clear and seals to the consumer. Thread-safe.
 */
final class DirectAnswers {
  private final PartyName self;
  private final ProviderKeys keys;
  private final SecureRandom random;

  DirectAnswers(PartyName self, ProviderKeys keys, SecureRandom random) {
    this.self = Objects.requireNonNull(self);
    this.keys = Objects.requireNonNull(keys);
    this.random = Objects.requireNonNull(random);
  }

  /** Draws the noise: two calls give two answers, of which one at most may be committed. */
  CommittedAnswer make(
      VerifiedRequisition requisition, Population population, PinnedInputs inputs, Lease lease) {
    MeasurementSpec spec = requisition.measurementSpec();
    MeasurementResult.Builder result =
        MeasurementResult.newBuilder()
            .setMeasurement(spec.getMeasurement())
            .setSpecFingerprint(ByteString.copyFrom(requisition.spec().fingerprint().bytes()))
            .setProtocol(spec.getProtocol())
            .setVidSamplingInterval(spec.getVidSamplingInterval())
            .setPopulationSize(spec.getPopulationSize());
    if (spec.hasPopulationCount()) {
      String filter = requisition.requisitionSpec().getPopulationFilter();
      result.setPopulationCount(
          message(new Estimate(population.analysis().populationSize(filter), 0)));
    } else {
      count(spec, Samples.tally(requisition, population, inputs, lease), result);
    }
    return sealed(requisition, result.build());
  }

  private void count(MeasurementSpec spec, FrequencyTally tally, MeasurementResult.Builder result) {
    Seed seed = Seed.random(random);
    FrequencyVector vector = vector(tally, Samples.cap(spec));
    try {
      fill(spec, measurement(spec, seed), vector, tally, result);
    } finally {
      vector.destroy();
      seed.destroy();
    }
  }

  private static void fill(
      MeasurementSpec spec,
      DirectMeasurement measurement,
      FrequencyVector vector,
      FrequencyTally tally,
      MeasurementResult.Builder result) {
    switch (spec.getMeasurementTypeCase()) {
      case REACH ->
          result.setReach(
              message(measurement.reach(vector, Promises.of(spec.getReach().getPrivacyParams()))));
      case REACH_AND_FREQUENCY -> {
        MeasurementSpec.ReachAndFrequency type = spec.getReachAndFrequency();
        setFrequency(
            result,
            measurement.reachAndFrequency(
                vector,
                type.getMaximumFrequency(),
                Promises.of(type.getReachPrivacyParams()),
                Promises.of(type.getFrequencyPrivacyParams())));
      }
      case IMPRESSION_COUNT ->
          result.setImpressionCount(
              message(
                  measurement.sum(
                      vector, Promises.of(spec.getImpressionCount().getPrivacyParams()))));
      case WATCH_DURATION -> {
        MeasurementSpec.WatchDuration type = spec.getWatchDuration();
        long seconds = tally.watchDuration().map(Duration::toSeconds).orElseThrow();
        result.setWatchDurationSeconds(
            message(
                measurement.sum(
                    seconds,
                    Math.toIntExact(type.getMaximumWatchDurationPerUser().getSeconds()),
                    Promises.of(type.getPrivacyParams()))));
      }
      case POPULATION_COUNT, MEASUREMENTTYPE_NOT_SET ->
          throw new IllegalArgumentException("nothing to count for " + spec.getMeasurement());
    }
  }

  private static DirectMeasurement measurement(MeasurementSpec spec, Seed seed) {
    SampleDesign design = new SampleDesign(SpecRules.sampling(spec), spec.getPopulationSize());
    return ConsentCheck.noise(spec) == NoiseMechanism.NONE
        ? DirectMeasurement.withoutNoise(design)
        : DirectMeasurement.withGaussianNoise(design, seed);
  }

  /** The tally as a vector with that cap; the tally's own array is cleared. */
  static FrequencyVector vector(FrequencyTally tally, int cap) {
    byte[] counts = tally.counts();
    FrequencyVector vector = new FrequencyVector(counts.length, cap);
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        vector.add(i, counts[i] & 0xff);
        counts[i] = 0;
      }
    }
    return vector;
  }

  private static void setFrequency(MeasurementResult.Builder result, FrequencyEstimate estimate) {
    result.setReach(message(estimate.reach()));
    List<Estimate> shares = estimate.ratios();
    for (int i = 0; i < shares.size(); i++) {
      result.addFrequency(
          MeasurementResult.FrequencyBucket.newBuilder()
              .setFrequency(i + 1)
              .setShare(message(shares.get(i)))
              .setCount(message(estimate.counts().get(i))));
    }
  }

  private static MeasurementResult.Estimate message(Estimate estimate) {
    ConfidenceInterval interval = estimate.interval95();
    return MeasurementResult.Estimate.newBuilder()
        .setValue(estimate.value())
        .setStandardDeviation(estimate.standardDeviation())
        .setLower(interval.lower())
        .setUpper(interval.upper())
        .build();
  }

  private CommittedAnswer sealed(VerifiedRequisition requisition, MeasurementResult result) {
    SigningContext context =
        SigningContext.addressed(
            Purpose.DIRECT_RESULT,
            self.toString(),
            requisition.measurementConsumer().toString(),
            requisition.spec().measurement().toString(),
            requisition.spec().fingerprint());
    ProviderKeys.Sealed sealed =
        keys.signAndSeal(
            EncryptionPublicKey.fromBytes(
                requisition.measurementSpec().getResultPublicKey().toByteArray()),
            context,
            result.toByteArray());
    return CommittedAnswer.newBuilder()
        .setDirect(
            FulfillDirectRequisitionRequest.newBuilder()
                .setNonce(requisition.requisitionSpec().getNonce())
                .setSealedResult(sealed.message())
                .setCertificate(sealed.certificate()))
        .build();
  }
}
