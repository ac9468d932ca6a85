package org.aureole.emulator.cloud;

import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.market.LegionsTruth;
import org.aureole.market.MarketRehearsal;
import org.aureole.market.SyntheticShape;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.synthetic.EventShare;
import org.aureole.pipelines.synthetic.SyntheticSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.v1.Interval;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.SyntheticEventGroupSpec;

/**
 * A campaign of a week, a third of its events at each of three data providers, and what a consumer
 * asks of it without noise.
 */
final class SmallCampaign {
  private static final String[] EVENT_GROUPS = {"edp1/part", "edp2/part", "edp3/part"};
  private static final Interval WEEK =
      MarketRehearsal.interval(
          Instant.parse("2021-03-15T00:00:00Z"), Instant.parse("2021-03-22T00:00:00Z"));

  private final MarketRehearsal people;
  private final LegionsTruth legions;
  private final long impressionsOfTheSecond;

  private SmallCampaign(MarketRehearsal people, LegionsTruth legions, long impressionsOfTheSecond) {
    this.people = people;
    this.legions = legions;
    this.impressionsOfTheSecond = impressionsOfTheSecond;
  }

  /** Publishes its population and drops its events, and waits until they can be asked about. */
  static SmallCampaign in(CloudMarket market) throws IOException {
    PopulationSpecs specs = new PopulationSpecs(EventTemplates.AD_EVENT);
    Population population = specs.of(SyntheticShape.populationSpec());
    market
        .people()
        .publish(specs.parse(SyntheticShape.populationSpec()), population.universe().size());
    SyntheticSpecs synthetic = new SyntheticSpecs(population);
    SyntheticEventGroupSpec spec = SyntheticSpecs.parse(SyntheticShape.eventGroupSpec());
    for (int part = 0; part < EVENT_GROUPS.length; part++) {
      market.drop("edp" + (part + 1), "part/events.csv", share(synthetic, spec, part));
    }
    for (int part = 1; part <= EVENT_GROUPS.length; part++) {
      market.people().awaitEventGroups("edp" + part, 1);
    }
    long impressions = 0;
    try (EventCursor events = share(synthetic, spec, 1)) {
      while (events.next()) {
        impressions++;
      }
    }
    LegionsTruth legions =
        LegionsTruth.of(
            population, new SamplingInterval(1L << 30, 1L << 28), synthetic.events(spec));
    return new SmallCampaign(market.people(), legions, impressions);
  }

  private static EventShare share(
      SyntheticSpecs synthetic, SyntheticEventGroupSpec spec, int part) {
    return new EventShare(synthetic.events(spec), EventShare.Unit.EVENT, part, EVENT_GROUPS.length);
  }

  /** What Liquid Legions find. */
  LegionsTruth legions() {
    return legions;
  }

  /** How many events the second data provider has. */
  long impressionsOfTheSecond() {
    return impressionsOfTheSecond;
  }

  /** Reach and frequency over all by Share Shuffle. */
  MeasurementOrder shareShuffle(String id) {
    return ofAll(id, SmallCampaign::askFrequency);
  }

  /** The same with noise. */
  MeasurementOrder noised(String id) {
    return people.order(
        id, SmallCampaign::askFrequency, NoiseMechanism.DISCRETE_GAUSSIAN, WEEK, EVENT_GROUPS);
  }

  private static void askFrequency(MeasurementSpec.Builder question) {
    question
        .getReachAndFrequencyBuilder()
        .setMaximumFrequency(3)
        .setReachPrivacyParams(MarketRehearsal.privacy(1, 1e-9))
        .setFrequencyPrivacyParams(MarketRehearsal.privacy(1, 1e-9));
  }

  /** Reach over all by Liquid Legions. */
  MeasurementOrder resistant(String id) {
    return legions.order(
        ofAll(
            id,
            question ->
                question.getReachBuilder().setPrivacyParams(MarketRehearsal.privacy(1, 1e-9))));
  }

  /** Reach and frequency over all by Liquid Legions. */
  MeasurementOrder resistantFrequency(String id) {
    return legions.order(shareShuffle(id));
  }

  /** The impressions of the second data provider. */
  MeasurementOrder direct(String id) {
    return people.order(
        id,
        question ->
            question
                .getImpressionCountBuilder()
                .setMaximumFrequencyPerUser(9)
                .setPrivacyParams(MarketRehearsal.privacy(1, 1e-9)),
        NoiseMechanism.NONE,
        WEEK,
        EVENT_GROUPS[1]);
  }

  /** A reach for which no budget is left. */
  MeasurementOrder unaffordable(String id) {
    return people.order(
        id,
        question ->
            question.getReachBuilder().setPrivacyParams(MarketRehearsal.privacy(5000, 1e-9)),
        NoiseMechanism.DISCRETE_GAUSSIAN,
        WEEK,
        EVENT_GROUPS);
  }

  private MeasurementOrder ofAll(String id, Consumer<MeasurementSpec.Builder> question) {
    return people.order(id, question, NoiseMechanism.NONE, WEEK, EVENT_GROUPS);
  }
}
