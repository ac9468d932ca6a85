package org.aureole.local.cli.session;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import picocli.CommandLine.Option;

/** The options that name an interval of time. */
public final class TimeOptions {
  private static final String START = "--from";
  private static final String END = "--to";

  @Option(
      names = START,
      paramLabel = "DATE",
      description = "First day, such as 2026-05-01, or a time such as 2026-05-01T06:00:00Z.")
  private String from;

  @Option(names = END, paramLabel = "DATE", description = "The day or time after the last one.")
  private String to;

  /** The first instant, if one is given. */
  public Optional<Instant> start() {
    return Optional.ofNullable(from).map(text -> time(START, text));
  }

  /** The instant after the last, if one is given; after the first. */
  public Optional<Instant> end() {
    Optional<Instant> end = Optional.ofNullable(to).map(text -> time(END, text));
    Optional<Instant> start = start();
    if (start.isPresent() && end.isPresent() && !start.get().isBefore(end.get())) {
      throw DomainException.invalid(END, "must be after " + START);
    }
    return end;
  }

  /**
   * The first instant.
   *
   * @throws DomainException INVALID_ARGUMENT if it is not given
   */
  public Instant requireStart() {
    return start().orElseThrow(() -> missing(START));
  }

  /**
   * The instant after the last.
   *
   * @throws DomainException INVALID_ARGUMENT if it is not given
   */
  public Instant requireEnd() {
    return end().orElseThrow(() -> missing(END));
  }

  private static DomainException missing(String option) {
    return DomainException.invalid(option, "is missing; give a day such as 2026-05-01");
  }

  private static Instant time(String option, String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw DomainException.invalid(
          option,
          "'" + text + "' is no day such as 2026-05-01 and no time such as 2026-05-01T06:00:00Z");
    }
  }
}
