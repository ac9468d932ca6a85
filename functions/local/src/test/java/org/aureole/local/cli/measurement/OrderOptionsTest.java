package org.aureole.local.cli.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Population;
import org.aureole.v1.RequisitionSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class OrderOptionsTest {
  private static final MeasurementName NAME = new MeasurementName("mc1", "m1");
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Population PEOPLE =
      Population.newBuilder()
          .setName("populations/market")
          .setSize(50_000)
          .setPopulationSpecDigest(ByteString.copyFromUtf8("digest"))
          .build();

  @Command
  private static final class Holder {
    @Mixin private OrderOptions options;
  }

  private static MeasurementOrder order(String arguments) {
    Holder holder = new Holder();
    new CommandLine(holder)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments.split(" "));
    return holder.options.order(NAME, PEOPLE, NOW);
  }

  @Test
  void reachAndFrequencyOfSeveralGroups() {
    MeasurementOrder order =
        order(
            "--type reach_and_frequency -g edp1/summer -g edp2/summer -g edp1/autumn"
                + " --from 2026-05-01 --to 2026-05-02T06:00:00Z --max-frequency 7 --epsilon 0.5"
                + " --frequency-epsilon 0.25 --delta 1e-8 --sampling-start 0.5"
                + " --sampling-width 0.25 --filter video_ad.viewed_fraction>0.5 --title Test");

    MeasurementSpec question = order.question();
    assertThat(question.getReachAndFrequency().getMaximumFrequency()).isEqualTo(7);
    assertThat(question.getReachAndFrequency().getReachPrivacyParams().getEpsilon()).isEqualTo(0.5);
    assertThat(question.getReachAndFrequency().getFrequencyPrivacyParams().getEpsilon())
        .isEqualTo(0.25);
    assertThat(question.getReachAndFrequency().getFrequencyPrivacyParams().getDelta())
        .isEqualTo(1e-8);
    assertThat(question.getVidSamplingInterval().getStart()).isEqualTo(1L << 31);
    assertThat(question.getVidSamplingInterval().getWidth()).isEqualTo(1L << 30);
    assertThat(question.getPopulation()).isEqualTo("populations/market");
    assertThat(question.getPopulationSize()).isEqualTo(50_000);
    assertThat(question.getPopulationSpecDigest()).isEqualTo(PEOPLE.getPopulationSpecDigest());
    assertThat(question.getExpireTime().getSeconds()).isEqualTo(NOW.getEpochSecond() + 7 * 86_400);
    assertThat(order.name()).isEqualTo(NAME);
    assertThat(order.displayName()).isEqualTo("Test");
    assertThat(order.noise()).isEqualTo(NoiseMechanism.DISCRETE_GAUSSIAN);
  }

  @Test
  void groupsOfOneProviderAreOnePart() {
    List<MeasurementOrder.Part> parts =
        order(
                "--type REACH -g edp1/summer -g dataProviders/edp2/eventGroups/x -g edp1/autumn"
                    + " --from 2026-05-01 --to 2026-05-15 --filter banner_ad.viewable==true")
            .parts();

    assertThat(parts)
        .extracting(MeasurementOrder.Part::dataProvider)
        .containsExactly("dataProviders/edp1", "dataProviders/edp2");
    assertThat(parts.get(0).eventGroups())
        .extracting(RequisitionSpec.EventGroupEntry::getEventGroup)
        .containsExactly(
            "dataProviders/edp1/eventGroups/summer", "dataProviders/edp1/eventGroups/autumn");
    RequisitionSpec.EventGroupEntry entry = parts.get(1).eventGroups().get(0);
    assertThat(entry.getFilter()).isEqualTo("banner_ad.viewable==true");
    assertThat(entry.getCollectionInterval().getStartTime().getSeconds())
        .isEqualTo(Instant.parse("2026-05-01T00:00:00Z").getEpochSecond());
    assertThat(entry.getCollectionInterval().getEndTime().getSeconds())
        .isEqualTo(Instant.parse("2026-05-15T00:00:00Z").getEpochSecond());
  }

  @Test
  void frequencyTakesTheEpsilonOfReachByDefault() {
    MeasurementSpec question =
        order("--type REACH_AND_FREQUENCY -g a/b --from 2026-05-01 --to 2026-05-02 --epsilon 2")
            .question();

    assertThat(question.getReachAndFrequency().getFrequencyPrivacyParams().getEpsilon())
        .isEqualTo(2);
  }

  @Test
  void aPopulationIsAskedOfItsProviderWithoutGroupsAndDates() {
    MeasurementOrder order =
        order("--type POPULATION --population-provider pdp7 --filter person.gender==2");

    assertThat(order.question().hasPopulationCount()).isTrue();
    assertThat(order.parts())
        .containsExactly(
            new MeasurementOrder.Part("dataProviders/pdp7", List.of(), "person.gender==2"));
  }

  @Test
  void impressionsAndWatchDurationAreCappedForEachPerson() {
    String group = " -g a/b --from 2026-05-01 --to 2026-05-02";

    assertThat(
            order("--type IMPRESSIONS --max-frequency 4" + group)
                .question()
                .getImpressionCount()
                .getMaximumFrequencyPerUser())
        .isEqualTo(4);
    assertThat(
            order("--type WATCH_DURATION --max-duration 90" + group)
                .question()
                .getWatchDuration()
                .getMaximumWatchDurationPerUser()
                .getSeconds())
        .isEqualTo(90);
  }

  @Test
  void noNoiseIsAskedForByName() {
    assertThat(order("--type REACH -g a/b --from 2026-05-01 --to 2026-05-02 --noise none").noise())
        .isEqualTo(NoiseMechanism.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "--epsilon, 0, above 0",
    "--epsilon, -1, above 0",
    "--epsilon, NaN, above 0",
    "--frequency-epsilon, -0.5, above 0",
    "--delta, 0, between 0 and 1",
    "--delta, 1, between 0 and 1",
    "--delta, 1.5, between 0 and 1",
    "--max-frequency, 0, at least",
    "--max-frequency, 1, at least 2",
    "--sampling-start, -0.1, '[0, 1)'",
    "--sampling-start, 1, '[0, 1)'",
    "--sampling-width, 0, '(0, 1]'",
    "--sampling-width, 1.1, '(0, 1]'",
    "--expires-in, PT0S, positive",
    "--expires-in, P91D, 90 days"
  })
  void aBadNumberIsToldByItsOption(String option, String value, String hint) {
    assertInvalid(
        "--type REACH_AND_FREQUENCY -g a/b --from 2026-05-01 --to 2026-05-02 "
            + option
            + " "
            + value,
        option,
        hint);
  }

  @Test
  void aBadCapIsToldByItsOption() {
    assertInvalid(
        "--type WATCH_DURATION -g a/b --from 2026-05-01 --to 2026-05-02 --max-duration 0",
        "--max-duration",
        "at least 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"edp1", "edp1/a/b", "Edp1/summer", "edp1/", "/x"})
  void aBadGroupIsToldByItsOption(String group) {
    assertInvalid(
        "--type REACH --from 2026-05-01 --to 2026-05-02 -g " + group, "--event-group", group);
  }

  @Test
  void groupsAndDatesAreNeeded() {
    assertInvalid("--type REACH --from 2026-05-01 --to 2026-05-02", "--event-group", "missing");
    assertInvalid("--type REACH -g a/b --to 2026-05-02", "--from", "missing");
    assertInvalid("--type REACH -g a/b --from 2026-05-02", "--to", "missing");
  }

  @Test
  void datesMustBeDaysOrTimesInOrder() {
    assertInvalid("--type REACH -g a/b --from May --to 2026-05-02", "--from", "'May'");
    assertInvalid("--type REACH -g a/b --from 2026-02-30 --to 2026-05-02", "--from", "2026-02-30");
    assertInvalid("--type REACH -g a/b --from 2026-05-02 --to 2026-05-02", "--to", "after");
  }

  @Test
  void aGroupNamedTwiceIsRefused() {
    assertInvalid(
        "--type REACH -g a/b -g a/b --from 2026-05-01 --to 2026-05-02", "--event-group", "twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no_such.field==1", "person.gender=1", "banner_ad.viewable"})
  void aFilterThatNobodyCouldApplyIsRefused(String filter) {
    String days = " --from 2026-05-01 --to 2026-05-02 --filter " + filter;
    assertInvalid("--type REACH -g a/b" + days, "--filter", "");
    assertInvalid("--type POPULATION" + days, "--filter", "");
  }

  private static void assertInvalid(String arguments, String option, String hint) {
    assertThatThrownBy(() -> order(arguments))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e.field()).contains(option);
              assertThat(e).hasMessageContaining(hint);
            });
  }

  @Test
  void everyTypeIsUnderstood() {
    List<MeasurementType> understood = new ArrayList<>();
    for (MeasurementType type : MeasurementType.values()) {
      String group = type == MeasurementType.POPULATION ? "" : " -g a/b";
      MeasurementSpec question =
          order("--type " + type + group + " --from 2026-05-01 --to 2026-05-02").question();
      if (question.getMeasurementTypeCase()
          != MeasurementSpec.MeasurementTypeCase.MEASUREMENTTYPE_NOT_SET) {
        understood.add(type);
      }
    }
    assertThat(understood).containsExactly(MeasurementType.values());
  }
}
