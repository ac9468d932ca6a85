package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Map;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.PartyName;
import org.aureole.platform.blob.StorageEvent;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.http.PushEnvelope;
import org.aureole.platform.http.PushedMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Events that would have a Duchy use its own rights on what it was not told of by its own bucket.
 * An object of a computation that has ended is deleted when the inbox tells of it, so that is what
 * an event could be misused for.
 */
@Tag("store")
class ConfusedDeputyTest {
  private static final PartyName EDP1 = PartyName.dataProvider("edp1");
  private static final PartyName WORKER = TestMarket.WORKER1;
  private static final String STORAGE = "/v1/messages:storage";
  private static final TestMarket MARKET = new TestMarket(2);
  private static final TestMeasurement ENDED = ended();
  private static final TestDuchy DUCHY = MARKET.duchy(WORKER);
  private static final InboxFolder FOLDER =
      new InboxFolder(EDP1, ENDED.computation, "requisition-x");

  @AfterAll
  static void close() {
    MARKET.close();
  }

  private static TestMeasurement ended() {
    TestMeasurement measurement =
        new TestMeasurement(MARKET, TestMeasurement.Question.exact(2, 1)).run();
    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.SUCCEEDED);
    return measurement;
  }

  private static int push(String path, String subject, Map<String, String> attributes) {
    return DUCHY
        .pushed(
            path,
            subject,
            PushEnvelope.encode(
                new PushedMessage("s", "m", MARKET.clock.instant(), attributes, ByteString.EMPTY)))
        .status();
  }

  private static String lateObject() {
    String object = FOLDER.object("share");
    DUCHY.inbox.delete(object);
    DUCHY.inbox.create(object, ByteString.copyFromUtf8("late"));
    return object;
  }

  private static boolean isThere(String object) {
    return DUCHY.inbox.stat(object).isPresent();
  }

  @Test
  void whatTheOwnBucketTellsOfIsCleanedUp() {
    String object = lateObject();
    assertThat(push(STORAGE, "platform", event("inbox-worker1", object))).isEqualTo(204);
    assertThat(isThere(object)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "inbox",
        "inbox-worker2",
        "internal-worker1",
        "INBOX-WORKER1",
        "inbox-worker1/"
      })
  void anotherBucketsEventIsRejectedForGoodAndDoesNothing(String bucket) {
    String object = lateObject();
    // Acknowledged, so that it does not come again for ever.
    assertThat(push(STORAGE, "platform", event(bucket, object))).isEqualTo(204);
    assertThat(isThere(object)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "..",
        "../internal-worker1/x",
        "external/../external/dataProviders-edp1/c1/requisition-x/share",
        "external//dataProviders-edp1/c1/requisition-x/share",
        "/external/dataProviders-edp1/c1/requisition-x/share",
        "external/dataProviders-edp1/c1/requisition-x/share/",
        "external/dataProviders-edp1/c1/requisition-x/../share",
        "external/dataProviders-edp1/c1/requisition-x/share\u0000",
        "external/dataProviders-edp1%2Fc1/requisition-x/share",
        "external\\dataProviders-edp1\\c1\\requisition-x\\share",
        "external/measurementConsumers-mc1/c1/requisition-x/share",
        "external/kingdom-edp1/c1/requisition-x/share",
        "internal/dataProviders-edp1/c1/requisition-x/share"
      })
  void namesThatLeadElsewhereAreNobodysObjects(String name) {
    String object = lateObject();
    String named = name.replace("/c1/", "/" + ENDED.computation.computation() + "/");
    assertThat(push(STORAGE, "platform", event("inbox-worker1", named))).isEqualTo(204);
    assertThat(isThere(object)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kingdom", "dataProviders/edp1", "duchies/worker2", "operator", "stranger"})
  void storageEventsFromAnotherTopicAreRefused(String subject) {
    String object = lateObject();
    assertThat(push(STORAGE, subject, event("inbox-worker1", object))).isEqualTo(403);
    assertThat(isThere(object)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"platform", "dataProviders/edp1", "duchies/worker2", "operator", "stranger"})
  void noticesOfTheKingdomFromAnotherTopicAreRefused(String subject) {
    assertThat(push("/v1/messages:kingdom", subject, Map.of())).isEqualTo(403);
  }

  private static Map<String, String> event(String bucket, String object) {
    return new StorageEvent(bucket, object).attributes();
  }
}
