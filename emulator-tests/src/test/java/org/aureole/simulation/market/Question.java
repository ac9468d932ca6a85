package org.aureole.simulation.market;

import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.MeasurementSpec;

/** What a consumer asks. */
enum Question {
  REACH_OF_SEVERAL,
  FREQUENCY_OF_SEVERAL,
  REACH_OF_ONE,
  FREQUENCY_OF_ONE,
  IMPRESSIONS,
  POPULATION;

  static final int CAP = Audience.HIGHEST_FREQUENCY;
  private static final DifferentialPrivacyParams PRIVACY =
      DifferentialPrivacyParams.newBuilder().setEpsilon(1).setDelta(1e-9).build();

  boolean isOfSeveral() {
    return this == REACH_OF_SEVERAL || this == FREQUENCY_OF_SEVERAL;
  }

  boolean hasHistogram() {
    return this == FREQUENCY_OF_SEVERAL || this == FREQUENCY_OF_ONE;
  }

  void fill(MeasurementSpec.Builder spec) {
    switch (this) {
      case REACH_OF_SEVERAL, REACH_OF_ONE -> spec.getReachBuilder().setPrivacyParams(PRIVACY);
      case FREQUENCY_OF_SEVERAL, FREQUENCY_OF_ONE ->
          spec.getReachAndFrequencyBuilder()
              .setMaximumFrequency(CAP)
              .setReachPrivacyParams(PRIVACY)
              .setFrequencyPrivacyParams(PRIVACY);
      case IMPRESSIONS ->
          spec.getImpressionCountBuilder()
              .setMaximumFrequencyPerUser(CAP)
              .setPrivacyParams(PRIVACY);
      case POPULATION -> spec.getPopulationCountBuilder();
    }
  }
}
