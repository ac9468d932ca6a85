package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.RouterClient;
import org.aureole.v1.DataAvailability;
import org.aureole.v1.EventGroup;
import org.aureole.v1.Interval;
import org.aureole.v1.ListEventGroupsResponse;
import org.aureole.v1.ListPopulationsResponse;
import org.aureole.v1.Population;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be measured: event groups, availability, populations. */
public abstract class CatalogueContract extends KingdomContract {
  private static final EventGroup CAMPAIGN =
      EventGroup.newBuilder()
          .setDisplayName("Spring campaign")
          .addFields("person.gender")
          .addFields("video_ad.viewed_fraction")
          .setDataAvailabilityInterval(interval(100, 200))
          .build();

  @Test
  void anEventGroupIsCreatedReplacedAndLeftAlone() {
    EventGroup created = put("spring", CAMPAIGN);
    assertThat(created.getName()).isEqualTo("dataProviders/edp1/eventGroups/spring");
    assertThat(created.getCreateTime()).isEqualTo(created.getUpdateTime());

    market.clock.advance(Duration.ofSeconds(5));
    assertThat(put("spring", CAMPAIGN)).as("the same content").isEqualTo(created);
    assertThat(put("spring", created)).as("as it was read").isEqualTo(created);
    EventGroup changed = put("spring", CAMPAIGN.toBuilder().setDisplayName("Summer").build());
    assertThat(changed.getDisplayName()).isEqualTo("Summer");
    assertThat(changed.getCreateTime()).isEqualTo(created.getCreateTime());
    assertThat(changed.getUpdateTime().getSeconds())
        .isEqualTo(created.getUpdateTime().getSeconds() + 5);
    assertThat(get(market.consumer.client(), "spring")).isEqualTo(changed);
  }

  @Test
  void anEventGroupIsSeenByThoseItIsFor() {
    put(
        "private",
        CAMPAIGN.toBuilder().addMeasurementConsumers("measurementConsumers/mc2").build());
    put("public", CAMPAIGN);
    assertThat(get(market.otherConsumer.client(), "private").getDisplayName())
        .isEqualTo("Spring campaign");
    assertThat(get(market.edp1.client(), "private").getDisplayName()).isEqualTo("Spring campaign");
    refused(ErrorCode.NOT_FOUND, () -> get(market.consumer.client(), "private"));
    refused(ErrorCode.NOT_FOUND, () -> get(market.edp2.client(), "public"));

    assertThat(list(market.otherConsumer.client())).contains("private", "public");
    assertThat(list(market.consumer.client())).contains("public").doesNotContain("private");
    assertThat(list(market.edp1.client())).contains("private", "public");
    refused(ErrorCode.PERMISSION_DENIED, () -> list(market.edp2.client()));
  }

  private static Arguments badGroup(String field, Consumer<EventGroup.Builder> change) {
    return Arguments.of(field, change);
  }

  static Stream<Arguments> badEventGroups() {
    return Stream.of(
        badGroup("name", g -> g.setName("dataProviders/edp1/eventGroups/other")),
        badGroup("displayName", g -> g.setDisplayName("x".repeat(201))),
        badGroup("fields[1]", g -> g.setFields(1, " ")),
        badGroup("fields[2]", g -> g.addFields("person.gender")),
        badGroup("dataAvailabilityInterval", g -> g.clearDataAvailabilityInterval()),
        badGroup(
            "dataAvailabilityInterval.startTime",
            g -> g.getDataAvailabilityIntervalBuilder().clearStartTime()),
        badGroup(
            "dataAvailabilityInterval.endTime",
            g -> g.getDataAvailabilityIntervalBuilder().clearEndTime()),
        badGroup(
            "dataAvailabilityInterval.endTime",
            g -> g.setDataAvailabilityInterval(interval(200, 200))),
        badGroup("measurementConsumers[0]", g -> g.addMeasurementConsumers("mc1")),
        badGroup(
            "measurementConsumers[1]",
            g ->
                g.addMeasurementConsumers("measurementConsumers/mc1")
                    .addMeasurementConsumers("measurementConsumers/mc1")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badEventGroups")
  void aBadEventGroupIsRefusedAtItsField(String field, Consumer<EventGroup.Builder> change) {
    EventGroup.Builder wrong = CAMPAIGN.toBuilder();
    change.accept(wrong);
    refusedAt(field, ErrorCode.INVALID_ARGUMENT, () -> put("wrong", wrong.build()));
    refused(ErrorCode.NOT_FOUND, () -> get(market.edp1.client(), "wrong"));
  }

  @Test
  void availabilityIsReplacedAsAWhole() {
    String path = "/v1/dataProviders/edp2/dataAvailability";
    DataAvailability none = DataAvailability.getDefaultInstance();
    assertThat(market.consumer.client().get(path, none)).isEqualTo(none);
    DataAvailability wanted =
        none.toBuilder()
            .addIntervals(interval(10, 20))
            .addIntervals(interval(20, 30))
            .addIntervals(interval(50, 60))
            .build();
    assertThat(replaceAvailability(wanted)).isEqualTo(wanted);
    assertThat(replaceAvailability(wanted)).isEqualTo(wanted);
    assertThat(market.consumer.client().get(path, none)).isEqualTo(wanted);
    assertThat(market.edp2.client().get(path, none)).isEqualTo(wanted);
    refused(ErrorCode.PERMISSION_DENIED, () -> market.edp1.client().get(path, none));

    refusedAt(
        "intervals[1].startTime",
        ErrorCode.INVALID_ARGUMENT,
        () ->
            replaceAvailability(
                none.toBuilder()
                    .addIntervals(interval(10, 20))
                    .addIntervals(interval(19, 30))
                    .build()));
    refusedAt(
        "intervals[0].endTime",
        ErrorCode.INVALID_ARGUMENT,
        () -> replaceAvailability(none.toBuilder().addIntervals(interval(10, 9)).build()));
    assertThat(replaceAvailability(none)).isEqualTo(none);
    assertThat(market.consumer.client().get(path, none)).isEqualTo(none);
  }

  private DataAvailability replaceAvailability(DataAvailability wanted) {
    return market
        .edp2
        .client()
        .call(HttpMethod.POST, "/v1/dataProviders/edp2:replaceDataAvailability", wanted, wanted);
  }

  @Test
  void aPopulationNeverChanges() {
    Population created = market.publishPopulation("census", 500);
    assertThat(market.publishPopulation("census", 500)).isEqualTo(created);
    refused(ErrorCode.ALREADY_EXISTS, () -> market.publishPopulation("census", 501));
    assertThat(
            market.worker1.client().get("/v1/populations/census", Population.getDefaultInstance()))
        .isEqualTo(created);
    assertThat(
            market
                .edp1
                .client()
                .get("/v1/populations", ListPopulationsResponse.getDefaultInstance())
                .getPopulationsList())
        .contains(created, market.population);
    Population byOperator =
        putPopulation(
            market.operator, created.toBuilder().setName("populations/own").build(), "own");
    assertThat(byOperator.getSize()).isEqualTo(500);
    refused(
        ErrorCode.PERMISSION_DENIED, () -> putPopulation(market.edp1.client(), byOperator, "own"));
  }

  static Stream<Arguments> badPopulations() {
    return Stream.of(
        badPopulation("name", p -> p.setName("populations/other")),
        badPopulation("populationSpec", p -> p.clearPopulationSpec()),
        badPopulation("populationSpecDigest", p -> p.clearPopulationSpecDigest()),
        badPopulation(
            "populationSpecDigest",
            p -> p.setPopulationSpecDigest(ByteString.copyFrom(new byte[32]))),
        badPopulation("size", p -> p.setSize(0)),
        badPopulation("size", p -> p.setSize(-1)),
        badPopulation("size", p -> p.setSize(1L << 31)));
  }

  private static Arguments badPopulation(String field, Consumer<Population.Builder> change) {
    return Arguments.of(field, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badPopulations")
  void aBadPopulationIsRefusedAtItsField(String field, Consumer<Population.Builder> change) {
    ByteString spec = ByteString.copyFromUtf8("everybody");
    Population.Builder population =
        Population.newBuilder()
            .setPopulationSpec(spec)
            .setPopulationSpecDigest(
                ByteString.copyFrom(Fingerprint.of(spec.toByteArray()).bytes()))
            .setSize(5);
    change.accept(population);
    refusedAt(
        field,
        ErrorCode.INVALID_ARGUMENT,
        () -> putPopulation(market.operator, population.build(), "wrong"));
  }

  private static Population putPopulation(RouterClient client, Population wanted, String id) {
    return client.call(
        HttpMethod.PUT, "/v1/populations/" + id, wanted, Population.getDefaultInstance());
  }

  private EventGroup put(String id, Message eventGroup) {
    return market
        .edp1
        .client()
        .call(
            HttpMethod.PUT,
            "/v1/dataProviders/edp1/eventGroups/" + id,
            eventGroup,
            EventGroup.getDefaultInstance());
  }

  private static EventGroup get(RouterClient client, String id) {
    return client.get("/v1/dataProviders/edp1/eventGroups/" + id, EventGroup.getDefaultInstance());
  }

  private static Stream<String> list(RouterClient client) {
    return client
        .get(
            "/v1/dataProviders/edp1/eventGroups?pageSize=200",
            ListEventGroupsResponse.getDefaultInstance())
        .getEventGroupsList()
        .stream()
        .map(group -> group.getName().substring(group.getName().lastIndexOf('/') + 1));
  }

  private static Interval interval(long start, long end) {
    return Interval.newBuilder()
        .setStartTime(Timestamp.newBuilder().setSeconds(start))
        .setEndTime(Timestamp.newBuilder().setSeconds(end))
        .build();
  }
}
