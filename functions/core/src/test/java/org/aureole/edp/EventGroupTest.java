package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.aureole.edp.LineEvents.lines;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.identity.Role;
import org.aureole.v1.EventFile;
import org.aureole.v1.EventGroup;
import org.aureole.v1.Interval;
import org.aureole.v1.ListEventFilesResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("store")
class EventGroupTest {
  private static final String GROUPS = TestMarket.SELF + "/eventGroups/";

  private final TestMarket market = new TestMarket();

  @AfterEach
  void close() {
    market.close();
  }

  @Test
  void aFileBecomesAnEventGroupWithAvailability() {
    market.drop("Spring Campaign.csv", lines(1, 3, "2026-02-01T10:00:00Z"));
    market.settle();

    EventGroup group = market.kingdom.eventGroups.get(GROUPS + "spring-campaign");
    assertThat(group.getDisplayName()).isEqualTo("Spring Campaign");
    assertThat(group.getFieldsList()).containsExactly("watched");
    assertThat(group.getDataAvailabilityInterval())
        .isEqualTo(interval("2026-02-01T10:00:00Z", "2026-02-01T10:00:00.000001Z"));
    assertThat(market.kingdom.availability.getIntervalsList())
        .containsExactly(interval("2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z"));
    assertThat(market.kingdom.capabilities.getHonestMajorityShareShuffle()).isTrue();
  }

  @Test
  void filesOfOneFolderAreOneGroup() {
    market.drop("video/a.csv", lines(1, 3, "2026-02-01T10:00:00Z"));
    market.drop("video/deep/b.csv", lines(1, 3, "2026-02-05T23:59:59Z"));
    market.drop("video/c.csv", lines(1, 3, "2026-02-06T00:00:00Z"));
    market.settle();

    assertThat(market.kingdom.eventGroups.get(GROUPS + "video").getDataAvailabilityInterval())
        .isEqualTo(interval("2026-02-01T10:00:00Z", "2026-02-06T00:00:00.000001Z"));
    assertThat(market.kingdom.availability.getIntervalsList())
        .containsExactly(
            interval("2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z"),
            interval("2026-02-05T00:00:00Z", "2026-02-07T00:00:00Z"));
  }

  @Test
  void aReplacedAndADeletedFileAreFollowed() {
    market.drop("video/a.csv", lines(1, 3, "2026-02-01T10:00:00Z"));
    market.settle();
    market.drop("video/a.csv", lines(1, 3, "2026-02-09T10:00:00Z"));
    market.settle();
    assertThat(market.kingdom.availability.getIntervalsList())
        .containsExactly(interval("2026-02-09T00:00:00Z", "2026-02-10T00:00:00Z"));

    market.events.delete("video/a.csv");
    market.storageEvent("video/a.csv");
    market.settle();

    assertThat(market.kingdom.availability.getIntervalsList()).isEmpty();
    assertThat(market.kingdom.eventGroups).containsOnlyKeys(GROUPS + "video");
    assertThat(files()).isEmpty();
  }

  @Test
  void aBadFileIsShownWithItsErrorAndSpoilsNothing() {
    market.drop("video/a.csv", lines(1, 3, "2026-02-01T10:00:00Z"));
    market.drop("video/bad.csv", "1,2026-02-05T10:00:00Z\n");
    market.drop("video/empty.csv", "");
    market.drop("video/foreign.csv", lines(5000, 5000, "2026-02-05T10:00:00Z"));
    market.drop("video/readme.txt", "hello");
    market.drop("!!!.csv", lines(1, 3, "2026-02-05T10:00:00Z"));
    market.settle();

    assertThat(files())
        .extracting(file -> file.getObject() + ": " + file.getError())
        .containsExactlyInAnyOrder(
            "video/a.csv: ",
            "video/bad.csv: video/bad.csv: a row has 2 columns, not 3",
            "video/empty.csv: video/empty.csv has no row",
            "video/foreign.csv: video/foreign.csv: VID 5000 is not in the population",
            "video/readme.txt: video/readme.txt is no event file; names of event files end in .csv"
                + " or .parquet",
            "!!!.csv: !!!.csv names no event group; use letters or digits in the name of its first"
                + " folder, or of the file where it lies in none");
    assertThat(market.kingdom.availability.getIntervalsList())
        .containsExactly(interval("2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z"));

    market.drop("video/bad.csv", lines(1, 3, "2026-02-02T10:00:00Z"));
    market.settle();
    assertThat(market.kingdom.availability.getIntervalsList())
        .containsExactly(interval("2026-02-01T00:00:00Z", "2026-02-03T00:00:00Z"));
  }

  @Test
  void aVersionIsInspectedOnceHoweverOftenItsEventComes() {
    int[] reads = {0};
    market.beforeRead = object -> reads[0]++;
    market.drop("video/a.csv", lines(1, 3, "2026-02-01T10:00:00Z"));
    market.storageEvent("video/a.csv");
    market.settle();
    market.storageEvent("video/a.csv");
    market.provider().sweep();
    market.settle();

    assertThat(reads[0]).isEqualTo(1);
    assertThat(market.kingdom.calls).filteredOn("putEventGroup"::equals).hasSize(1);
    assertThat(market.kingdom.calls).filteredOn("replaceDataAvailability"::equals).hasSize(1);
  }

  @Test
  void aFileReplacedWhileItIsInspectedIsInspectedAgain() {
    boolean[] replaced = {false};
    market.beforeRead =
        object -> {
          if (!replaced[0]) {
            replaced[0] = true;
            market.events.drop(
                object.name(), ByteString.copyFromUtf8(lines(1, 9, "2026-02-03T10:00:00Z")));
          }
        };
    market.drop("video/a.csv", lines(1, 3, "2026-02-01T10:00:00Z"));
    market.settle();

    assertThat(files()).extracting(EventFile::getRows).containsExactly(9L);
    assertThat(files()).extracting(EventFile::getError).containsExactly("");
  }

  @Test
  void aGroupThatTheKingdomRejectsDoesNotKeepTheOthers() {
    market.kingdom.rejectedGroups.add(GROUPS + "audio");
    market.drop("audio/a.csv", lines(1, 3, "2026-02-01T10:00:00Z"));
    market.drop("video/a.csv", lines(1, 3, "2026-02-01T10:00:00Z"));
    market.settle();
    assertThat(market.kingdom.eventGroups).containsOnlyKeys(GROUPS + "video");

    market.kingdom.rejectedGroups.clear();
    market.provider().sweep();
    market.settle();
    assertThat(market.kingdom.eventGroups).containsOnlyKeys(GROUPS + "audio", GROUPS + "video");
  }

  @Test
  void aPopulationThatIsNotThereYetIsWaitedFor() {
    var population = market.kingdom.population;
    market.kingdom.population = null;
    market.drop("video/a.csv", lines(1, 3, "2026-02-01T10:00:00Z"));
    market.settle();
    assertThat(files()).isEmpty();

    market.kingdom.population = population;
    market.settle();
    assertThat(files()).hasSize(1);
  }

  @Test
  void eventsOfOtherBucketsAndImpossibleNamesAreDropped() {
    market.events.drop("a.csv", ByteString.copyFromUtf8(lines(1, 3, "2026-02-01T10:00:00Z")));
    for (String[] event :
        new String[][] {
          {"other", "a.csv"},
          {"internal", "a.csv"},
          {"", "a.csv"},
          {"EVENTS", "a.csv"},
          {"events", ""},
          {"events", "../a.csv"},
          {"events", "x/../a.csv"},
          {"events", "/a.csv"},
          {"events", "a.csv/"},
          {"events", "x//a.csv"},
          {"events", ".incoming/a.csv"},
          {"events", "x\\a.csv"},
          {"events", "a.csv\u0000"},
          {"events", "a".repeat(501)}
        }) {
      market.push(
          "/v1/messages:storage",
          Role.PLATFORM,
          new PushedMessage(
              "storage",
              "id",
              market.clock.instant(),
              Map.of("bucketId", event[0], "objectId", event[1]),
              ByteString.EMPTY));
    }
    market.settle();
    assertThat(files()).isEmpty();
  }

  @Test
  void filesAreListedByPages() {
    for (int i = 0; i < 5; i++) {
      market.drop("video/" + i + ".csv", lines(1, 3, "2026-02-01T10:00:00Z"));
    }
    market.settle();

    ListEventFilesResponse first =
        market.operator("/v1/eventFiles?pageSize=3", ListEventFilesResponse.getDefaultInstance());
    ListEventFilesResponse second =
        market.operator(
            "/v1/eventFiles?pageSize=3&pageToken=" + first.getNextPageToken().replace("/", "%2F"),
            ListEventFilesResponse.getDefaultInstance());
    assertThat(first.getEventFilesCount()).isEqualTo(3);
    assertThat(second.getEventFilesList())
        .extracting(EventFile::getObject)
        .containsExactly("video/3.csv", "video/4.csv");
    assertThat(second.getNextPageToken()).isEmpty();
  }

  private List<EventFile> files() {
    return market
        .operator("/v1/eventFiles", ListEventFilesResponse.getDefaultInstance())
        .getEventFilesList();
  }

  private static Interval interval(String start, String end) {
    return Timestamps.interval(Instant.parse(start), Instant.parse(end));
  }
}
