package org.aureole.pipelines.file;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Reads timestamps: RFC 3339 (with {@code T} or a space, any fraction, {@code Z} or an offset) or
 * whole microseconds since the epoch. For use by one thread, since it keeps the last date.
 */
final class TimestampText {
  /** The first timestamp that is taken as one. */
  static final long EARLIEST = micros("2000-01-01T00:00:00Z");

  /** The timestamp after the last that is taken as one. */
  static final long END = micros("2100-01-01T00:00:00Z");

  private static final String EXPECTED =
      "must be RFC 3339, such as 2026-03-15T09:30:00Z, or whole microseconds since 1970";
  private static final int DATE_LENGTH = 10;
  private static final int SHORTEST = "2026-03-15T09:30:00Z".length();

  private int lastDate;
  private long lastEpochDay;

  private static long micros(String instant) {
    return Instant.parse(instant).getEpochSecond() * 1_000_000;
  }

  /** Refuses what is no plausible time of an event, such as seconds taken for microseconds. */
  static long checked(long micros) throws InvalidValueException {
    if (micros < EARLIEST || micros >= END) {
      throw new InvalidValueException(
          "lies outside the years 2000 to 2099; a number counts microseconds since 1970, not"
              + " seconds or milliseconds");
    }
    return micros;
  }

  long parse(char[] text, int from, int to) throws InvalidValueException {
    boolean dashed = to - from > 4 && text[from + 4] == '-';
    return checked(
        dashed ? parseRfc3339(text, from, to) : NumberText.parseLong(text, from, to, EXPECTED));
  }

  private long parseRfc3339(char[] text, int from, int to) throws InvalidValueException {
    if (to - from < SHORTEST) {
      throw new InvalidValueException(EXPECTED);
    }
    long day = epochDay(text, from);
    int time = from + DATE_LENGTH;
    char separator = text[time];
    if ((separator != 'T' && separator != 't' && separator != ' ')
        || text[time + 3] != ':'
        || text[time + 6] != ':') {
      throw new InvalidValueException(EXPECTED);
    }
    int hour = digits(text, time + 1, 2, 23);
    int minute = digits(text, time + 4, 2, 59);
    int second = digits(text, time + 7, 2, 59);
    int end = time + 9;
    long micros = 0;
    if (text[end] == '.') {
      int first = ++end;
      long unit = 100_000;
      while (end < to && text[end] >= '0' && text[end] <= '9') {
        micros += (text[end++] - '0') * unit;
        unit /= 10;
      }
      if (end == first) {
        throw new InvalidValueException(EXPECTED);
      }
    }
    long secondOfDay = (hour * 60L + minute) * 60 + second;
    long seconds = day * 86_400 + secondOfDay - offset(text, end, to);
    return seconds * 1_000_000 + micros;
  }

  private long epochDay(char[] text, int from) throws InvalidValueException {
    if (text[from + 4] != '-' || text[from + 7] != '-') {
      throw new InvalidValueException(EXPECTED);
    }
    int year = digits(text, from, 4, 9999);
    int month = digits(text, from + 5, 2, 12);
    int day = digits(text, from + 8, 2, 31);
    int date = (year * 100 + month) * 100 + day;
    if (date != lastDate) {
      try {
        lastEpochDay = LocalDate.of(year, month, day).toEpochDay();
      } catch (DateTimeException e) {
        throw new InvalidValueException("names a day that does not exist");
      }
      lastDate = date;
    }
    return lastEpochDay;
  }

  private static int offset(char[] text, int from, int to) throws InvalidValueException {
    if (to - from == 1 && (text[from] == 'Z' || text[from] == 'z')) {
      return 0;
    }
    if (to - from == 6 && (text[from] == '+' || text[from] == '-') && text[from + 3] == ':') {
      int seconds = digits(text, from + 1, 2, 23) * 3600 + digits(text, from + 4, 2, 59) * 60;
      return text[from] == '+' ? seconds : -seconds;
    }
    throw new InvalidValueException(EXPECTED);
  }

  private static int digits(char[] text, int from, int count, int largest)
      throws InvalidValueException {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      if (text[i] < '0' || text[i] > '9') {
        throw new InvalidValueException(EXPECTED);
      }
      value = value * 10 + text[i] - '0';
    }
    if (value > largest) {
      throw new InvalidValueException(EXPECTED);
    }
    return value;
  }
}
