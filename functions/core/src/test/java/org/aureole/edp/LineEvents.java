package org.aureole.edp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.aureole.edp.events.EventAnalysis;
import org.aureole.edp.events.EventFileSummary;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventProgress;
import org.aureole.edp.events.EventSelection;
import org.aureole.edp.events.FrequencyTally;
import org.aureole.edp.events.PopulationCell;
import org.aureole.edp.events.TallyRequest;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;

/**
 * Event files of lines {@code vid,time,seconds watched}. The one filter there is, {@code odd},
 * takes the odd VIDs, which are a population cell of their own.
 */
final class LineEvents implements EventAnalysis {
  private static final PopulationCell ODD = new PopulationCell("parity=ODD");
  private static final PopulationCell EVEN = new PopulationCell("parity=EVEN");

  private final BlobStore bucket;
  private final long population;
  private final Consumer<EventObject> beforeRead;

  /**
   * @param beforeRead called before an object is read, so that a test may meddle with it
   */
  LineEvents(BlobStore bucket, long population, Consumer<EventObject> beforeRead) {
    this.bucket = bucket;
    this.population = population;
    this.beforeRead = beforeRead;
  }

  /** A file in which each of some people saw ten seconds at one time. */
  static String lines(int firstVid, int lastVid, String time) {
    StringBuilder lines = new StringBuilder();
    for (int vid = firstVid; vid <= lastVid; vid++) {
      lines.append(vid).append(',').append(time).append(",10\n");
    }
    return lines.toString();
  }

  @Override
  public EventFileSummary inspect(EventObject object, EventProgress progress) {
    List<Event> events = read(object);
    if (events.isEmpty()) {
      throw invalid(object.name() + " has no row");
    }
    for (Event event : events) {
      if (event.vid() < 1 || event.vid() > population) {
        throw invalid(object.name() + ": VID " + event.vid() + " is not in the population");
      }
    }
    progress.advanced(events.size(), object.size());
    Instant first = events.stream().map(Event::time).min(Instant::compareTo).orElseThrow();
    Instant last = events.stream().map(Event::time).max(Instant::compareTo).orElseThrow();
    return new EventFileSummary(
        object, events.size(), first, last, List.of("vid", "timestamp", "watched"));
  }

  @Override
  public FrequencyTally tally(TallyRequest request, EventProgress progress) {
    int[] counts = new int[request.sampleSize()];
    Map<Integer, Duration> watched = new HashMap<>();
    for (EventSelection selection : request.selections()) {
      for (EventObject object : selection.objects()) {
        for (Event event : read(object)) {
          int index = request.vidIndex().indexOf(event.vid());
          if (index >= 0 && admits(selection, event)) {
            counts[index]++;
            watched.merge(index, Duration.ofSeconds(event.seconds()), Duration::plus);
          }
        }
        progress.advanced(1, object.size());
      }
    }
    byte[] capped = new byte[counts.length];
    long impressions = 0;
    for (int i = 0; i < counts.length; i++) {
      capped[i] = (byte) Math.min(counts[i], request.maximumFrequency());
      impressions += counts[i];
    }
    return new FrequencyTally(
        capped,
        impressions,
        request
            .maximumWatchDurationPerUser()
            .map(cap ->
                watched.values().stream()
                    .map(time -> time.compareTo(cap) > 0 ? cap : time)
                    .reduce(Duration.ZERO, Duration::plus))
            .orElse(null));
  }

  @Override
  public Set<PopulationCell> cells(String filter) {
    checkFilter(filter);
    return filter.isEmpty() ? cells() : Set.of(ODD);
  }

  @Override
  public Set<PopulationCell> cells() {
    return Set.of(ODD, EVEN);
  }

  @Override
  public long populationSize(String filter) {
    checkFilter(filter);
    return filter.isEmpty() ? population : (population + 1) / 2;
  }

  @Override
  public void checkFilter(String filter) {
    if (!filter.isEmpty() && !filter.equals("odd")) {
      throw DomainException.at(ErrorCode.INVALID_FILTER, "filter", "secret words: " + filter);
    }
  }

  private static boolean admits(EventSelection selection, Event event) {
    return !event.time().isBefore(selection.startInclusive())
        && event.time().isBefore(selection.endExclusive())
        && (selection.filter().isEmpty() || event.vid() % 2 == 1);
  }

  private List<Event> read(EventObject object) {
    beforeRead.accept(object);
    BlobRef ref = new BlobRef(object.name(), Long.parseLong(object.generation()), object.size());
    try (InputStream in = bucket.open(ref)) {
      List<Event> events = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (!line.isBlank()) {
          events.add(event(object, line));
        }
      }
      return events;
    } catch (DomainException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        throw invalid(object.name() + " was replaced while it was read");
      }
      throw e;
    } catch (IOException e) {
      throw DomainException.unavailable(object.name() + " cannot be read", e);
    }
  }

  private static Event event(EventObject object, String line) {
    String[] columns = line.split(",", -1);
    if (columns.length != 3) {
      throw invalid(object.name() + ": a row has " + columns.length + " columns, not 3");
    }
    return new Event(
        Long.parseLong(columns[0]), Instant.parse(columns[1]), Long.parseLong(columns[2]));
  }

  private static DomainException invalid(String message) {
    return DomainException.of(ErrorCode.EVENT_FILE_INVALID, message);
  }

  private record Event(long vid, Instant time, long seconds) {}
}
