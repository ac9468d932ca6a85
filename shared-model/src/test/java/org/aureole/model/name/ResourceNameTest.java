package org.aureole.model.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceNameTest {
  @Test
  void everyNameReadsBackWhatItWrites() {
    MeasurementName measurement = new MeasurementName("mc1", "spring-2026");
    assertThat(measurement).hasToString("measurementConsumers/mc1/measurements/spring-2026");
    assertThat(MeasurementName.parse(measurement.toString())).isEqualTo(measurement);
    assertThat(measurement.parent()).isEqualTo(PartyName.measurementConsumer("mc1"));
    RequisitionName requisition = new RequisitionName("edp1", "r1");
    assertThat(RequisitionName.parse(requisition.toString())).isEqualTo(requisition);
    EventGroupName group = new EventGroupName("edp1", "video");
    assertThat(EventGroupName.parse(group.toString())).isEqualTo(group);
    ComputationName computation = new ComputationName("c1");
    assertThat(ComputationName.parse(computation.toString())).isEqualTo(computation);
    ParticipantName participant = new ParticipantName("c1", "worker1");
    assertThat(ParticipantName.parse(participant.toString())).isEqualTo(participant);
    PopulationName population = new PopulationName("market");
    assertThat(PopulationName.parse(population.toString())).isEqualTo(population);
    CertificateName certificate = new CertificateName(PartyName.duchy("worker1"), "a1");
    assertThat(CertificateName.parse(certificate.toString())).isEqualTo(certificate);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "measurementConsumers/mc1",
        "measurementConsumers/mc1/measurements/",
        "measurementConsumers//measurements/m",
        "measurementConsumers/mc1/measurements/UPPER",
        "measurementConsumers/mc1/measurements/..",
        "measurementConsumers/mc1/measurements/a/b",
        "measurementConsumers/mc1/measurements/-a",
        "dataProviders/mc1/measurements/m",
        "measurementConsumers/mc1/measurements/a\nb",
      })
  void otherFormsAreRefused(String text) {
    assertThatThrownBy(() -> MeasurementName.parse(text))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }

  @Test
  void aRefusalNeverRepeatsControlCharacters() {
    assertThatThrownBy(() -> PopulationName.parse("populations/a\r\nb"))
        .hasMessageNotContaining("\n")
        .hasMessageContaining("use 1 to 63");
  }

  @Test
  void aPartyOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> PartyName.parse(PartyKind.DUCHY, "dataProviders/edp1"))
        .isInstanceOf(DomainException.class);
    assertThatThrownBy(() -> PartyName.parse("kingdoms/k")).isInstanceOf(DomainException.class);
  }
}
