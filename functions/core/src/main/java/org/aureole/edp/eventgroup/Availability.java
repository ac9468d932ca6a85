package org.aureole.edp.eventgroup;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.aureole.edp.Timestamps;
import org.aureole.v1.DataAvailability;
import org.aureole.v1.EventFile;

/**
 * The times for which a data provider says that it has its events: the days, in UTC, from the first
 * to the last event of each file, joined. A day in between without an event is a day on which
 * nothing happened. Immutable.
 *
 * <p>Whole days, because a campaign's first event of a day tells nothing about the hours before it:
 * a consumer that asks from midnight to midnight gets an answer.
 */
public final class Availability {
  private final List<Span> spans;

  private Availability(List<Span> spans) {
    this.spans = spans;
  }

  /** What these files, all of them usable, cover. */
  public static Availability of(List<EventFile> files) {
    List<Span> days = new ArrayList<>();
    for (EventFile file : files) {
      Instant first = Timestamps.toInstant(file.getEventInterval().getStartTime());
      Instant end = Timestamps.toInstant(file.getEventInterval().getEndTime());
      days.add(new Span(midnight(first), midnight(end.minusNanos(1)).plus(Duration.ofDays(1))));
    }
    days.sort(Comparator.comparing(Span::start));
    List<Span> joined = new ArrayList<>();
    for (Span span : days) {
      Span last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last == null || last.end().isBefore(span.start())) {
        joined.add(span);
      } else if (last.end().isBefore(span.end())) {
        joined.set(joined.size() - 1, new Span(last.start(), span.end()));
      }
    }
    return new Availability(List.copyOf(joined));
  }

  /** Whether the whole of [start, end) is covered. */
  public boolean covers(Instant start, Instant end) {
    return spans.stream()
        .anyMatch(span -> !start.isBefore(span.start()) && !end.isAfter(span.end()));
  }

  /** The end of the last time that is covered; empty if none is. */
  public Optional<Instant> end() {
    return spans.isEmpty() ? Optional.empty() : Optional.of(spans.get(spans.size() - 1).end());
  }

  public DataAvailability toMessage() {
    DataAvailability.Builder message = DataAvailability.newBuilder();
    spans.forEach(span -> message.addIntervals(Timestamps.interval(span.start(), span.end())));
    return message.build();
  }

  private static Instant midnight(Instant at) {
    return at.truncatedTo(ChronoUnit.DAYS);
  }

  /** The days, the first and the last of each span, for people. */
  @Override
  public String toString() {
    return spans.isEmpty()
        ? "no day"
        : String.join(", ", spans.stream().map(Span::toString).toList());
  }

  private record Span(Instant start, Instant end) {
    @Override
    public String toString() {
      LocalDate first = day(start);
      LocalDate last = day(end.minusNanos(1));
      return first.equals(last) ? first.toString() : first + " to " + last;
    }

    private static LocalDate day(Instant at) {
      return at.atZone(ZoneOffset.UTC).toLocalDate();
    }
  }
}
