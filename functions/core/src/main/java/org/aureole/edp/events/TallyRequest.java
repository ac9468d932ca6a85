package org.aureole.edp.events;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * One pass over event files.
 *
 * @param selections which events count
 * @param vidIndex where a VID stands in the vector
 * @param sampleSize the length of the vector, at least 0
 * @param maximumFrequency the count at which a VID's events stop counting in the vector, 1 to 255
 * @param maximumWatchDurationPerUser when set, watch durations are summed, each VID's up to this
 *     much; positive, at most 24 days, whole milliseconds
 */
public record TallyRequest(
    List<EventSelection> selections,
    VidIndex vidIndex,
    int sampleSize,
    int maximumFrequency,
    Optional<Duration> maximumWatchDurationPerUser) {
  /** The largest count that the vector's one byte per VID holds. */
  public static final int MAXIMUM_FREQUENCY_LIMIT = 255;

  private static final Duration LONGEST_WATCH_DURATION = Duration.ofDays(24);

  public TallyRequest {
    selections = List.copyOf(selections);
    if (sampleSize < 0) {
      throw DomainException.invalid("sampleSize", "must be at least 0, was " + sampleSize);
    }
    if (maximumFrequency < 1 || maximumFrequency > MAXIMUM_FREQUENCY_LIMIT) {
      throw DomainException.at(
          ErrorCode.SPEC_INVALID,
          "maximumFrequency",
          "must be 1 to " + MAXIMUM_FREQUENCY_LIMIT + ", was " + maximumFrequency);
    }
    maximumWatchDurationPerUser.ifPresent(TallyRequest::checkWatchDuration);
  }

  private static void checkWatchDuration(Duration cap) {
    if (cap.isNegative() || cap.isZero() || cap.compareTo(LONGEST_WATCH_DURATION) > 0) {
      throw DomainException.at(
          ErrorCode.SPEC_INVALID,
          "maximumWatchDurationPerUser",
          "must be positive and at most 24 days, was " + cap);
    }
    if (!cap.equals(cap.truncatedTo(ChronoUnit.MILLIS))) {
      throw DomainException.at(
          ErrorCode.SPEC_INVALID,
          "maximumWatchDurationPerUser",
          "must be whole milliseconds, was " + cap);
    }
  }
}
