package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TypeRegistry;
import java.nio.charset.StandardCharsets;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.synthetic.SyntheticSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.v1.PopulationSpec;
import org.aureole.v1.SyntheticEventGroupSpec;
import org.junit.jupiter.api.Tag;

/**
 * Specifications of populations, as text and as the binary message that a population provider
 * publishes, and of synthetic events. Every input is tried as each of them.
 */
@Tag("fuzz")
class SpecTextFuzzTest {
  private static final int EVENTS = 200;
  private static final PopulationSpecs POPULATIONS = new PopulationSpecs(EventTemplates.AD_EVENT);
  private static final TypeRegistry TYPES = types();
  static final String POPULATION =
      """
      subpopulations {
        vid_ranges { start_vid: 1 end_vid_inclusive: 1000 }
        vid_ranges { start_vid: 5001 end_vid_inclusive: 5500 }
        attributes { [type.googleapis.com/aureole.v1.Person] { gender: MALE age_group: \
      YEARS_18_TO_34 social_grade_group: A_B_C1 } }
      }
      subpopulations {
        vid_ranges { start_vid: 3001 end_vid_inclusive: 4000 }
        attributes { [type.googleapis.com/aureole.v1.Person] { gender: FEMALE } }
        attributes { [type.googleapis.com/aureole.v1.Person] { age_group: YEARS_55_PLUS \
      social_grade_group: C2_D_E } }
      }
      """;
  private static final SyntheticSpecs SYNTHETIC = new SyntheticSpecs(POPULATIONS.of(POPULATION));

  private static TypeRegistry types() {
    TypeRegistry.Builder types = TypeRegistry.newBuilder();
    EventTemplates.AD_EVENT
        .eventMessage()
        .getFields()
        .forEach(field -> types.add(field.getMessageType()));
    return types.build();
  }

  @FuzzTest
  @DictionaryFile(resourcePath = "spec.dict")
  void fuzz(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Hostile.handed(input, () -> POPULATIONS.parse(text))
        .ifPresent(spec -> {
          String printed = TextFormat.printer().usingTypeRegistry(TYPES).printToString(spec);
          assertThat(POPULATIONS.parse(printed)).isEqualTo(spec);
          population(input, spec);
        });
    try {
      population(input, PopulationSpec.parseFrom(input));
    } catch (InvalidProtocolBufferException e) {
      // Whoever receives the bytes refuses them by this exception.
    }
    Hostile.handed(input, () -> SyntheticSpecs.parse(text))
        .ifPresent(spec -> {
          String printed = TextFormat.printer().printToString(spec);
          assertThat(SyntheticSpecs.parse(printed)).isEqualTo(spec);
          Hostile.handed(input, () -> events(spec));
        });
  }

  private static void population(byte[] input, PopulationSpec spec) {
    Hostile.handed(input, () -> POPULATIONS.of(spec)).ifPresent(SpecTextFuzzTest::checkPopulation);
  }

  private static void checkPopulation(Population population) {
    long size = 0;
    for (int i = 0; i < population.subPopulationCount(); i++) {
      size += population.sizeOf(i);
      assertThat(population.cells()).containsKey(population.cell(i));
    }
    assertThat(population.universe().size()).isEqualTo((int) size).isPositive();
    population
        .ranges()
        .forEach(range -> {
          assertThat(population.subPopulationOf(range.vids().first()))
              .isEqualTo(range.subPopulation());
          assertThat(population.subPopulationOf(range.vids().last()))
              .isEqualTo(range.subPopulation());
        });
  }

  /** The first events; a specification may ask for more than anybody waits for. */
  private static long events(SyntheticEventGroupSpec spec) {
    try (EventCursor cursor = SYNTHETIC.events(spec)) {
      long events = 0;
      while (events < EVENTS && cursor.next()) {
        events++;
        assertThat(cursor.vid()).isBetween(1L, 5500L);
        cursor.timestampMicros();
      }
      return events;
    }
  }
}
