package org.aureole.platform.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploaderTest {
  private final ScriptedServer peer = new ScriptedServer();
  private final Uploader uploader = new Uploader(ApiClient.newHttpClient());
  private final BlobStore store = new InMemoryBlobStore("mine");
  private final StoredBlob stored = store.create("o", ByteString.copyFromUtf8("the bytes"));
  private final Uploader.Content content =
      Uploader.Content.of(store, stored.ref(), stored.sha256());

  @AfterEach
  void stop() {
    peer.close();
  }

  private Upload upload() {
    return new Upload(
        URI.create(peer.url() + "/put?signature=secret"),
        Map.of("x-aureole-condition", "create-only"),
        Instant.EPOCH);
  }

  @Test
  void theBytesArePutWithTheHeadersOfTheLeave() {
    peer.then(201, Map.of(), new byte[0]);
    assertThat(uploader.upload(upload(), content)).isEqualTo(Uploader.Outcome.CREATED);
    ScriptedServer.Seen seen = peer.seen().get(0);
    assertThat(seen.method()).isEqualTo("PUT");
    assertThat(new String(seen.body(), UTF_8)).isEqualTo("the bytes");
    assertThat(seen.headers())
        .containsEntry("X-aureole-condition", List.of("create-only"))
        .containsEntry("Content-length", List.of("9"));
  }

  @Test
  void aBrokenUploadIsRepeatedFromTheStart() {
    peer.then(0, Map.of(), new byte[0])
        .then(503, Map.of(), new byte[0])
        .then(200, Map.of(), new byte[0]);
    assertThat(uploader.upload(upload(), content)).isEqualTo(Uploader.Outcome.CREATED);
    assertThat(peer.seen()).hasSize(3);
    assertThat(new String(peer.seen().get(2).body(), UTF_8)).isEqualTo("the bytes");
  }

  @Test
  void theSameBytesAlreadyThereAreASuccess() {
    String hex = HexFormat.of().formatHex(stored.sha256().toByteArray());
    peer.then(412, Map.of(Uploader.HELD_SHA256, hex), new byte[0]);
    assertThat(uploader.upload(upload(), content)).isEqualTo(Uploader.Outcome.IDENTICAL);
  }

  @Test
  void otherBytesAlreadyThereAreAnError() {
    peer.then(409, Map.of(Uploader.HELD_SHA256, "00".repeat(32)), new byte[0]);
    assertCode(ErrorCode.ALREADY_EXISTS);
  }

  @Test
  void aStoreThatDoesNotTellLeavesTheCheckToTheReceiver() {
    peer.then(412, Map.of(), new byte[0]);
    assertThat(uploader.upload(upload(), content)).isEqualTo(Uploader.Outcome.PRESENT);
  }

  @ParameterizedTest
  @CsvSource({
    "403, PERMISSION_DENIED",
    "413, PAYLOAD_TOO_LARGE",
    "302, PROTOCOL_VIOLATION",
    "400, PROTOCOL_VIOLATION"
  })
  void refusalsAreNotRepeated(int status, ErrorCode code) {
    peer.then(status, Map.of(), new byte[0]);
    assertCode(code);
    assertThat(peer.seen()).hasSize(1);
  }

  @Test
  void theUrlIsKeptOutOfTexts() {
    assertThat(upload().toString()).doesNotContain("secret");
    peer.then(403, Map.of(), new byte[0]);
    assertThat(
            catchThrowableOfType(DomainException.class, () -> uploader.upload(upload(), content)))
        .hasMessageNotContaining("secret");
  }

  private void assertCode(ErrorCode code) {
    DomainException error =
        catchThrowableOfType(DomainException.class, () -> uploader.upload(upload(), content));
    assertThat(error).isNotNull();
    assertThat(error.code()).isEqualTo(code);
  }
}
