package org.aureole.local.cli.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.DataAvailability;
import org.aureole.v1.EventGroup;
import org.aureole.v1.Interval;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.RequisitionSpec;
import org.junit.jupiter.api.Test;

class EventGroupCheckTest {
  private static final EventGroup SPRING =
      EventGroup.newBuilder()
          .setName("dataProviders/edp1/eventGroups/spring")
          .setDataAvailabilityInterval(interval("2026-03-02T08:00:00Z", "2026-03-15T20:00:00Z"))
          .build();
  private static final Interval DAYS = interval("2026-03-02T00:00:00Z", "2026-03-16T00:00:00Z");

  private static Interval interval(String start, String end) {
    return Interval.newBuilder().setStartTime(time(start)).setEndTime(time(end)).build();
  }

  private static Timestamp time(String text) {
    return Timestamp.newBuilder().setSeconds(Instant.parse(text).getEpochSecond()).build();
  }

  private static List<String> warnings(String group, String from, String to, Interval... known) {
    return warnings(List.of(SPRING), group, from, to, known);
  }

  private static List<String> warnings(
      List<EventGroup> groups, String group, String from, String to, Interval... known) {
    RequisitionSpec.EventGroupEntry entry =
        RequisitionSpec.EventGroupEntry.newBuilder()
            .setEventGroup("dataProviders/edp1/eventGroups/" + group)
            .setCollectionInterval(interval(from + "T00:00:00Z", to + "T00:00:00Z"))
            .build();
    MeasurementOrder order =
        new MeasurementOrder(
            new MeasurementName("mc1", "m"),
            "",
            MeasurementSpec.newBuilder().setExpireTime(time("2026-12-03T09:00:00Z")).build(),
            NoiseMechanism.DISCRETE_GAUSSIAN,
            List.of(new MeasurementOrder.Part("dataProviders/edp1", List.of(entry), "")));
    DataAvailability availability =
        DataAvailability.newBuilder().addAllIntervals(List.of(known)).build();
    return EventGroupCheck.warnings(
        order, provider -> new EventGroupCheck.Known(groups, availability));
  }

  @Test
  void daysThatAreCoveredNeedNoWarning() {
    assertThat(warnings("spring", "2026-03-02", "2026-03-16", DAYS)).isEmpty();
    assertThat(warnings("spring", "2026-03-05", "2026-03-06", DAYS)).isEmpty();
  }

  @Test
  void anotherYearIsWarnedOf() {
    assertThat(warnings("spring", "2025-03-02", "2025-03-16", DAYS))
        .containsExactly(
            "edp1/spring has events from 2026-03-02 to 2026-03-15; the publisher will wait until"
                + " events from 2025-03-02 to 2025-03-15 arrive, or until 2026-12-03T09:00:00Z");
  }

  @Test
  void aDayTooManyAtEitherEndIsWarnedOf() {
    assertThat(warnings("spring", "2026-03-02", "2026-03-17", DAYS))
        .singleElement()
        .asString()
        .contains("until events of 2026-03-16 arrive");
    assertThat(warnings("spring", "2026-03-01", "2026-03-16", DAYS))
        .singleElement()
        .asString()
        .contains("until events of 2026-03-01 arrive");
  }

  @Test
  void aGapIsWarnedOf() {
    Interval later = interval("2026-03-20T00:00:00Z", "2026-03-22T00:00:00Z");

    assertThat(warnings("spring", "2026-03-02", "2026-03-22", DAYS, later))
        .singleElement()
        .asString()
        .contains("until events from 2026-03-16 to 2026-03-19 arrive");
    assertThat(warnings("spring", "2026-03-20", "2026-03-21", DAYS, later)).isEmpty();
  }

  @Test
  void aMisspeltGroupIsRefusedWithThoseThatExist() {
    assertThatThrownBy(() -> warnings("sprong", "2026-03-02", "2026-03-16", DAYS))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.field()).contains("--event-group"))
        .hasMessage(
            "--event-group: edp1/sprong does not exist, or edp1 does not show it to you; it shows you"
                + " spring");
  }

  @Test
  void aProviderWithoutGroupsSaysWhereToLook() {
    assertThatThrownBy(() -> warnings(List.of(), "spring", "2026-03-02", "2026-03-16"))
        .hasMessageContaining("edp1 does not show it to you; it shows you none")
        .hasMessageContaining("aureole parties event-groups");
  }

  @Test
  void ofManyGroupsSomeAreNamed() {
    List<EventGroup> many = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      many.add(SPRING.toBuilder().setName("dataProviders/edp1/eventGroups/g" + i).build());
    }

    assertThatThrownBy(() -> warnings(many, "spring", "2026-03-02", "2026-03-16"))
        .hasMessageEndingWith("it shows you g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, ...");
  }
}
