package org.aureole.platform.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.aureole.model.name.MeasurementName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class TraceTest {
  private static final MeasurementName SUMMER = new MeasurementName("mc1", "summer");

  @Test
  void everybodyFindsTheSameOfAMeasurement() {
    Trace trace = Trace.of(SUMMER);
    assertThat(trace).isEqualTo(Trace.of(MeasurementName.parse(SUMMER.toString())));
    assertThat(trace.id()).matches("[0-9a-f]{32}");
    assertThat(trace.id()).isNotEqualTo(Trace.of(new MeasurementName("mc1", "winter")).id());
    assertThat(Trace.parse(trace.parent())).contains(trace);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\nx",
      })
  void whatIsNoTraceIsNotFollowed(String parent) {
    assertThat(Trace.parse(parent)).isEmpty();
  }

  @Test
  void aLaterVersionMayHaveMoreParts() {
    assertThat(Trace.parse("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"))
        .map(Trace::id)
        .contains("0af7651916cd43dd8448eb211c80319c");
  }

  @Test
  void aScopeGivesBackWhatWasThereBefore() {
    Trace outer = Trace.fresh();
    try (Trace.Scope around = outer.enter()) {
      try (Trace.Scope within = Trace.fresh().enter()) {
        Trace.of(SUMMER).follow();
        assertThat(Trace.current()).contains(Trace.of(SUMMER));
        assertThat(MDC.get(Trace.LOGGED)).isEqualTo(Trace.of(SUMMER).id());
      }
      assertThat(Trace.current()).contains(outer);
    }
    assertThat(Trace.current()).isEmpty();
  }
}
