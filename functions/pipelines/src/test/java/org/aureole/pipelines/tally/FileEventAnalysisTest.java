package org.aureole.pipelines.tally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.aureole.edp.events.EventAnalysis;
import org.aureole.edp.events.EventFileSummary;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventProgress;
import org.aureole.edp.events.EventSelection;
import org.aureole.edp.events.FrequencyTally;
import org.aureole.edp.events.TallyRequest;
import org.aureole.edp.events.VidIndex;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.pipelines.InMemoryObjects;
import org.aureole.pipelines.SmallMarket;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.file.EventFileWriter;
import org.aureole.pipelines.filter.EventFilter;
import org.aureole.pipelines.filter.FilterCompiler;
import org.aureole.pipelines.synthetic.EventShare;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.v1.PopulationSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileEventAnalysisTest {
  /** Every VID of the population at its own number: the vector is as long as the largest VID. */
  private static final VidIndex EVERY_VID =
      vid ->
          SmallMarket.POPULATION.subPopulationOf(vid) < 0 ? VidIndex.NOT_IN_POPULATION : (int) vid;

  private static final int EVERY_VID_SIZE = 5501;

  @TempDir Path folder;

  private final InMemoryObjects objects = new InMemoryObjects();
  private final EventAnalysis analysis = SmallMarket.analysis(objects);
  private List<EventObject> both;

  @BeforeEach
  void writeHalfAsCsvAndHalfAsParquet() throws IOException {
    EventFileWriter writer = new EventFileWriter(EventTemplates.AD_EVENT);
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    writer.writeCsv(new EventShare(SmallMarket.events(), EventShare.Unit.EVENT, 0, 2), csv);
    Path parquet = folder.resolve("half.parquet");
    writer.writeParquet(new EventShare(SmallMarket.events(), EventShare.Unit.EVENT, 1, 2), parquet);
    both =
        List.of(
            objects.put("half.csv", csv.toByteArray()),
            objects.put("half.parquet", Files.readAllBytes(parquet)));
  }

  private EventSelection all(String filter) {
    return new EventSelection(both, SmallMarket.START, SmallMarket.END, filter);
  }

  private static TallyRequest request(int maximumFrequency, EventSelection... selections) {
    return new TallyRequest(
        List.of(selections), EVERY_VID, EVERY_VID_SIZE, maximumFrequency, Optional.empty());
  }

  @Test
  void tallyOfEverythingIsTheHandCountedTruth() {
    TallyRequest request =
        new TallyRequest(
            List.of(all("")), EVERY_VID, EVERY_VID_SIZE, 2, Optional.of(Duration.ofSeconds(10)));
    FrequencyTally tally = analysis.tally(request, EventProgress.NONE);

    assertThat(tally.impressions()).isEqualTo(3200);
    assertThat(tally.reach()).isEqualTo(1800);
    assertThat(tally.cappedImpressions()).isEqualTo(2600);
    assertThat(tally.watchDuration()).contains(Duration.ofSeconds(8_500));
    assertThat(tally.count(1)).isEqualTo(1);
    assertThat(tally.count(1001)).isEqualTo(2);
    assertThat(tally.count(1501)).isZero();
  }

  /** An error would tell whoever chose the population whether somebody outside it has events. */
  @Test
  void eventsOfSomebodyOutsideThePopulationArePassedOver() {
    PopulationSpec.Builder without = PopulationSpec.newBuilder();
    for (PopulationSpec.SubPopulation part : SmallMarket.POPULATION_SPEC.getSubpopulationsList()) {
      PopulationSpec.SubPopulation.Builder kept = part.toBuilder().clearVidRanges();
      for (PopulationSpec.VidRange range : part.getVidRangesList()) {
        if (range.getStartVid() == 1001) {
          kept.addVidRanges(range.toBuilder().setStartVid(1002));
        } else {
          kept.addVidRanges(range);
        }
      }
      without.addSubpopulations(kept);
    }
    EventAnalysis narrower =
        new FileEventAnalyses(EventTemplates.AD_EVENT, objects).over(without.build());

    FrequencyTally whole = analysis.tally(request(255, all("")), EventProgress.NONE);
    FrequencyTally tally = narrower.tally(request(255, all("")), EventProgress.NONE);

    assertThat(whole.count(1001)).isEqualTo(3);
    assertThat(tally.count(1001)).isZero();
    assertThat(tally.impressions()).isEqualTo(whole.impressions() - 3);
    assertThat(tally.reach()).isEqualTo(whole.reach() - 1);
    assertThatThrownBy(() -> both.forEach(file -> narrower.inspect(file, EventProgress.NONE)))
        .hasMessageContaining("is not in the population");
  }

  @Test
  void watchDurationIsAbsentUnlessAskedFor() {
    FrequencyTally tally = analysis.tally(request(255, all("")), EventProgress.NONE);
    assertThat(tally.watchDuration()).isEmpty();
    assertThat(tally.count(1001)).isEqualTo(3);
  }

  @Test
  void tallyAgreesWithANaiveCountOnRandomFiltersIntervalsAndSamples() throws Exception {
    FilterCompiler filters = new FilterCompiler(EventTemplates.AD_EVENT);
    Random random = new Random(20261122);
    String[] conditions = {
      "person.gender == 1",
      "person.age_group in [1, 3]",
      "video_ad.viewed_fraction > 0.3",
      "has(video_ad.length)",
      "banner_ad.viewable != true",
      "video_ad.watch_duration <= duration('10s')",
    };
    for (int round = 0; round < 30; round++) {
      String filter =
          "(%s) %s !(%s)"
              .formatted(
                  conditions[random.nextInt(conditions.length)],
                  random.nextBoolean() ? "&&" : "||",
                  conditions[random.nextInt(conditions.length)]);
      Instant start = Instant.parse("2026-02-27T00:00:00Z").plusSeconds(random.nextInt(200_000));
      Instant end = start.plusSeconds(1 + random.nextInt(300_000));
      int modulus = 1 + random.nextInt(3);
      VidIndex sample = vid -> vid % modulus == 0 ? (int) vid : VidIndex.NOT_SAMPLED;
      TallyRequest request =
          new TallyRequest(
              List.of(new EventSelection(both, start, end, filter)),
              sample,
              EVERY_VID_SIZE,
              2,
              Optional.empty());

      FrequencyTally tally = analysis.tally(request, EventProgress.NONE);

      Map<Long, Integer> naive = naive(filters.compile(filter), start, end, modulus);
      assertThat(tally.impressions())
          .as(filter)
          .isEqualTo(naive.values().stream().mapToInt(Integer::intValue).sum());
      for (int vid = 0; vid < EVERY_VID_SIZE; vid++) {
        assertThat(tally.count(vid)).isEqualTo(Math.min(2, naive.getOrDefault((long) vid, 0)));
      }
    }
  }

  private static Map<Long, Integer> naive(
      EventFilter filter, Instant start, Instant end, int modulus) {
    Map<Long, Integer> counts = new HashMap<>();
    try (EventCursor events = SmallMarket.events()) {
      while (events.next()) {
        Instant time = Instant.ofEpochSecond(0, events.timestampMicros() * 1000);
        if (!time.isBefore(start)
            && time.isBefore(end)
            && events.vid() % modulus == 0
            && filter.matches(events)) {
          counts.merge(events.vid(), 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  @Test
  void intervalIncludesItsStartAndExcludesItsEnd() {
    EventObject csv =
        objects.put(
            "edges.csv",
            """
            vid,timestamp
            1,2026-03-01T00:00:00Z
            2,2026-03-01T23:59:59.999999Z
            3,2026-03-02T00:00:00Z
            4,2026-02-28T23:59:59.999999Z
            """);
    EventSelection day =
        new EventSelection(
            List.of(csv),
            Instant.parse("2026-03-01T00:00:00Z"),
            Instant.parse("2026-03-02T00:00:00Z"),
            "");
    FrequencyTally tally = analysis.tally(request(1, day), EventProgress.NONE);
    assertThat(tally.impressions()).isEqualTo(2);
    assertThat(tally.count(1) + tally.count(2)).isEqualTo(2);
  }

  @Test
  void anEventInTwoSelectionsCountsInBoth() {
    FrequencyTally tally =
        analysis.tally(
            request(255, all("person.gender == 2"), all("banner_ad.viewable == true")),
            EventProgress.NONE);
    assertThat(tally.impressions()).isEqualTo(1900 + 1500);
    assertThat(tally.count(1001)).isEqualTo(6);
  }

  @Test
  void populationAttributesComeFromThePopulationWhereTheFileHasNone() {
    EventObject csv =
        objects.put(
            "bare.csv", "vid,timestamp\n1,2026-03-01T00:00:00Z\n1001,2026-03-01T00:00:00Z\n");
    EventSelection women =
        new EventSelection(
            List.of(csv),
            SmallMarket.START,
            SmallMarket.END,
            "person.gender == Person.Gender.FEMALE");
    FrequencyTally tally = analysis.tally(request(1, women), EventProgress.NONE);
    assertThat(tally.impressions()).isEqualTo(1);
    assertThat(tally.count(1001)).isEqualTo(1);
  }

  @Test
  void inspectionSumsUpAFile() {
    EventFileSummary summary = analysis.inspect(both.get(0), EventProgress.NONE);
    EventFileSummary other = analysis.inspect(both.get(1), EventProgress.NONE);

    assertThat(summary.rows() + other.rows()).isEqualTo(3200);
    assertThat(summary.columns())
        .containsExactly(
            "vid",
            "timestamp",
            "person.gender",
            "person.age_group",
            "person.social_grade_group",
            "video_ad.length",
            "video_ad.viewed_fraction",
            "video_ad.watch_duration",
            "banner_ad.viewable");
    assertThat(summary.firstEvent())
        .isBetween(Instant.parse("2026-02-27T00:00:00Z"), Instant.parse("2026-02-28T00:00:00Z"));
    assertThat(summary.lastEvent())
        .isBetween(Instant.parse("2026-03-03T00:00:00Z"), Instant.parse("2026-03-04T00:00:00Z"));
  }

  @Test
  void progressEndsAtAllRowsAndBytesAndCanStopThePass() {
    List<Long> rows = new ArrayList<>();
    List<Long> bytes = new ArrayList<>();
    analysis.tally(
        request(1, all("")),
        (row, read) -> {
          rows.add(row);
          bytes.add(read);
        });
    assertThat(rows).isSorted().last().isEqualTo(3200L);
    assertThat(bytes).isSorted();
    assertThat(bytes.get(0)).isGreaterThanOrEqualTo(both.get(0).size());

    EventProgress stop =
        (row, read) -> {
          throw DomainException.of(ErrorCode.LEASE_LOST, "stop");
        };
    assertThatThrownBy(() -> analysis.tally(request(1, all("")), stop))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST));
  }

  @Test
  void populationSizeCountsVidsOfMatchingSubPopulations() {
    assertThat(analysis.populationSize("")).isEqualTo(3500);
    assertThat(analysis.populationSize("person.gender == 2")).isEqualTo(2000);
    assertThat(analysis.populationSize("person.age_group == 1 && person.gender == 1"))
        .isEqualTo(1500);
    assertThat(analysis.populationSize("!(person.age_group in [1, 3])")).isZero();
    assertThatThrownBy(() -> analysis.populationSize("video_ad.viewed_fraction > 0.5"))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FILTER))
        .hasMessageContaining("person.gender");
  }

  @Test
  void requestOutsideItsRangesIsRefused() {
    assertThatThrownBy(() -> request(0, all(""))).hasMessageContaining("maximumFrequency");
    assertThatThrownBy(() -> request(256, all(""))).hasMessageContaining("maximumFrequency");
    assertThatThrownBy(
            () -> new TallyRequest(List.of(), EVERY_VID, 1, 1, Optional.of(Duration.ofDays(25))))
        .hasMessageContaining("24 days");
    assertThatThrownBy(() -> new EventSelection(both, SmallMarket.END, SmallMarket.START, ""))
        .hasMessageContaining("collectionInterval");
  }
}
