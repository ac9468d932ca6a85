package org.aureole.local.cli.party;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FieldLinesTest {
  @Test
  void eachTemplateHasALine() {
    assertThat(
            FieldLines.of(
                List.of("person.gender", "video_ad.length", "video_ad.viewed_fraction", "x")))
        .containsExactly("person.gender", "video_ad.length video_ad.viewed_fraction", "x");
    assertThat(FieldLines.of(List.of())).isEmpty();
  }
}
