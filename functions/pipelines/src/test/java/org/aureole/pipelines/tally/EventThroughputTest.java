package org.aureole.pipelines.tally;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.aureole.crypto.vid.VidOrder;
import org.aureole.edp.events.EventAnalysis;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventObjectReader;
import org.aureole.edp.events.EventProgress;
import org.aureole.edp.events.EventSelection;
import org.aureole.edp.events.FrequencyTally;
import org.aureole.edp.events.TallyRequest;
import org.aureole.pipelines.file.EventFileWriter;
import org.aureole.pipelines.filter.FilterCompiler;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.synthetic.EventTruth;
import org.aureole.pipelines.synthetic.MarketModel;
import org.aureole.pipelines.template.EventTemplates;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million people and three million events in files; says how long each step takes. */
@Tag("long")
class EventThroughputTest {
  private static final MarketModel MODEL =
      new MarketModel(1_000_000, 3, 1_000_000, LocalDate.of(2026, 3, 1), 14, 1);
  private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  private static final Instant END = Instant.parse("2026-03-14T00:00:00Z");
  private static final Duration WATCH_CAP = Duration.ofMinutes(5);

  @TempDir Path folder;

  private final EventObjectReader reader =
      (object, offset, length) -> {
        FileChannel channel = FileChannel.open(folder.resolve(object.name()));
        return Channels.newInputStream(channel.position(offset));
      };

  @Test
  void talliesOfAllFilesAreTheTruth() throws IOException {
    Population population = new PopulationSpecs(EventTemplates.AD_EVENT).of(MODEL.populationSpec());
    VidOrder order =
        timed("order of 1,000,000 VIDs", MODEL.people(), () -> VidOrder.of(population.universe()));
    EventAnalysis analysis =
        new FileEventAnalyses(EventTemplates.AD_EVENT, reader).over(MODEL.populationSpec());
    for (int provider = 0; provider < 3; provider++) {
      for (String format : List.of("csv", "parquet")) {
        EventObject object = write(provider, format);
        long rows =
            timed(
                    "inspect " + object.name(),
                    MODEL.eventsPerDataProvider(),
                    () -> analysis.inspect(object, EventProgress.NONE))
                .rows();
        for (String filter :
            List.of("", "person.gender == 2 && video_ad.watch_duration > duration('2.5s')")) {
          TallyRequest request =
              new TallyRequest(
                  List.of(new EventSelection(List.of(object), START, END, filter)),
                  order::indexOf,
                  order.size(),
                  10,
                  Optional.of(WATCH_CAP));
          FrequencyTally tally =
              timed(
                  "tally " + object.name() + " " + filter,
                  rows,
                  () -> analysis.tally(request, EventProgress.NONE));
          assertTrue(population, provider, filter, tally);
        }
      }
    }
  }

  private EventObject write(int provider, String format) throws IOException {
    Path file = folder.resolve(provider + "." + format);
    EventFileWriter writer = new EventFileWriter(EventTemplates.AD_EVENT);
    long start = System.nanoTime();
    long rows =
        format.equals("csv")
            ? writer.writeCsv(
                MODEL.events(provider), new BufferedOutputStream(Files.newOutputStream(file)))
            : writer.writeParquet(MODEL.events(provider), file);
    report("write " + file.getFileName() + " of " + Files.size(file) + " bytes", rows, start);
    return new EventObject(file.getFileName().toString(), "1", Files.size(file));
  }

  private static void assertTrue(
      Population population, int provider, String filter, FrequencyTally tally) {
    EventTruth truth =
        new EventTruth(
            population, new FilterCompiler(EventTemplates.AD_EVENT).compile(filter), START, END);
    truth.add(MODEL.events(provider));
    assertThat(tally.impressions()).isEqualTo(truth.impressions());
    assertThat(tally.reach()).isEqualTo(truth.reach());
    assertThat(tally.cappedImpressions()).isEqualTo(truth.cappedImpressions(10));
    assertThat(tally.watchDuration()).contains(truth.watchDuration(WATCH_CAP));
  }

  private static <T> T timed(String step, long rows, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    report(step, rows, start);
    return result;
  }

  private static void report(String step, long rows, long startNanos) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s: %.2f s, %.2f million rows a second%n",
        step,
        seconds,
        rows / seconds / 1e6);
  }
}
