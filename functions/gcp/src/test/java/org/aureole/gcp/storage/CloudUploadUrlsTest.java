package org.aureole.gcp.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.ServiceAccountSigner;
import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Storage;
import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.Upload;
import org.aureole.platform.blob.Uploader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signed upload URLs of the real client library, against a server that checks their signatures. */
class CloudUploadUrlsTest {
  private static final String BUCKET = "duchy-inbox";
  private static final String OBJECT = "external/edp1/a computation/share 1";
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private final HttpClient http = HttpClient.newHttpClient();
  private Instant now = Instant.now();
  private CloudStorageServer server;
  private Storage storage;
  private BlobStore inbox;
  private CloudUploadUrls urls;

  @BeforeEach
  void start() throws Exception {
    server = new CloudStorageServer(() -> now);
    server.addBucket(BUCKET);
    storage =
        CloudStorage.open(
            server.endpoint(), "project", NoCredentials.getInstance(), Duration.ofSeconds(2));
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    server.addSigner("signer@project.example", keys.getPublic());
    inbox = new CloudBlobStore(() -> storage, BUCKET);
    urls =
        new CloudUploadUrls(
            () -> storage, BUCKET, server.endpoint(), new Signer(keys), InstantSource.system());
  }

  @AfterEach
  void stop() throws Exception {
    storage.close();
    server.close();
  }

  private record Signer(KeyPair keys) implements ServiceAccountSigner {
    @Override
    public String getAccount() {
      return "signer@project.example";
    }

    @Override
    public byte[] sign(byte[] bytes) {
      try {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(bytes);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void theUploaderStoresUnderIt() {
    byte[] bytes = "a share".getBytes(StandardCharsets.UTF_8);
    Upload upload = urls.create(OBJECT, bytes.length, Optional.empty(), QUARTER);

    Uploader uploader = new Uploader(http);
    Uploader.Content content = content(bytes);
    assertThat(uploader.upload(upload, content)).isEqualTo(Uploader.Outcome.CREATED);
    assertThat(read()).isEqualTo("a share");
    assertThat(uploader.upload(upload, content)).isEqualTo(Uploader.Outcome.PRESENT);
  }

  @Test
  void itCreatesOnlyAndNeverReplaces() throws Exception {
    Upload upload = urls.create(OBJECT, 100, Optional.empty(), QUARTER);
    assertThat(put(upload.url(), upload.headers(), "first")).isEqualTo(200);
    assertThat(put(upload.url(), upload.headers(), "second")).isEqualTo(412);
    assertThat(read()).isEqualTo("first");
  }

  @Test
  void sizeAndConditionCannotBeLeftOutOrChanged() throws Exception {
    Upload upload = urls.create(OBJECT, 5, Optional.empty(), QUARTER);
    assertThat(put(upload.url(), upload.headers(), "123456")).isEqualTo(400);
    assertThat(put(upload.url(), Map.of("x-goog-if-generation-match", "0"), "12345"))
        .isEqualTo(403);
    assertThat(
            put(
                upload.url(),
                Map.of(
                    "x-goog-content-length-range", "0,5000",
                    "x-goog-if-generation-match", "0"),
                "12345"))
        .isEqualTo(403);
    assertThat(put(upload.url(), Map.of("x-goog-content-length-range", "0,5"), "12345"))
        .isEqualTo(403);
    assertThat(inbox.stat(OBJECT)).isEmpty();
  }

  @Test
  void itIsForOneObjectAlone() throws Exception {
    Upload upload = urls.create(OBJECT, 5, Optional.empty(), QUARTER);
    URI other = URI.create(upload.url().toString().replace("share%201", "share%202"));
    assertThat(put(other, upload.headers(), "12345")).isEqualTo(403);
  }

  @Test
  void itExpires() throws Exception {
    Upload upload = urls.create(OBJECT, 5, Optional.empty(), QUARTER);
    now = now.plus(QUARTER).plusSeconds(5);
    assertThat(put(upload.url(), upload.headers(), "12345")).isEqualTo(403);
  }

  @Test
  void whatNoStoreCouldGrantIsRefused() {
    assertInvalid("external/../keys", 1, Optional.empty(), QUARTER);
    assertInvalid(OBJECT, -1, Optional.empty(), QUARTER);
    assertInvalid(OBJECT, 1, Optional.of(ByteString.copyFromUtf8("short")), QUARTER);
    assertInvalid(OBJECT, 1, Optional.empty(), Duration.ZERO);
    assertInvalid(OBJECT, 1, Optional.empty(), Duration.ofMinutes(61));
  }

  private void assertInvalid(
      String object, long maxBytes, Optional<ByteString> sha256, Duration validFor) {
    assertThatThrownBy(() -> urls.create(object, maxBytes, sha256, validFor))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }

  private static Uploader.Content content(byte[] bytes) {
    return new Uploader.Content(
        () -> new ByteArrayInputStream(bytes),
        bytes.length,
        ByteString.copyFrom(Sha256.digest().digest(bytes)));
  }

  private String read() {
    return inbox.readAll(inbox.stat(OBJECT).orElseThrow(), 100).toStringUtf8();
  }

  private int put(URI url, Map<String, String> headers, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).PUT(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::setHeader);
    return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
