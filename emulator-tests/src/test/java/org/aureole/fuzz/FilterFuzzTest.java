package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aureole.pipelines.filter.EventFilter;
import org.aureole.pipelines.filter.FilterCompiler;
import org.aureole.pipelines.filter.FilterEvaluation;
import org.aureole.pipelines.template.EventRow;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.FieldType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * Event filters in CEL. A filter that compiles answers for every event, the two ways of evaluating
 * it agree, and its projection on the population's attributes admits whatever it admits.
 */
@Tag("fuzz")
class FilterFuzzTest {
  private static final FilterCompiler FILTERS = new FilterCompiler(EventTemplates.AD_EVENT);
  private static final List<Event> EVENTS =
      List.of(
          new Event(),
          new Event()
              .with("person.gender", 2)
              .with("person.age_group", 3)
              .with("video_ad.viewed_fraction", FieldType.rawOf(0.5))
              .with("video_ad.length", 30_000),
          new Event()
              .with("person.gender", 1)
              .with("person.social_grade_group", 1)
              .with("video_ad.viewed_fraction", FieldType.rawOf(1))
              .with("video_ad.watch_duration", 1)
              .with("banner_ad.viewable", 1));

  /** Loads what one filter needs, so that its cost is not one input's. */
  @BeforeAll
  static void warmUp() {
    FILTERS
        .compile("person.gender in [1] || video_ad.length < duration('1s')")
        .matches(new Event());
  }

  @FuzzTest
  @DictionaryFile(resourcePath = "filter.dict")
  void fuzz(byte[] input) {
    String expression = new String(input, StandardCharsets.UTF_8);
    Optional<EventFilter> compiled = Hostile.handed(input, () -> FILTERS.compile(expression));
    if (compiled.isPresent()) {
      EventFilter filter = compiled.get();
      FilterEvaluation evaluation = filter.evaluation();
      for (Event event : EVENTS) {
        Optional<Boolean> matches = Hostile.handed(input, () -> filter.matches(event));
        assertThat(Hostile.handed(input, () -> evaluation.matches(event))).isEqualTo(matches);
        if (matches.equals(Optional.of(true))) {
          assertThat(filter.mayMatch(event)).isTrue();
        }
      }
    }
  }

  /** An event written down by field paths. */
  private static final class Event implements EventRow {
    private final Map<Integer, Long> raws = new HashMap<>();

    Event with(String path, long raw) {
      raws.put(EventTemplates.AD_EVENT.field(path).orElseThrow().index(), raw);
      return this;
    }

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
      return raws.containsKey(field);
    }

    @Override
    public long raw(int field) {
      return raws.getOrDefault(field, EventTemplates.AD_EVENT.fields().get(field).defaultRaw());
    }

    @Override
    public String text(int field) {
      return "";
    }
  }
}
