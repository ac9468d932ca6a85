package org.aureole.pipelines.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.pipelines.SmallMarket;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.filter.EventFilter;
import org.aureole.pipelines.filter.FilterCompiler;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntheticSpecsTest {
  private static final FilterCompiler FILTERS = new FilterCompiler(EventTemplates.AD_EVENT);

  private static EventTruth truth(Population population, String filter, String start, String end) {
    EventFilter compiled = FILTERS.compile(filter);
    return new EventTruth(population, compiled, Instant.parse(start), Instant.parse(end));
  }

  @Test
  void publishedSpecHasItsPublishedTruth() throws IOException {
    assumeFalse(
        System.getProperty("conformance.data", "").isEmpty(),
        "skipped: no folder of conformance data is given by -Dconformance.data");
    Population population =
        new PopulationSpecs(EventTemplates.AD_EVENT)
            .of(SmallMarket.conformance("synthetic/small_population_spec.textproto"));
    EventTruth truth = truth(population, "", "2021-03-15T00:00:00Z", "2021-03-22T00:00:00Z");
    truth.add(
        new SyntheticSpecs(population)
            .events(
                SyntheticSpecs.parse(
                    SmallMarket.conformance("synthetic/small_data_spec.textproto"))));

    assertThat(population.universe().size()).isEqualTo(99_999);
    assertThat(population.subPopulationCount()).isEqualTo(12);
    assertThat(truth.impressions()).isEqualTo(8001);
    assertThat(truth.reach()).isEqualTo(6001);
    assertThat(truth.histogram(10)).isEqualTo(Map.of(1, 4001L, 2, 2000L));
  }

  @Test
  void ownSpecHasTheTruthCountedByHand() {
    EventTruth truth =
        truth(SmallMarket.POPULATION, "", "2026-02-27T00:00:00Z", "2026-03-04T00:00:00Z");
    truth.add(SmallMarket.events());

    assertThat(truth.impressions()).isEqualTo(3200);
    assertThat(truth.reach()).isEqualTo(1800);
    assertThat(truth.histogram(10)).isEqualTo(Map.of(1, 1000L, 2, 200L, 3, 600L));
    assertThat(truth.histogram(2)).isEqualTo(Map.of(1, 1000L, 2, 800L));
    assertThat(truth.cappedImpressions(2)).isEqualTo(2600);
    // 1,000 VIDs × 7.5 s, and 100 VIDs × (2 × 22.5 s + 30 s).
    assertThat(truth.watchDuration(Duration.ofDays(1))).isEqualTo(Duration.ofSeconds(15_000));
    assertThat(truth.watchDuration(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(8_500));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "person.gender == 2 ; 1900 ; 700",
        "video_ad.viewed_fraction >= 0.5 ; 300 ; 100",
        "banner_ad.viewable == true ; 1500 ; 500",
        "person.gender == Person.Gender.MALE && video_ad.viewed_fraction == 1.0 ; 100 ; 100",
        "person.age_group in [3] || video_ad.watch_duration == duration(\"7.5s\") ; 1400 ; 1200",
      })
  void filtersSelectTheHandCountedEvents(String filter, long impressions, long reach) {
    EventTruth truth =
        truth(SmallMarket.POPULATION, filter, "2026-02-27T00:00:00Z", "2026-03-04T00:00:00Z");
    truth.add(SmallMarket.events());

    assertThat(truth.impressions()).isEqualTo(impressions);
    assertThat(truth.reach()).isEqualTo(reach);
  }

  @Test
  void eventsLieWithinTheirDateRangeAndUseEveryDay() {
    Set<LocalDate> days = new HashSet<>();
    try (EventCursor events = SmallMarket.events()) {
      while (events.next()) {
        Instant time = Instant.ofEpochSecond(events.timestampMicros() / 1_000_000);
        days.add(time.atOffset(ZoneOffset.UTC).toLocalDate());
      }
    }
    assertThat(days)
        .containsExactlyInAnyOrderElementsOf(
            LocalDate.of(2026, 2, 27).datesUntil(LocalDate.of(2026, 3, 4)).toList());
  }

  @ParameterizedTest
  @CsvSource({"BY_VID, VID", "BY_EVENT, EVENT"})
  void sharesHoldTogetherExactlyTheSource(String label, EventShare.Unit unit) {
    EventTruth whole =
        truth(SmallMarket.POPULATION, "", "2026-02-01T00:00:00Z", "2026-04-01T00:00:00Z");
    whole.add(SmallMarket.events());
    EventTruth united =
        truth(SmallMarket.POPULATION, "", "2026-02-01T00:00:00Z", "2026-04-01T00:00:00Z");
    long reachOfShares = 0;
    for (int i = 0; i < 3; i++) {
      EventTruth one =
          truth(SmallMarket.POPULATION, "", "2026-02-01T00:00:00Z", "2026-04-01T00:00:00Z");
      one.add(new EventShare(SmallMarket.events(), unit, i, 3));
      assertThat(one.impressions()).as(label).isBetween(800L, 1400L);
      reachOfShares += one.reach();
      united.add(new EventShare(SmallMarket.events(), unit, i, 3));
    }
    assertThat(united.histogram(100)).isEqualTo(whole.histogram(100));
    if (unit == EventShare.Unit.VID) {
      assertThat(reachOfShares).isEqualTo(whole.reach());
    } else {
      assertThat(reachOfShares).isGreaterThan(whole.reach());
    }
  }

  private static final String RANGE =
      """
      %s date_specs {
        date_range { start { year: 2026 month: 1 day: 1 } end_exclusive { year: 2026 month: 1 day: %d } }
        frequency_specs { frequency: %d vid_range_specs {
          vid_range { start: %d end_exclusive: %d } %s } } }
      """;

  private static EventCursor events(String text) {
    return new SyntheticSpecs(SmallMarket.POPULATION).events(SyntheticSpecs.parse(text));
  }

  @Test
  void samplingTakesItsRateAndDependsOnTheNonce() {
    Set<Long> first =
        vids(events(RANGE.formatted("sampling_nonce: 7", 8, 1, 1, 1001, "sampling_rate: 0.3")));
    Set<Long> again =
        vids(events(RANGE.formatted("sampling_nonce: 7", 8, 1, 1, 1001, "sampling_rate: 0.3")));
    Set<Long> other =
        vids(events(RANGE.formatted("sampling_nonce: 8", 8, 1, 1, 1001, "sampling_rate: 0.3")));
    // Binomial(1000, 0.3) has a standard deviation of 14.5: five of them.
    assertThat(first).hasSizeBetween(228, 372).isEqualTo(again).isNotEqualTo(other);
    assertThat(other).hasSizeBetween(228, 372);
  }

  private static Set<Long> vids(EventCursor cursor) {
    Set<Long> vids = new HashSet<>();
    try (cursor) {
      while (cursor.next()) {
        vids.add(cursor.vid());
      }
    }
    return vids;
  }

  @Test
  void refusesWhatBreaksTheRules() {
    assertInvalid(RANGE.formatted("", 1, 1, 1, 10, ""), "must end after it starts");
    assertInvalid(RANGE.formatted("", 99, 1, 1, 10, ""), "names a day that does not exist");
    assertInvalid(RANGE.formatted("", 8, 0, 1, 10, ""), "frequency must be at least 1");
    assertInvalid(RANGE.formatted("", 8, 1, 900, 1100, ""), "within one VID range");
    assertInvalid(RANGE.formatted("", 8, 1, 2500, 2600, ""), "within one VID range");
    assertInvalid(RANGE.formatted("", 8, 1, 1, 10, "sampling_rate: 0.5"), "sampling_nonce");
    assertInvalid(RANGE.formatted("", 8, 1, 1, 10, "sampling_rate: 1.5"), "sampling_rate");
    assertInvalid(
        RANGE.formatted(
            "", 8, 1, 1, 10, "non_population_field_values { key: 'a.b' value { int32_value: 1 } }"),
        "a.b is not a field");
    for (String value :
        new String[] {
          "'video_ad.length' value { duration_value { seconds: 9223372036854775807 } }",
          "'video_ad.length' value { duration_value { seconds: -1 } }",
          "'video_ad.viewed_fraction' value { double_value: nan }"
        }) {
      assertInvalid(
          RANGE.formatted("", 8, 1, 1, 10, "non_population_field_values { key: " + value + " }"),
          "must be a finite number, a duration of at least 0 s");
    }
    assertInvalid(
        RANGE.formatted(
            "",
            8,
            1,
            1,
            10,
            "non_population_field_values { key: 'person.gender' value { enum_value: 1 } }"),
        "population attribute");
    assertInvalid(
        RANGE.formatted(
            "",
            8,
            1,
            1,
            10,
            "non_population_field_values { key: 'banner_ad.viewable' value { enum_value: 1 } }"),
        "is given as ENUM but is BOOL");
    assertInvalid("date_specs { nonsense: 1 }", "line:column 1:14");
  }

  private static void assertInvalid(String text, String part) {
    assertThatThrownBy(() -> events(text))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SPEC_INVALID))
        .hasMessageContaining(part);
  }
}
