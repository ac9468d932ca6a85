package org.aureole.pipelines.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import org.aureole.edp.events.PopulationCell;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.pipelines.SmallMarket;
import org.aureole.pipelines.template.EventTemplates;
import org.junit.jupiter.api.Test;

class PopulationSpecsTest {
  private static final PopulationSpecs SPECS = new PopulationSpecs(EventTemplates.AD_EVENT);
  private static final String PERSON =
      "attributes { [type.googleapis.com/%s] { gender: MALE age_group: YEARS_18_TO_34"
          + " social_grade_group: A_B_C1 } }";
  private static final String OWN = PERSON.formatted("aureole.v1.Person");
  private static final String PUBLISHED =
      PERSON.formatted("wfa.measurement.api.v2alpha.event_templates.testing.Person");

  private static String subPopulation(String... parts) {
    return "subpopulations { " + String.join(" ", parts) + " } ";
  }

  private static String range(long first, long last) {
    return "vid_ranges { start_vid: " + first + " end_vid_inclusive: " + last + " }";
  }

  @Test
  void placesEveryVid() {
    Population population = SmallMarket.POPULATION;
    assertThat(population.universe().size()).isEqualTo(3500);
    assertThat(population.subPopulationOf(0)).isEqualTo(-1);
    assertThat(population.subPopulationOf(1)).isZero();
    assertThat(population.subPopulationOf(1000)).isZero();
    assertThat(population.subPopulationOf(1001)).isEqualTo(1);
    assertThat(population.subPopulationOf(2001)).isEqualTo(-1);
    assertThat(population.subPopulationOf(4000)).isEqualTo(2);
    assertThat(population.subPopulationOf(4001)).isEqualTo(-1);
    assertThat(population.subPopulationOf(5500)).isZero();
    assertThat(population.subPopulationOf(5501)).isEqualTo(-1);
    assertThat(population.sizeOf(0)).isEqualTo(1500);
    assertThat(population.cell(2))
        .isEqualTo(
            new PopulationCell(
                "person.gender=FEMALE,person.age_group=YEARS_55_PLUS,"
                    + "person.social_grade_group=C2_D_E"));
  }

  @Test
  void takesThePublishedPersonAsItsOwn() {
    Population own = SPECS.of(subPopulation(range(1, 5), OWN));
    Population published = SPECS.of(subPopulation(range(1, 5), PUBLISHED));
    assertThat(published.cells().keySet()).isEqualTo(own.cells().keySet());
  }

  @Test
  void publishedSpecHasTwelveSubPopulations() throws IOException {
    assumeFalse(
        System.getProperty("conformance.data", "").isEmpty(),
        "skipped: no folder of conformance data is given by -Dconformance.data");
    Population population =
        SPECS.of(SmallMarket.conformance("synthetic/small_population_spec.textproto"));
    assertThat(population.cells()).hasSize(12);
    assertThat(population.universe().size()).isEqualTo(99_999);
  }

  @Test
  void refusesWhatIsNoPopulation() {
    assertInvalid("", "at least one VID range");
    assertInvalid("nonsense", "line:column 1:9");
    assertInvalid(subPopulation(range(0, 5), OWN), "subpopulations[0].vid_ranges", "within 1 to");
    assertInvalid(subPopulation(range(1, 1L << 31), OWN), "within 1 to 2147483647");
    assertInvalid(subPopulation(range(5, 4), OWN), "was 5 to 4");
    assertInvalid(
        subPopulation(range(1, 5), OWN) + subPopulation(range(5, 9), OWN),
        "subpopulations[1].vid_ranges: ranges must be disjoint, but 5 to 9 overlaps 1 to 5");
    assertInvalid(
        subPopulation(range(1, 5)),
        "missing: person.gender, person.age_group, person.social_grade_group");
    assertInvalid(
        subPopulation(
            range(1, 5),
            "attributes { [type.googleapis.com/aureole.v1.Person] { gender: GENDER_UNSPECIFIED"
                + " age_group: YEARS_55_PLUS social_grade_group: A_B_C1 } }"),
        "missing: person.gender");
    assertInvalid(subPopulation(range(1, 5), OWN, OWN), "person.gender is set twice");
    assertInvalid(
        subPopulation(
            range(1, 5),
            OWN,
            "attributes { [type.googleapis.com/aureole.v1.VideoAd] { viewed_fraction: 1 } }"),
        "video_ad.viewed_fraction is not a population attribute");
    assertInvalid(
        subPopulation(range(1, 5), "attributes { type_url: 'type.googleapis.com/a.B' }"),
        "a.B is not an event template of this market");
  }

  private static void assertInvalid(String text, String... parts) {
    assertThatThrownBy(() -> SPECS.of(text))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SPEC_INVALID))
        .hasMessageContainingAll(parts);
  }
}
