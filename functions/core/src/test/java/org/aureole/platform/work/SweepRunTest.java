package org.aureole.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepRunTest {
  private final SweepRun run = new SweepRun();

  @Test
  void aStepThatFailsHoldsUpNoOther() {
    List<String> done = new ArrayList<>();
    assertThat(run.step("first", () -> done.add("first"))).isTrue();
    assertThat(run.step("second", () -> fail("second"))).isFalse();
    assertThat(run.step("third", () -> fail("third"))).isFalse();
    assertThat(run.step("fourth", () -> done.add("fourth"))).isTrue();

    assertThat(done).containsExactly("first", "fourth");
    assertThatThrownBy(run::end).hasMessage("second");
  }

  @Test
  void oneThatFailsNowhereEndsQuietly() {
    run.step("first", () -> {});
    assertThatCode(run::end).doesNotThrowAnyException();
  }

  private static void fail(String text) {
    throw new IllegalStateException(text);
  }
}
