package org.aureole.market;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The published synthetic specification, where its files are at hand ({@code -Dconformance.data});
 * else one of our own with the same truth: 8,001 impressions, reach 6,001, histogram {1: 4001, 2:
 * 2000}, over VIDs 1 to 99,999.
 */
public final class SyntheticShape {
  private static final String[] GENDERS = {"MALE", "FEMALE"};
  private static final String[] AGES = {"YEARS_18_TO_34", "YEARS_35_TO_54", "YEARS_55_PLUS"};
  private static final String[] GRADES = {"A_B_C1", "C2_D_E"};
  private static final int PER_CELL = 100_000 / (GENDERS.length * AGES.length * GRADES.length);

  /** Start, end (exclusive) and frequency of each range of VIDs. */
  private static final int[][] RANGES = {
    {1, 1001, 1},
    {1001, 2001, 2},
    {20_001, 21_001, 1},
    {21_001, 22_001, 2},
    {91_801, 92_801, 1},
    {98_000, 99_001, 1},
  };

  private SyntheticShape() {}

  public static String populationSpec() throws IOException {
    Path published = published("small_population_spec.textproto");
    return published == null ? ownPopulation() : Files.readString(published);
  }

  public static String eventGroupSpec() throws IOException {
    Path published = published("small_data_spec.textproto");
    return published == null ? ownEvents() : Files.readString(published);
  }

  private static Path published(String file) {
    String folder = System.getProperty("conformance.data", "");
    return folder.isEmpty() ? null : Path.of(folder, "synthetic", file);
  }

  private static String ownPopulation() {
    StringBuilder text = new StringBuilder();
    int first = 1;
    for (String gender : GENDERS) {
      for (String age : AGES) {
        for (String grade : GRADES) {
          int last = Math.min(first + PER_CELL - 1, 99_999);
          boolean isLast = gender.equals("FEMALE") && age.endsWith("PLUS") && grade.startsWith("C");
          text.append(
              String.format(
                  Locale.ROOT,
                  """
                  subpopulations {
                    vid_ranges { start_vid: %d end_vid_inclusive: %d }
                    attributes {
                      [type.googleapis.com/aureole.v1.Person] {
                        gender: %s age_group: %s social_grade_group: %s
                      }
                    }
                  }
                  """,
                  first,
                  isLast ? 99_999 : last,
                  gender,
                  age,
                  grade));
          first = last + 1;
        }
      }
    }
    return text.toString();
  }

  private static String ownEvents() {
    StringBuilder text =
        new StringBuilder(
            """
            date_specs {
              date_range {
                start { year: 2021 month: 3 day: 15 }
                end_exclusive { year: 2021 month: 3 day: 22 }
              }
            """);
    for (int[] range : RANGES) {
      text.append(
          String.format(
              Locale.ROOT,
              """
                frequency_specs {
                  frequency: %d
                  vid_range_specs { vid_range { start: %d end_exclusive: %d } }
                }
              """,
              range[2],
              range[0],
              range[1]));
    }
    return text.append("}\n").toString();
  }
}
