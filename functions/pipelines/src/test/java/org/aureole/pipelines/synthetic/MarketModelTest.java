package org.aureole.pipelines.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.filter.FilterCompiler;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.junit.jupiter.api.Test;

class MarketModelTest {
  private static final MarketModel MODEL =
      new MarketModel(100_003, 3, 200_000, LocalDate.of(2026, 3, 1), 10, 42);
  private static final Population POPULATION =
      new PopulationSpecs(EventTemplates.AD_EVENT).of(MODEL.populationSpec());
  private static final FilterCompiler FILTERS = new FilterCompiler(EventTemplates.AD_EVENT);

  private static EventTruth truth(String filter) {
    return new EventTruth(
        POPULATION,
        FILTERS.compile(filter),
        Instant.parse("2026-03-01T00:00:00Z"),
        Instant.parse("2026-03-11T00:00:00Z"));
  }

  @Test
  void everyPersonBelongsToOneOfTwelveSubPopulations() {
    assertThat(POPULATION.universe().size()).isEqualTo(100_003);
    assertThat(POPULATION.cells()).hasSize(12);
    assertThat(POPULATION.subPopulationOf(100_003)).isEqualTo(11);
    assertThat(POPULATION.subPopulationOf(100_004)).isEqualTo(-1);
  }

  @Test
  void eventsAreAsManyAsExpectedAndAudiencesOverlap() {
    EventTruth united = truth("");
    long sumOfReaches = 0;
    for (int i = 0; i < 3; i++) {
      EventTruth one = truth("");
      one.add(MODEL.events(i));
      // The variance is people·(rate·E[a] + rate²·Var[a]): a standard deviation of about 1,000.
      assertThat(one.impressions()).isCloseTo(200_000, within(8_000L));
      sumOfReaches += one.reach();
      united.add(MODEL.events(i));
    }
    assertThat(united.reach()).isLessThan(sumOfReaches).isLessThan(100_003);
    assertThat(united.histogram(20)).containsKeys(1, 2, 5, 10, 20);
  }

  @Test
  void aThirdProviderShowsBannersTheOthersVideos() {
    EventTruth viewable = truth("banner_ad.viewable == true");
    viewable.add(MODEL.events(2));
    assertThat(viewable.impressions()).isCloseTo(120_000, within(6_000L));
    EventTruth videos = truth("has(video_ad.length)");
    videos.add(MODEL.events(2));
    assertThat(videos.impressions()).isZero();
    videos.add(MODEL.events(0));
    assertThat(videos.impressions()).isCloseTo(200_000, within(8_000L));
  }

  @Test
  void sameNumbersGiveSameEventsAndAnotherSeedOthers() {
    MarketModel small = new MarketModel(120, 1, 300, LocalDate.of(2026, 3, 1), 10, 1);
    MarketModel other = new MarketModel(120, 1, 300, LocalDate.of(2026, 3, 1), 10, 2);
    assertThat(events(small)).isEqualTo(events(small)).isNotEqualTo(events(other));
  }

  private static List<String> events(MarketModel model) {
    List<String> events = new ArrayList<>();
    try (EventCursor cursor = model.events(0)) {
      while (cursor.next()) {
        events.add(cursor.vid() + "@" + cursor.timestampMicros());
      }
    }
    return events;
  }

  @Test
  void numbersOutsideTheirRangeAreRefused() {
    LocalDate day = LocalDate.of(2026, 3, 1);
    assertThatThrownBy(() -> new MarketModel(11, 1, 1, day, 1, 0)).hasMessageContaining("people");
    assertThatThrownBy(() -> new MarketModel(12, 0, 1, day, 1, 0))
        .hasMessageContaining("dataProviders");
    assertThatThrownBy(() -> new MarketModel(12, 1, 601, day, 1, 0))
        .hasMessageContaining("eventsPerDataProvider");
    assertThatThrownBy(() -> new MarketModel(12, 1, 1, day, 0, 0)).hasMessageContaining("days");
    assertThatThrownBy(() -> MODEL.events(3)).hasMessageContaining("dataProvider");
  }

  @Test
  void demoMarketHasThreeOverlappingAudiences() {
    Population population = DemoMarket.population();
    EventTruth united =
        new EventTruth(population, FILTERS.compile(""), DemoMarket.START, DemoMarket.END);
    long sumOfReaches = 0;
    long sumOfEvents = 0;
    for (String name : DemoMarket.DATA_PROVIDERS) {
      EventTruth one =
          new EventTruth(population, FILTERS.compile(""), DemoMarket.START, DemoMarket.END);
      one.add(DemoMarket.events(name));
      united.add(DemoMarket.events(name));
      sumOfReaches += one.reach();
      sumOfEvents += one.impressions();
      assertThat(one.reach()).as(name).isBetween(10_000L, 30_000L);
    }
    assertThat(population.universe().size()).isEqualTo(50_000);
    assertThat(united.impressions()).isEqualTo(sumOfEvents);
    assertThat(united.reach()).isBetween(30_000L, sumOfReaches - 5_000);
    assertThat(united.histogram(20).size()).isGreaterThan(12);
  }
}
