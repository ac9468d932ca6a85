package org.aureole.local.load;

import com.google.protobuf.util.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.model.name.EventGroupName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.Interval;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Population;
import org.aureole.v1.RequisitionSpec;
import org.aureole.v1.VidSamplingInterval;

/** What the simulated consumers ask: small questions, so that the system's own cost shows. */
final class Questions {
  /** Little enough that the budgets outlast thousands of measurements of the same people. */
  private static final DifferentialPrivacyParams PRIVACY =
      DifferentialPrivacyParams.newBuilder().setEpsilon(0.05).setDelta(1e-13).build();

  private static final Duration LIFETIME = Duration.ofDays(3);
  private static final VidSamplingInterval EVERYBODY =
      VidSamplingInterval.newBuilder().setStart(0).setWidth(1L << 32).build();

  private final List<PartyName> providers;
  private final Population population;

  Questions(List<PartyName> providers, Population population) {
    this.providers = List.copyOf(providers);
    this.population = population;
  }

  /** Reach at one data provider: a Direct Measurement. */
  MeasurementOrder direct(MeasurementName name, int provider) {
    return order(
        name,
        List.of(providers.get(provider % providers.size())),
        SampleEvents.START,
        SampleEvents.END);
  }

  /** Reach at two data providers together: Honest Majority Share Shuffle. */
  MeasurementOrder shareShuffle(MeasurementName name, int provider) {
    return order(name, pair(provider), SampleEvents.START, SampleEvents.END);
  }

  /** As {@link #direct}, of days that nobody has events of yet: it stays open. */
  MeasurementOrder waitingDirect(MeasurementName name, int provider) {
    return order(
        name,
        List.of(providers.get(provider % providers.size())),
        SampleEvents.LATER,
        SampleEvents.LATER.plus(Duration.ofDays(1)));
  }

  /** As {@link #shareShuffle}, of days that nobody has events of yet: it stays open. */
  MeasurementOrder waitingShareShuffle(MeasurementName name, int provider) {
    return order(
        name, pair(provider), SampleEvents.LATER, SampleEvents.LATER.plus(Duration.ofDays(1)));
  }

  private List<PartyName> pair(int provider) {
    return List.of(
        providers.get(provider % providers.size()),
        providers.get((provider + 1) % providers.size()));
  }

  private MeasurementOrder order(
      MeasurementName name, List<PartyName> asked, Instant from, Instant until) {
    MeasurementSpec.Builder question =
        MeasurementSpec.newBuilder()
            .setPopulation(population.getName())
            .setPopulationSize(population.getSize())
            .setPopulationSpecDigest(population.getPopulationSpecDigest())
            .setVidSamplingInterval(EVERYBODY)
            .setExpireTime(Timestamps.fromMillis(Instant.now().plus(LIFETIME).toEpochMilli()));
    question.getReachBuilder().setPrivacyParams(PRIVACY);
    return new MeasurementOrder(
        name,
        "load",
        question.build(),
        NoiseMechanism.DISCRETE_GAUSSIAN,
        asked.stream().map(provider -> part(provider, from, until)).toList());
  }

  private static MeasurementOrder.Part part(PartyName provider, Instant from, Instant until) {
    RequisitionSpec.EventGroupEntry entry =
        RequisitionSpec.EventGroupEntry.newBuilder()
            .setEventGroup(new EventGroupName(provider.id(), SampleEvents.GROUP).toString())
            .setCollectionInterval(
                Interval.newBuilder()
                    .setStartTime(Timestamps.fromMillis(from.toEpochMilli()))
                    .setEndTime(Timestamps.fromMillis(until.toEpochMilli())))
            .build();
    return new MeasurementOrder.Part(provider.toString(), List.of(entry), "");
  }
}
