package org.aureole.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.aureole.model.error.DomainException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathTemplateTest {
  private static final PathTemplate CANCEL =
      PathTemplate.of("/v1/measurementConsumers/{mc}/measurements/{measurement}:cancel");

  @Test
  void variablesAreTakenFromTheirSegments() {
    assertThat(CANCEL.match("/v1/measurementConsumers/mc-1/measurements/m2:cancel"))
        .contains(Map.of("mc", "mc-1", "measurement", "m2"));
    assertThat(CANCEL.variables()).containsExactly("mc", "measurement");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/measurementConsumers/mc1/measurements/m2",
        "/v1/measurementConsumers/mc1/measurements/m2:watch",
        "/v1/measurementConsumers/mc1/measurements/m2:cancel:cancel",
        "/v1/measurementConsumers/mc1/measurements/m2:cancel/",
        "/v1/measurementConsumers/mc1/requisitions/m2:cancel",
        "/v1//measurementConsumers/mc1/measurements/m2:cancel",
        "v1/measurementConsumers/mc1/measurements/m2:cancel",
        "",
        "*",
      })
  void otherPathsDoNotMatch(String path) {
    assertThat(CANCEL.match(path)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-a",
        "A",
        "a_b",
        "a.b",
        "..",
        "%2e%2e",
        "a%2fb",
        "%00",
        "%zz",
        "%4",
        "%ff",
        "ä",
        "a123456789012345678901234567890123456789012345678901234567890123",
      })
  void idsThatAreNoneAreRefusedByName(String raw) {
    assertThatThrownBy(() -> PathTemplate.checked(Map.of("mc", raw)))
        .isInstanceOf(DomainException.class)
        .hasMessageStartingWith("mc: ");
  }

  @Test
  void idsArePercentDecoded() {
    assertThat(PathTemplate.checked(Map.of("mc", "%61b%2Dc"))).containsEntry("mc", "ab-c");
  }

  @Test
  void expandingAndMatchingAreInverse() {
    String path = CANCEL.expand("a", "b");
    assertThat(path).isEqualTo("/v1/measurementConsumers/a/measurements/b:cancel");
    assertThat(CANCEL.match(path)).contains(Map.of("mc", "a", "measurement", "b"));
    assertThatThrownBy(() -> CANCEL.expand("a")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CANCEL.expand("a", "../b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"v1", "/v1/{a}/{a}", "/v1/{A}", "/v1/x{a}", "/v1/a:", "/v1//a", "/v1/a b"})
  void aTemplateThatIsNoneIsABug(String template) {
    assertThatThrownBy(() -> PathTemplate.of(template))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
