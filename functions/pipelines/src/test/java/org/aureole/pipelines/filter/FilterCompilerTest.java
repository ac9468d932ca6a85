package org.aureole.pipelines.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.pipelines.MapRow;
import org.aureole.pipelines.template.EventRow;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.TemplateField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterCompilerTest {
  private static final FilterCompiler FILTERS = new FilterCompiler(EventTemplates.AD_EVENT);

  /** A woman of 55 or more who saw half of a 30-second video. */
  private static final MapRow WOMAN =
      new MapRow()
          .with("person.gender", 2)
          .with("person.age_group", 3)
          .with("video_ad.viewed_fraction", 0.5)
          .with("video_ad.length", 30_000);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "person.gender == 2",
        "2 == person.gender",
        "person.gender == Person.Gender.FEMALE",
        "person.gender == aureole.v1.Person.Gender.FEMALE",
        "person.gender != Person.Gender.MALE",
        "person.gender > 1",
        "person.gender >= 2",
        "person.gender <= 2",
        "person.age_group in [1, 3]",
        "person.age_group in [Person.AgeGroup.YEARS_55_PLUS]",
        "!(person.age_group in [])",
        "person.age_group > person.gender",
        "has(person.gender)",
        "!has(person.social_grade_group)",
        "person.social_grade_group == 0",
        "video_ad.viewed_fraction == 0.5",
        "video_ad.viewed_fraction < 1",
        "video_ad.viewed_fraction > -1.5",
        "video_ad.viewed_fraction in [0.25, 0.5]",
        "video_ad.length == duration('30s')",
        "video_ad.length in [duration('15s'), duration('30s')]",
        "has(video_ad.length) && !has(video_ad.watch_duration)",
        "video_ad.watch_duration == duration('0s')",
        "banner_ad.viewable == false",
        "banner_ad.viewable in [false]",
        "!(banner_ad.viewable == true)",
        "!(!(person.gender == 2))",
        "person.gender == 1 || person.age_group == 3 && video_ad.viewed_fraction >= 0.5",
        "(person.gender == 2) && (person.age_group == 3) && (banner_ad.viewable != true)",
      })
  void acceptsWhatHolds(String filter) {
    EventFilter compiled = FILTERS.compile(filter);
    assertThat(compiled.matches(WOMAN)).isTrue();
    assertThat(compiled.evaluation().matches(WOMAN)).isTrue();
    assertThat(compiled.mayMatch(WOMAN)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "person.gender == 1",
        "!(person.gender == 2)",
        "person.age_group in [1, 2]",
        "has(person.social_grade_group)",
        "video_ad.viewed_fraction > 0.5",
        "video_ad.length < duration('30s')",
        "banner_ad.viewable == true",
        "person.gender == 2 && person.age_group == 1",
      })
  void rejectsEventsThatDiffer(String filter) {
    EventFilter compiled = FILTERS.compile(filter);
    assertThat(compiled.matches(WOMAN)).isFalse();
    assertThat(compiled.evaluation().matches(WOMAN)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "person.gender = 2; INVALID_CEL_EXPRESSION at line 1, character 15",
        "person.gender ==; INVALID_CEL_EXPRESSION at line 1, character 17",
        "person.height == 2; INVALID_CEL_EXPRESSION at line 1, character 7",
        "house.number == 2; INVALID_CEL_EXPRESSION at line 1, character 1",
        "person.gender == \"FEMALE\"; INVALID_CEL_EXPRESSION at line 1, character 15",
        "person.gender && banner_ad.viewable == true; INVALID_CEL_EXPRESSION at line 1",
        "frobnicate(person.gender) == 1; INVALID_CEL_EXPRESSION at line 1, character 11",
        "person.gender + 1 > 2; UNSUPPORTED_OPERATION at character 15: operator +",
        "person.gender * 2 == 2; UNSUPPORTED_OPERATION at character 15: operator *",
        "-person.gender == 2; UNSUPPORTED_OPERATION at character 1: operator -",
        "person.gender == 2 ? true : false; UNSUPPORTED_OPERATION at character 20: operator ?:",
        "[1, 2].exists(x, x == person.gender); UNSUPPORTED_OPERATION",
        "person.gender == 1 && [1].all(x, x > 0); UNSUPPORTED_OPERATION",
        "size([1]) == person.gender; UNSUPPORTED_OPERATION at character 5: function size",
        "string(person.gender).matches(\"2\"); UNSUPPORTED_OPERATION",
        "[person.gender][0] == 2; UNSUPPORTED_OPERATION",
        "duration(string(person.gender)) == video_ad.length; UNSUPPORTED_OPERATION",
        "[1] == [1]; INVALID_VALUE_TYPE at character 1",
        "1 == 1; INVALID_VALUE_TYPE at character 3",
        "1 in [1]; INVALID_VALUE_TYPE at character 1",
        "person.gender in [person.age_group]; INVALID_VALUE_TYPE at character 19",
        "person == person; INVALID_VALUE_TYPE at character 1",
        "person in [person]; INVALID_VALUE_TYPE at character 1",
        "person == Person{gender: Person.Gender.MALE}; INVALID_VALUE_TYPE",
        "person.gender in {1: 2}; INVALID_VALUE_TYPE at character 18",
        "true; EXPRESSION_IS_NOT_CONDITIONAL at character 1",
        "banner_ad.viewable; EXPRESSION_IS_NOT_CONDITIONAL at character 1",
        "1; EXPRESSION_IS_NOT_CONDITIONAL at character 1",
        "person; EXPRESSION_IS_NOT_CONDITIONAL at character 1",
        "[1]; EXPRESSION_IS_NOT_CONDITIONAL at character 1",
        "banner_ad.viewable && person.gender == 2; FIELD_COMPARISON_OUTSIDE_LEAF at character 1",
        "!banner_ad.viewable; FIELD_COMPARISON_OUTSIDE_LEAF at character 2",
        "person.gender == 2 || true; FIELD_COMPARISON_OUTSIDE_LEAF at character 23",
        "(person.gender == 2) == true; INVALID_OPERATION_OUTSIDE_LEAF at character 16",
        "banner_ad.viewable == (person.gender == 2); INVALID_OPERATION_OUTSIDE_LEAF",
        "banner_ad.viewable == has(person.gender); INVALID_OPERATION_OUTSIDE_LEAF",
        "banner_ad.viewable == !(person.gender == 2); INVALID_OPERATION_OUTSIDE_LEAF",
      })
  void refusesWhatFiltersCannotSayWithCodeAndPlace(String filter, String message) {
    assertThatThrownBy(() -> FILTERS.compile(filter))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FILTER);
              assertThat(e.field()).contains("filter");
            })
        .hasMessageContaining(message);
  }

  /** Else the evaluation would fail on exactly the events for which the condition before holds. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "video_ad.length > duration('x')",
        "video_ad.length == video_ad.length && video_ad.length > duration('x')",
        "video_ad.length == video_ad.watch_duration && !(video_ad.length in [duration('x')])",
        "video_ad.length != video_ad.length && person.gender == 1"
            + " && duration('99999999999999h') == video_ad.length",
      })
  void refusesAConstantWithoutAValueWhereverItStands(String filter) {
    assertThatThrownBy(() -> FILTERS.compile(filter))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FILTER));
  }

  @Test
  void anEventOnWhichTheEvaluationFailsDoesNotMatchAndMayBeCharged() {
    EventRow broken = new BrokenRow();
    for (String filter : new String[] {"person.gender == 1", "!(person.gender == 1)"}) {
      EventFilter compiled = FILTERS.compile(filter);
      assertThat(compiled.matches(broken)).isFalse();
      assertThat(compiled.mayMatch(broken)).isTrue();
    }
  }

  @Test
  void refusesWhatIsTooLongOrTooDeep() {
    String longFilter = "person.gender == 1" + " || person.gender == 1".repeat(500);
    assertThatThrownBy(() -> FILTERS.compile(longFilter))
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("INVALID_CEL_EXPRESSION");
    String deep = "(".repeat(2000) + "person.gender == 1" + ")".repeat(2000);
    assertThatThrownBy(() -> FILTERS.compile(deep))
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("INVALID_CEL_EXPRESSION");
  }

  @Test
  void knowsWhichFieldsItLooksAt() {
    EventFilter filter = FILTERS.compile("video_ad.length == duration('1s') || has(person.gender)");
    assertThat(filter.fields())
        .extracting(TemplateField::path)
        .containsExactly("person.gender", "video_ad.length");
    assertThat(filter.isOnPopulationOnly()).isFalse();
    assertThat(FILTERS.compile("person.gender == 1").isOnPopulationOnly()).isTrue();
  }

  @Test
  void projectionKeepsPopulationConditionsAndForgetsOthers() {
    MapRow man = new MapRow().with("person.gender", 1).with("person.age_group", 1);
    assertMayMatch("person.gender == 2 && video_ad.viewed_fraction > 0.5", man, false);
    assertMayMatch("person.gender == 2 || video_ad.viewed_fraction > 0.5", man, true);
    assertMayMatch("!(person.gender == 1 || video_ad.viewed_fraction > 0.5)", man, false);
    assertMayMatch("!(person.gender == 1 && video_ad.viewed_fraction > 0.5)", man, true);
    assertMayMatch("!(video_ad.viewed_fraction > 0.5)", man, true);
    assertMayMatch("person.gender == person.age_group", man, true);
    assertMayMatch("person.gender != person.age_group", man, true);
    assertMayMatch("!(has(person.gender))", man, false);
    assertMayMatch("person.age_group in [2, 3] && has(video_ad.length)", man, false);
  }

  private static void assertMayMatch(String filter, MapRow row, boolean expected) {
    assertThat(FILTERS.compile(filter).mayMatch(row)).as(filter).isEqualTo(expected);
  }

  @Test
  void projectionAdmitsEveryEventThatTheFilterAdmits() {
    Random random = new Random(7_2026);
    int matching = 0;
    int ruledOut = 0;
    for (int round = 0; round < 150; round++) {
      EventFilter filter = FILTERS.compile(randomCondition(random, 3));
      FilterEvaluation evaluation = filter.evaluation();
      for (int event = 0; event < 40; event++) {
        MapRow row = randomRow(random);
        boolean matches = filter.matches(row);
        assertThat(evaluation.matches(row)).as(filter.expression()).isEqualTo(matches);
        if (matches) {
          matching++;
          assertThat(filter.mayMatch(row)).as(filter.expression()).isTrue();
        }
        ruledOut += filter.mayMatch(row) ? 0 : 1;
      }
    }
    // Both sides must have been tried for the property to mean something.
    assertThat(matching).isGreaterThan(1_000);
    assertThat(ruledOut).isGreaterThan(300);
  }

  private static String randomCondition(Random random, int depth) {
    if (depth > 0 && random.nextInt(4) > 0) {
      String left = randomCondition(random, depth - 1);
      return switch (random.nextInt(3)) {
        case 0 -> "!(" + left + ")";
        case 1 -> "(" + left + ") && (" + randomCondition(random, depth - 1) + ")";
        default -> "(" + left + ") || (" + randomCondition(random, depth - 1) + ")";
      };
    }
    String operator = new String[] {"==", "!=", "<", "<=", ">", ">="}[random.nextInt(6)];
    return switch (random.nextInt(9)) {
      case 0 -> "person.gender " + operator + " " + random.nextInt(3);
      case 1 -> "person.age_group in [" + random.nextInt(4) + ", " + random.nextInt(4) + "]";
      case 2 -> random.nextInt(3) + " " + operator + " person.social_grade_group";
      case 3 -> "person.gender " + operator + " person.age_group";
      case 4 -> "video_ad.viewed_fraction " + operator + " 0." + random.nextInt(10);
      case 5 -> "has(video_ad.length)";
      case 6 -> "has(person.social_grade_group)";
      case 7 -> "has(video_ad.viewed_fraction)";
      default -> "banner_ad.viewable == " + random.nextBoolean();
    };
  }

  private static MapRow randomRow(Random random) {
    MapRow row =
        new MapRow()
            .with("person.gender", random.nextInt(3))
            .with("person.age_group", random.nextInt(4))
            .with("person.social_grade_group", random.nextInt(3));
    if (random.nextBoolean()) {
      row.with("video_ad.viewed_fraction", random.nextInt(11) / 10.0);
      row.with("video_ad.length", random.nextInt(2) * 1000);
    }
    if (random.nextBoolean()) {
      row.with("banner_ad.viewable", random.nextInt(2));
    }
    return row;
  }

  @Test
  void evaluationTellsValuesApartByTheConstantsOfTheFilter() {
    EventFilter filter =
        FILTERS.compile(
            "video_ad.viewed_fraction in [-0.5, 0, 0.25] || video_ad.viewed_fraction > 0.75"
                + " || video_ad.length == duration('1.5s') || video_ad.length >= duration('1h')");
    FilterEvaluation evaluation = filter.evaluation();
    double[] fractions = {-1, -0.5, -0.25, -0.0, 0.1, 0.25, 0.75, Math.nextUp(0.75), 1e300};
    long[] lengths = {0, 1499, 1500, 1501, 3_599_999, 3_600_000, 86_400_000};
    for (int pass = 0; pass < 2; pass++) {
      for (double fraction : fractions) {
        for (long length : lengths) {
          MapRow row = new MapRow().with("video_ad.viewed_fraction", fraction);
          assertThat(evaluation.matches(row)).isEqualTo(filter.matches(row));
          row.with("video_ad.length", length);
          assertThat(evaluation.matches(row))
              .as(fraction + ", " + length)
              .isEqualTo(filter.matches(row));
        }
      }
    }
  }

  @Test
  void evaluationStaysRightWhenItsMemoryStartsAfresh() {
    // Two fields compared with each other have no cuts, so every tuple is one of its own.
    EventFilter filter = FILTERS.compile("video_ad.watch_duration >= video_ad.length");
    FilterEvaluation evaluation = filter.evaluation();
    for (int i = 0; i < 75_000; i++) {
      int watched = i % 70_000;
      MapRow row =
          new MapRow().with("video_ad.watch_duration", watched).with("video_ad.length", 35_000);
      assertThat(evaluation.matches(row)).isEqualTo(watched >= 35_000);
    }
  }

  /** A row of which a value cannot be had. */
  private static final class BrokenRow implements EventRow {
    @Override
    public long vid() {
      return 1;
    }

    @Override
    public long timestampMicros() {
      return 0;
    }

    @Override
    public boolean isSet(int field) {
      return true;
    }

    @Override
    public long raw(int field) {
      throw new ArithmeticException("out of range");
    }

    @Override
    public String text(int field) {
      return "";
    }
  }
}
