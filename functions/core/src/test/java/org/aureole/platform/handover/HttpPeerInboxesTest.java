package org.aureole.platform.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.Uploader;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.ScriptedServer;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.Upload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Duchy may and may not make this party send, and where to. */
class HttpPeerInboxesTest {
  private static final byte[] BYTES = {1, 2, 3};

  private final ScriptedServer duchy = new ScriptedServer();
  private final ScriptedServer store = new ScriptedServer();
  private final HttpPeerInboxes inboxes =
      new HttpPeerInboxes(audience -> "token", ApiClient.newHttpClient());

  @AfterEach
  void stop() {
    duchy.close();
    store.close();
  }

  @Test
  void theBytesGoWhereTheDuchySaysWithTheHeadersOfTheStore() {
    store.then(201, Map.of(), new byte[0]);
    leave(upload().putHeaders("X-Goog-If-Generation-Match", "0"));

    deliver();

    ScriptedServer.Seen put = store.seen().get(0);
    assertThat(put.method()).isEqualTo("PUT");
    assertThat(put.body()).isEqualTo(BYTES);
    assertThat(put.headers()).containsEntry("X-goog-if-generation-match", List.of("0"));
    assertThat(put.headers())
        .as("the token is the Duchy's alone")
        .doesNotContainKey("Authorization");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "Content-Length", "Authorization", "Connection", "bad name", ""})
  void aHeaderThatIsNotTheStoresIsAViolation(String header) {
    leave(upload().putHeaders(header, "x"));
    assertRefused();
  }

  @Test
  void aHeaderValueThatEndsTheLineIsAViolation() {
    leave(upload().putHeaders("x-amz-meta", "a\r\nHost: other"));
    assertRefused();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "no url", "http://storage.example.com/x", "https://u:p@storage.example.com/"})
  void aUrlThatLeadsElsewhereIsAViolation(String url) {
    leave(upload().setUrl(url));
    assertRefused();
  }

  private void assertRefused() {
    DomainException error = catchThrowableOfType(DomainException.class, this::deliver);
    assertThat(error.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION);
    assertThat(error).hasMessageContaining("answered with an upload that is none");
    assertThat(error.getMessage()).as("URLs are secrets").doesNotContain("storage.example.com");
    assertThat(store.seen()).isEmpty();
  }

  private Upload.Builder upload() {
    return Upload.newBuilder()
        .setUrl(store.url() + "/upload?signature=s")
        .setExpireTime(
            Timestamp.newBuilder().setSeconds(Instant.now().plusSeconds(60).getEpochSecond()));
  }

  private void leave(Upload.Builder upload) {
    duchy.then(200, Map.of(), upload.build().toByteArray());
  }

  private void deliver() {
    inboxes.deliver(
        duchy.url(),
        CreateUploadRequest.getDefaultInstance(),
        new Uploader.Content(
            () -> new ByteArrayInputStream(BYTES),
            BYTES.length,
            ByteString.copyFrom(new byte[32])));
  }
}
