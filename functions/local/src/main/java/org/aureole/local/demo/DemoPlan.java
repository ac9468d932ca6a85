package org.aureole.local.demo;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.name.EventGroupName;
import org.aureole.model.name.PartyName;
import org.aureole.pipelines.synthetic.DemoMarket;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.Interval;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.Person;
import org.aureole.v1.RequisitionSpec;

/** What the demo asks. Immutable. */
final class DemoPlan {
  /** The event group that every data provider has. */
  static final String GROUP = "spring";

  private static final DifferentialPrivacyParams PRIVACY =
      DifferentialPrivacyParams.newBuilder().setEpsilon(0.5).setDelta(1e-9).build();
  private static final int MAXIMUM_FREQUENCY = 6;

  /**
   * What the costliest protocol is asked, so that a machine without native kernels soon answers.
   */
  private static final DifferentialPrivacyParams LITTLE_PRIVACY =
      DifferentialPrivacyParams.newBuilder().setEpsilon(2).setDelta(1e-9).build();

  private static final int FEW_FREQUENCIES = 2;
  private static final int MAXIMUM_IMPRESSIONS = 10;
  private static final Duration MAXIMUM_WATCHING = Duration.ofMinutes(2);
  private static final String COMPLETE_VIEWS = "video_ad.viewed_fraction == 1.0";
  private static final String WOMEN = "person.gender == Person.Gender.FEMALE";

  private final DemoData data;
  private final List<PartyName> eventProviders;
  private final PartyName populationProvider;

  /**
   * @param eventProviders one for each of the sample's data providers, in order
   */
  DemoPlan(DemoData data, List<PartyConfig> eventProviders, PartyConfig populationProvider) {
    this.data = data;
    this.eventProviders = eventProviders.stream().map(PartyConfig::name).toList();
    this.populationProvider = populationProvider.name();
  }

  List<DemoCase> cases() {
    List<Integer> all = List.of(0, 1, 2);
    List<Integer> two = List.of(0, 1);
    List<Integer> one = List.of(0);
    return List.of(
        frequency("cross-publisher-frequency", "all three publishers", all),
        new DemoCase(
            "cross-publisher-reach",
            "all three publishers",
            spec(s -> s.getReachBuilder().setPrivacyParams(PRIVACY)),
            events(all, ""),
            data.reach(all),
            Map.of(),
            false),
        new DemoCase(
            "among-colluders-reach",
            "two publishers, where two Duchies may collude",
            sampled(6, s -> s.getReachBuilder().setPrivacyParams(LITTLE_PRIVACY)),
            events(two, ""),
            data.reach(two),
            Map.of(),
            true),
        new DemoCase(
            "among-colluders-frequency",
            "two publishers, where two Duchies may collude",
            sampled(
                6,
                s ->
                    s.getReachAndFrequencyBuilder()
                        .setReachPrivacyParams(LITTLE_PRIVACY)
                        .setFrequencyPrivacyParams(LITTLE_PRIVACY)
                        .setMaximumFrequency(FEW_FREQUENCIES)),
            events(two, ""),
            data.reach(two),
            data.shares(two, FEW_FREQUENCIES),
            true),
        frequency("one-publisher-frequency", "the first publisher", one),
        new DemoCase(
            "complete-views",
            "watched to the end, at two publishers",
            spec(s ->
                s.getImpressionCountBuilder()
                    .setPrivacyParams(PRIVACY)
                    .setMaximumFrequencyPerUser(MAXIMUM_IMPRESSIONS)),
            events(two, COMPLETE_VIEWS),
            data.impressions(COMPLETE_VIEWS, two, MAXIMUM_IMPRESSIONS),
            Map.of(),
            false),
        new DemoCase(
            "watch-duration",
            "seconds at the first publisher",
            spec(s ->
                s.getWatchDurationBuilder()
                    .setPrivacyParams(PRIVACY)
                    .setMaximumWatchDurationPerUser(
                        Durations.fromSeconds(MAXIMUM_WATCHING.toSeconds()))),
            events(one, ""),
            data.seconds(0, MAXIMUM_WATCHING),
            Map.of(),
            false),
        new DemoCase(
            "women",
            "women in the population",
            spec(s -> s.getPopulationCountBuilder()),
            List.of(new MeasurementOrder.Part(populationProvider.toString(), List.of(), WOMEN)),
            data.people("person.gender", Person.Gender.FEMALE_VALUE),
            Map.of(),
            false));
  }

  private DemoCase frequency(String id, String title, List<Integer> providers) {
    return new DemoCase(
        id,
        title,
        spec(s ->
            s.getReachAndFrequencyBuilder()
                .setReachPrivacyParams(PRIVACY)
                .setFrequencyPrivacyParams(PRIVACY)
                .setMaximumFrequency(MAXIMUM_FREQUENCY)),
        events(providers, ""),
        data.reach(providers),
        data.shares(providers, MAXIMUM_FREQUENCY),
        false);
  }

  /** Of one person in 2^{@code halvings}. */
  private static MeasurementSpec sampled(
      int halvings, java.util.function.Consumer<MeasurementSpec.Builder> type) {
    return spec(s -> {
      type.accept(s);
      s.getVidSamplingIntervalBuilder().setWidth(1L << (32 - halvings));
    });
  }

  private static MeasurementSpec spec(java.util.function.Consumer<MeasurementSpec.Builder> type) {
    MeasurementSpec.Builder spec = MeasurementSpec.newBuilder();
    type.accept(spec);
    return spec.build();
  }

  private List<MeasurementOrder.Part> events(List<Integer> providers, String filter) {
    List<MeasurementOrder.Part> parts = new ArrayList<>();
    for (int provider : providers) {
      PartyName name = eventProviders.get(provider);
      RequisitionSpec.EventGroupEntry entry =
          RequisitionSpec.EventGroupEntry.newBuilder()
              .setEventGroup(new EventGroupName(name.id(), GROUP).toString())
              .setCollectionInterval(
                  Interval.newBuilder()
                      .setStartTime(Timestamps.fromMillis(DemoMarket.START.toEpochMilli()))
                      .setEndTime(Timestamps.fromMillis(DemoMarket.END.toEpochMilli())))
              .setFilter(filter)
              .build();
      parts.add(new MeasurementOrder.Part(name.toString(), List.of(entry), ""));
    }
    return parts;
  }
}
