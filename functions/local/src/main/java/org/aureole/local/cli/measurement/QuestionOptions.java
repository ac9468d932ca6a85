package org.aureole.local.cli.measurement;

import com.google.protobuf.Duration;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.model.error.DomainException;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.VidSamplingInterval;
import picocli.CommandLine.Option;

/** The options that say what is to be measured, how exactly, and of which part of the people. */
final class QuestionOptions {
  /** Noise, as the command line names it. */
  enum Noise {
    GAUSSIAN,
    NONE
  }

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      required = true,
      description = "What to measure: ${COMPLETION-CANDIDATES}.")
  private MeasurementType type;

  @Option(
      names = "--max-frequency",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Last frequency bucket, or impressions that count for one person"
              + " (default: ${DEFAULT-VALUE}).")
  private int maximumFrequency;

  @Option(
      names = "--max-duration",
      paramLabel = "SECONDS",
      defaultValue = "4000",
      description = "Watching that counts for one person (default: ${DEFAULT-VALUE}).")
  private long maximumDuration;

  @Option(
      names = "--epsilon",
      paramLabel = "E",
      defaultValue = "1.0",
      description = "Privacy parameter of the reach or count (default: ${DEFAULT-VALUE}).")
  private double epsilon;

  @Option(
      names = "--delta",
      paramLabel = "D",
      defaultValue = "1e-9",
      description = "Privacy parameter (default: ${DEFAULT-VALUE}).")
  private double delta;

  @Option(
      names = "--frequency-epsilon",
      paramLabel = "E",
      description = "Privacy parameter of the frequency histogram (default: that of --epsilon).")
  private Double frequencyEpsilon;

  @Option(
      names = "--sampling-start",
      paramLabel = "X",
      defaultValue = "0",
      description = "Where on the circle of people the sample begins (default: ${DEFAULT-VALUE}).")
  private double samplingStart;

  @Option(
      names = "--sampling-width",
      paramLabel = "W",
      defaultValue = "1",
      description = "Which part of the people is sampled (default: ${DEFAULT-VALUE}).")
  private double samplingWidth;

  @Option(
      names = "--noise",
      paramLabel = "NOISE",
      defaultValue = "GAUSSIAN",
      description =
          "${COMPLETION-CANDIDATES}; NONE only where every provider's policy allows it"
              + " (default: ${DEFAULT-VALUE}).")
  private Noise noise;

  @Option(
      names = "--tolerated-colluders",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "How many of the two workers of Honest Majority Share Shuffle may collude, 0 or 1: with 1"
              + " each adds all of the noise (default: ${DEFAULT-VALUE}).")
  private int toleratedColluders;

  @Option(
      names = "--collusion-resistant",
      description =
          "All Duchies but one may collude and see ciphertexts and noised numbers alone: Liquid"
              + " Legions V2, which costs time and accuracy.")
  private boolean collusionResistant;

  MeasurementType type() {
    return type;
  }

  /** 0 or 1. */
  int toleratedColluders() {
    if (toleratedColluders < 0 || toleratedColluders > 1) {
      throw DomainException.invalid(
          "--tolerated-colluders", "is " + toleratedColluders + "; must be 0 or 1");
    }
    return toleratedColluders;
  }

  boolean collusionResistant() {
    return collusionResistant;
  }

  NoiseMechanism noise() {
    return noise == Noise.NONE ? NoiseMechanism.NONE : NoiseMechanism.DISCRETE_GAUSSIAN;
  }

  /**
   * A spec with type and sample.
   *
   * @throws DomainException INVALID_ARGUMENT naming the option that is wrong
   */
  MeasurementSpec.Builder question() {
    MeasurementSpec.Builder question =
        MeasurementSpec.newBuilder().setVidSamplingInterval(sampling());
    DifferentialPrivacyParams params = privacy("--epsilon", epsilon);
    switch (type) {
      case REACH -> question.getReachBuilder().setPrivacyParams(params);
      case REACH_AND_FREQUENCY ->
          question
              .getReachAndFrequencyBuilder()
              .setReachPrivacyParams(params)
              .setFrequencyPrivacyParams(
                  frequencyEpsilon == null
                      ? params
                      : privacy("--frequency-epsilon", frequencyEpsilon))
              .setMaximumFrequency(maximumFrequency(2));
      case IMPRESSIONS ->
          question
              .getImpressionCountBuilder()
              .setPrivacyParams(params)
              .setMaximumFrequencyPerUser(maximumFrequency(1));
      case WATCH_DURATION ->
          question
              .getWatchDurationBuilder()
              .setPrivacyParams(params)
              .setMaximumWatchDurationPerUser(Duration.newBuilder().setSeconds(watching()));
      case POPULATION -> question.getPopulationCountBuilder();
    }
    return question;
  }

  private DifferentialPrivacyParams privacy(String option, double wantedEpsilon) {
    if (!(wantedEpsilon > 0 && Double.isFinite(wantedEpsilon))) {
      throw DomainException.invalid(option, "is " + wantedEpsilon + "; must be a number above 0");
    }
    if (!(delta > 0 && delta < 1)) {
      throw DomainException.invalid("--delta", "is " + delta + "; must be between 0 and 1");
    }
    return DifferentialPrivacyParams.newBuilder().setEpsilon(wantedEpsilon).setDelta(delta).build();
  }

  private int maximumFrequency(int least) {
    if (maximumFrequency < least) {
      throw DomainException.invalid(
          "--max-frequency", "is " + maximumFrequency + "; must be at least " + least);
    }
    return maximumFrequency;
  }

  private long watching() {
    if (maximumDuration < 1) {
      throw DomainException.invalid(
          "--max-duration", "is " + maximumDuration + "; must be at least 1 second");
    }
    return maximumDuration;
  }

  private VidSamplingInterval sampling() {
    if (!(samplingStart >= 0 && samplingStart < 1)) {
      throw DomainException.invalid(
          "--sampling-start", "is " + samplingStart + "; must be in [0, 1)");
    }
    if (!(samplingWidth > 0 && samplingWidth <= 1)) {
      throw DomainException.invalid(
          "--sampling-width", "is " + samplingWidth + "; must be in (0, 1]");
    }
    SamplingInterval interval = SamplingInterval.fromFraction(samplingStart, samplingWidth);
    return VidSamplingInterval.newBuilder()
        .setStart(interval.start())
        .setWidth(interval.width())
        .build();
  }
}
