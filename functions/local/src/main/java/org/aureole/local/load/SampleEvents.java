package org.aureole.local.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** A small population and small event files, the same at every run. */
final class SampleEvents {
  /** The event group that every data provider has. */
  static final String GROUP = "campaign";

  static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  static final Instant END = START.plus(Duration.ofDays(2));

  /** A day of which there are no events. */
  static final Instant LATER = START.plus(Duration.ofDays(30));

  /** So many virtual people. */
  static final int PEOPLE = 10_000;

  static final String POPULATION =
      """
      subpopulations {
        vid_ranges { start_vid: 1 end_vid_inclusive: %d }
        attributes {
          [type.googleapis.com/aureole.v1.Person] { gender: FEMALE age_group: YEARS_18_TO_34 social_grade_group: A_B_C1 }
        }
      }
      """
          .formatted(PEOPLE);

  private static final int ROWS = 1_000;

  private SampleEvents() {}

  /**
   * Drops a file into a bucket, whole.
   *
   * @param seed makes one file differ from another
   * @return its size in bytes
   */
  static long drop(Path bucket, String object, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    long seconds = Duration.between(START, END).toSeconds();
    StringBuilder csv = new StringBuilder("vid,timestamp\n");
    // The first and the last second say for which days there are events.
    csv.append("1,").append(START).append('\n');
    csv.append("2,").append(END.minusSeconds(1)).append('\n');
    for (int row = 2; row < ROWS; row++) {
      csv.append(random.nextInt(1, PEOPLE + 1))
          .append(',')
          .append(START.plusSeconds(random.nextLong(seconds)))
          .append('\n');
    }
    Path file = bucket.resolve(object);
    Files.createDirectories(file.getParent());
    Path draft = Files.createTempFile(bucket.getParent(), "load-", ".csv");
    Files.writeString(draft, csv);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    return csv.length();
  }
}
