package org.aureole.pipelines.synthetic;

import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.aureole.model.error.DomainException;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.filter.EventFilter;
import org.aureole.pipelines.filter.FilterEvaluation;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.tally.PopulatedRow;
import org.aureole.pipelines.template.TemplateField;

/**
 * The true answers for one filter and interval over the events of one or several data providers:
 * VIDs are united, events add up. Memory: twelve bytes per VID of the population. For use by one
 * thread.
 */
public final class EventTruth {
  private final Population population;
  private final EventFilter filter;
  private final long startMicros;
  private final long endMicros;
  private final int watchField;
  private final int[] counts;
  private final long[] watchMillis;

  /**
   * @param startInclusive start of the interval, in whole microseconds
   * @param endExclusive end of the interval, in whole microseconds
   */
  public EventTruth(
      Population population, EventFilter filter, Instant startInclusive, Instant endExclusive) {
    this.population = population;
    this.filter = filter;
    this.startMicros = micros(startInclusive);
    this.endMicros = micros(endExclusive);
    this.watchField = population.templates().watchDuration().map(TemplateField::index).orElse(-1);
    this.counts = new int[population.universe().size()];
    this.watchMillis = new long[counts.length];
  }

  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
  }

  /**
   * Adds the rest of a cursor's events; closes it.
   *
   * @throws DomainException if an event's VID is not in the population
   */
  public void add(EventCursor events) {
    FilterEvaluation evaluation = filter.evaluation();
    PopulatedRow row = new PopulatedRow(population, events);
    try (events) {
      while (events.next()) {
        int rank = population.universe().rankOf(events.vid());
        if (rank < 0) {
          throw DomainException.invalid(
              "vid", "row " + events.row() + " has a VID that is not in the population");
        }
        row.inSubPopulation(population.subPopulationOf(events.vid()));
        long time = events.timestampMicros();
        if (time >= startMicros && time < endMicros && evaluation.matches(row)) {
          counts[rank]++;
          watchMillis[rank] += watchField < 0 ? 0 : events.raw(watchField);
        }
      }
    }
  }

  /** How many events there are. */
  public long impressions() {
    return cappedImpressions(Integer.MAX_VALUE);
  }

  /** How many events there are, each VID's up to the maximum frequency. */
  public long cappedImpressions(int maximumFrequency) {
    long sum = 0;
    for (int count : counts) {
      sum += Math.min(count, maximumFrequency);
    }
    return sum;
  }

  /** How many VIDs have at least one event. */
  public long reach() {
    return cappedImpressions(1);
  }

  /**
   * How many VIDs have each number of events; the last number stands for itself and all above.
   *
   * @return without the numbers that no VID has, and without 0
   */
  public SortedMap<Integer, Long> histogram(int maximumFrequency) {
    SortedMap<Integer, Long> histogram = new TreeMap<>();
    for (int count : counts) {
      if (count > 0) {
        histogram.merge(Math.min(count, maximumFrequency), 1L, Long::sum);
      }
    }
    return histogram;
  }

  /** The sum of watch durations, each VID's up to the cap. */
  public Duration watchDuration(Duration capPerVid) {
    long sum = 0;
    for (long millis : watchMillis) {
      sum += Math.min(millis, capPerVid.toMillis());
    }
    return Duration.ofMillis(sum);
  }
}
