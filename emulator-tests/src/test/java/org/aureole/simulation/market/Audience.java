package org.aureole.simulation.market;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.aureole.v1.Interval;

/**
 * Who saw the campaign, at which publisher and how often: few people with numbers that are found
 * again wherever they leak, and with frequencies that tell the publishers apart, so that an answer
 * that counts twice shows in the histogram. There are two versions of each publisher's file.
 */
public final class Audience {
  static final long FIRST_VID = 70_000_001;
  static final int SIZE = 120;
  static final int HIGHEST_FREQUENCY = 12;
  static final Interval DAY = interval("2026-02-03T00:00:00Z", "2026-02-04T00:00:00Z");
  private static final String TIME = "2026-02-03T10:00:00Z";

  /** First and last person, by place in the population, whom each publisher reached. */
  private static final int[][] REACHED = {{2, 60}, {40, 90}, {75, 110}};

  /** How often: 1, 2 and 4 add up to something else for each set of publishers. */
  private static final int[] FREQUENCY = {1, 2, 4};

  private Audience() {}

  /** The name of each publisher's file; its folder is the event group. */
  static String object() {
    return "campaign/events.csv";
  }

  /** A file of a publisher's events; the second version reaches ten people fewer. */
  static ByteString file(int publisher, int version) {
    StringBuilder csv = new StringBuilder("vid,timestamp,person.gender,person.age_group\n");
    for (int person = 0; person < SIZE; person++) {
      for (int i = 0; i < frequency(publisher, version, person); i++) {
        csv.append(FIRST_VID + person).append(',').append(TIME).append(",FEMALE,YEARS_18_TO_34\n");
      }
    }
    return ByteString.copyFrom(csv.toString(), StandardCharsets.UTF_8);
  }

  private static int frequency(int publisher, int version, int person) {
    boolean reached =
        person >= REACHED[publisher][0] && person <= REACHED[publisher][1] - 10 * version;
    return reached ? FREQUENCY[publisher] : 0;
  }

  /** How many people saw it exactly that often, up to the cap, at those publishers together. */
  static TreeMap<Integer, Long> histogram(List<Integer> publishers, int[] versions, int cap) {
    TreeMap<Integer, Long> histogram = new TreeMap<>();
    impressions(publishers, versions)
        .values()
        .forEach(total -> histogram.merge(Math.min(total, cap), 1L, Long::sum));
    return histogram;
  }

  /** How often each person saw it at those publishers together, by VID; only who saw it. */
  static TreeMap<Long, Integer> impressions(List<Integer> publishers, int[] versions) {
    TreeMap<Long, Integer> impressions = new TreeMap<>();
    for (int person = 0; person < SIZE; person++) {
      for (int publisher : publishers) {
        int seen = frequency(publisher, versions[publisher], person);
        if (seen > 0) {
          impressions.merge(FIRST_VID + person, seen, Integer::sum);
        }
      }
    }
    return impressions;
  }

  /** The population in text form: one cell, and the first and last person are never reached. */
  static String population() {
    return """
    subpopulations {
      vid_ranges { start_vid: %d end_vid_inclusive: %d }
      attributes {
        [type.googleapis.com/aureole.v1.Person] {
          gender: FEMALE age_group: YEARS_18_TO_34 social_grade_group: A_B_C1
        }
      }
    }
    """
        .formatted(FIRST_VID, FIRST_VID + SIZE - 1);
  }

  /** Numbers that appear in files of events and must appear nowhere else. */
  public static List<String> markers() {
    return Arrays.stream(REACHED)
        .flatMapToLong(range ->
            java.util.stream.LongStream.rangeClosed(FIRST_VID + range[0], FIRST_VID + range[1]))
        .distinct()
        .mapToObj(Long::toString)
        .toList();
  }

  private static Interval interval(String start, String end) {
    return Interval.newBuilder().setStartTime(time(start)).setEndTime(time(end)).build();
  }

  private static Timestamp time(String text) {
    return Timestamp.newBuilder().setSeconds(Instant.parse(text).getEpochSecond()).build();
  }
}
