package org.aureole.market;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketSettings;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.synthetic.EventShare;
import org.aureole.pipelines.synthetic.SyntheticSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.v1.Interval;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.SyntheticEventGroupSpec;

/**
 * A market in which edp1 and edp2 hold, in event group {@code part}, half each of the events of one
 * week, which reach {@link #REACH} people. Both give exact answers.
 */
final class TwoPublishers {
  static final Instant START = Instant.parse("2021-03-15T00:00:00Z");
  static final Duration WEEK = Duration.ofDays(7);
  static final Interval FIRST_WEEK = MarketRehearsal.interval(START, START.plus(WEEK));

  /** What the files say once both weeks are there. */
  static final Interval BOTH_WEEKS =
      MarketRehearsal.interval(START, START.plus(WEEK.multipliedBy(2)));

  static final long REACH = 6001;

  private final MarketRehearsal market;
  private final SyntheticSpecs synthetic;
  private final SyntheticEventGroupSpec events;

  private TwoPublishers(
      MarketRehearsal market, SyntheticSpecs synthetic, SyntheticEventGroupSpec events) {
    this.market = market;
    this.synthetic = synthetic;
    this.events = events;
  }

  static TwoPublishers start(Path folder, String name, MarketSettings settings) throws IOException {
    MarketRehearsal market =
        MarketRehearsal.start(
            folder, MarketConfig.ofUsualParties(name, 2).acceptingUnnoised(), settings);
    try {
      PopulationSpecs specs = new PopulationSpecs(EventTemplates.AD_EVENT);
      var population = specs.of(SyntheticShape.populationSpec());
      market.publish(specs.parse(SyntheticShape.populationSpec()), population.universe().size());
      TwoPublishers publishers =
          new TwoPublishers(
              market,
              new SyntheticSpecs(population),
              SyntheticSpecs.parse(SyntheticShape.eventGroupSpec()));
      publishers.drop(1, "first-week.csv", 0);
      publishers.drop(2, "first-week.csv", 0);
      market.awaitEventGroups("edp1", 1);
      market.awaitEventGroups("edp2", 1);
      return publishers;
    } catch (IOException | RuntimeException e) {
      market.close();
      throw e;
    }
  }

  MarketRehearsal market() {
    return market;
  }

  /** Drops a publisher's half of a week's events into its bucket. */
  void drop(int publisher, String file, int weeksLater) throws IOException {
    market.drop(
        "edp" + publisher,
        "part/" + file,
        new EventShare(
            synthetic.events(later(weeksLater)), EventShare.Unit.EVENT, publisher - 1, 2));
  }

  private SyntheticEventGroupSpec later(int weeks) {
    SyntheticEventGroupSpec.Builder moved = events.toBuilder();
    moved
        .getDateSpecsBuilderList()
        .forEach(dates -> {
          var range = dates.getDateRangeBuilder();
          range.getStartBuilder().setDay(range.getStart().getDay() + 7 * weeks);
          range.getEndExclusiveBuilder().setDay(range.getEndExclusive().getDay() + 7 * weeks);
        });
    return moved.build();
  }

  /** The reach of both publishers, by Honest Majority Share Shuffle. */
  MeasurementOrder reach(String id) {
    return reach(id, FIRST_WEEK, question -> {});
  }

  MeasurementOrder reach(String id, Interval interval, Consumer<MeasurementSpec.Builder> change) {
    return order(id, NoiseMechanism.NONE, interval, change, "edp1/part", "edp2/part");
  }

  /** The reach of one publisher, by the Direct protocol. */
  MeasurementOrder reachOf(String dataProvider, String id) {
    return order(id, NoiseMechanism.NONE, FIRST_WEEK, question -> {}, dataProvider + "/part");
  }

  MeasurementOrder order(
      String id,
      NoiseMechanism noise,
      Interval interval,
      Consumer<MeasurementSpec.Builder> change,
      String... eventGroups) {
    return market.order(
        id,
        question -> {
          question.getReachBuilder().setPrivacyParams(MarketRehearsal.privacy(1, 1e-9));
          change.accept(question);
        },
        noise,
        interval,
        eventGroups);
  }
}
