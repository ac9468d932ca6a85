package org.aureole.local.cli.console;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.aureole.v1.Interval;
import org.aureole.v1.MeasurementResult.Estimate;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.ProtocolConfig;

/** How the command line writes what the contract holds. */
public final class Labels {
  private Labels() {}

  /** The last segment of a resource name. */
  public static String id(String resourceName) {
    return resourceName.substring(resourceName.lastIndexOf('/') + 1);
  }

  /** What is measured. */
  public static String type(MeasurementSpec spec) {
    return switch (spec.getMeasurementTypeCase()) {
      case REACH -> "reach";
      case REACH_AND_FREQUENCY -> "reach and frequency";
      case IMPRESSION_COUNT -> "impressions";
      case WATCH_DURATION -> "watch duration";
      case POPULATION_COUNT -> "population";
      case MEASUREMENTTYPE_NOT_SET -> "unknown";
    };
  }

  /** How it is computed. */
  public static String protocol(ProtocolConfig protocol) {
    return switch (protocol.getProtocolCase()) {
      case DIRECT -> "Direct";
      case HONEST_MAJORITY_SHARE_SHUFFLE -> "HMSS";
      case LIQUID_LEGIONS_V2 -> "LLv2";
      case PROTOCOL_NOT_SET -> "unknown";
    };
  }

  /** A count of people or things. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** An estimated count, without a fraction. */
  public static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  /** A standard deviation, to a digit that matters. */
  public static String deviation(double value) {
    return String.format(Locale.ROOT, value > 0 && value < 100 ? "%,.1f" : "%,.0f", value);
  }

  /** A 95 % confidence interval. */
  public static String interval(Estimate estimate) {
    return number(estimate.getLower()) + " to " + number(estimate.getUpper());
  }

  /** Seconds with a digit after the point. */
  public static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }

  public static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /** A time to the second, in UTC; empty where there is none. */
  public static String time(Timestamp time) {
    return time.equals(Timestamp.getDefaultInstance())
        ? ""
        : instant(time).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The days in UTC of an interval, the first and the last; for people. */
  public static String days(Interval interval) {
    LocalDate first = day(instant(interval.getStartTime()));
    LocalDate last = day(instant(interval.getEndTime()).minusNanos(1));
    return first.equals(last) ? first.toString() : first + " to " + last;
  }

  private static LocalDate day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate();
  }

  /** How long after another time something was, to the millisecond. */
  public static String offset(Instant from, Instant at) {
    return String.format(Locale.ROOT, "%+.3f s", Duration.between(from, at).toMillis() / 1000.0);
  }
}
