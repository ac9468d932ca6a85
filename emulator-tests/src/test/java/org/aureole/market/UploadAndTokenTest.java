package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketSettings;
import org.aureole.local.market.PartyConfig;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.ManifestObject;
import org.aureole.v1.Upload;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The two doors of a running market that take no bearer token: signed upload URLs take only what
 * was signed, and the issuer gives tokens only to a client that knows its own secret.
 */
@Tag("market")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UploadAndTokenTest {
  private static final byte[] CONTENT = "no manifest at all".getBytes(StandardCharsets.UTF_8);

  private final RawHttp http = new RawHttp();
  private HeldMeasurement held;
  private MarketConfig config;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    held = new HeldMeasurement(folder, MarketSettings.usual());
    config = held.market().market().config();
  }

  @AfterAll
  void stop() {
    held.close();
  }

  @Test
  void anUploadUrlTakesExactlyWhatWasSigned() throws IOException {
    String worker = held.receiver("edp1");
    Upload upload = upload(worker);
    String url = upload.getUrl();
    assertThat(url).startsWith("http://127.0.0.1:" + config.storagePort() + "/upload?");
    List<String> changed =
        List.of(
            url.replace("object=external", "object=internal"),
            url.replace("edp1", "edp2"),
            url.replace("manifest", "share"),
            url.replace("bucket=" + worker, "bucket=aggregator"),
            url.replaceFirst("maxBytes=[0-9]+", "maxBytes=1000000"),
            url.replaceFirst("expires=[0-9]+", "expires=99999999999"),
            url.replaceFirst("sha256=[0-9a-f]+", "sha256="),
            url.replaceFirst("signature=[0-9a-f]{4}", "signature=0000"),
            url.replaceFirst("&signature=[0-9a-f]+", ""),
            url + "&bucket=" + worker + "-inbox",
            url.substring(0, url.indexOf('?')));
    for (String other : changed) {
      assertThat(other).isNotEqualTo(url);
      assertThat(put(other, CONTENT).status()).as(other).isEqualTo(403);
    }
    byte[] longer =
        (new String(CONTENT, StandardCharsets.UTF_8) + "!").getBytes(StandardCharsets.UTF_8);
    byte[] different = CONTENT.clone();
    different[0] ^= 1;
    assertThat(put(url, longer).status()).isEqualTo(413);
    assertThat(put(url, different).status()).isEqualTo(400);
    assertThat(send("GET", url, Optional.empty(), new byte[0]).status()).isEqualTo(405);
    assertThat(send("DELETE", url, Optional.empty(), new byte[0]).status()).isEqualTo(405);
    assertThat(inbox(worker)).isEmpty();

    assertThat(put(url, CONTENT).status()).isEqualTo(201);
    assertThat(inbox(worker)).hasSize(1);
    assertThat(put(url, CONTENT).status()).isEqualTo(409);
  }

  /** Leave for edp1 to hand its manifest to the worker that receives its share. */
  private Upload upload(String worker) {
    String requisition = held.requisition("edp1");
    ApiClient edp1 = held.market().market().client(config.party(worker), "edp1");
    return edp1.call(
        HttpMethod.POST,
        "/v1/uploads",
        CreateUploadRequest.newBuilder()
            .setComputation(held.computation())
            .setStage("requisition-" + requisition.substring(requisition.lastIndexOf('/') + 1))
            .setRequisition(requisition)
            .setObject(
                ManifestObject.newBuilder()
                    .setName("manifest")
                    .setSizeBytes(CONTENT.length)
                    .setSha256(ByteString.copyFrom(Fingerprint.of(CONTENT).bytes())))
            .build(),
        Upload.getDefaultInstance());
  }

  private List<Path> inbox(String duchy) throws IOException {
    Path folder = held.market().market().folder().bucket(duchy, "inbox").resolve("external");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void theIssuerGivesNobodyTheTokensOfAnother() throws IOException {
    String grant = "grant_type=client_credentials&audience=" + config.kingdom().url();
    assertThat(token(Optional.of(basic("edp1", secret("edp1"))), grant)).isEqualTo(200);

    assertThat(token(Optional.empty(), grant)).isEqualTo(401);
    assertThat(token(Optional.of(basic("edp1", "")), grant)).isEqualTo(401);
    assertThat(token(Optional.of(basic("edp1", "guess")), grant)).isEqualTo(401);
    assertThat(token(Optional.of(basic("edp1", secret("edp2"))), grant)).isEqualTo(401);
    assertThat(token(Optional.of(basic("edp1-operator", secret("edp1"))), grant)).isEqualTo(401);
    assertThat(token(Optional.of(basic("stranger", secret("edp1"))), grant)).isEqualTo(401);
    assertThat(token(Optional.of(basic("edp1-platform", "")), grant)).isEqualTo(401);
    assertThat(token(Optional.of("Basic %%%"), grant)).isEqualTo(401);
    assertThat(token(Optional.of("Bearer " + secret("edp1")), grant)).isEqualTo(401);
    assertThat(token(Optional.empty(), grant + "&client_id=edp1&client_secret=" + secret("mc1")))
        .isEqualTo(401);
    assertThat(token(Optional.of(basic("edp1", secret("edp1"))), "grant_type=password"))
        .isEqualTo(400);
    assertThat(token(Optional.of(basic("edp1", secret("edp1"))), "grant_type=client_credentials"))
        .isEqualTo(400);
    assertThat(token(Optional.of(basic("edp1", secret("edp1"))), grant + "&audience=http://other"))
        .isEqualTo(400);
  }

  private String secret(String subject) throws IOException {
    PartyConfig party = config.party(subject);
    Map<String, String> secrets =
        new Gson()
            .fromJson(
                Files.readString(held.market().market().folder().credentials(party.id())),
                new TypeToken<Map<String, String>>() {}.getType());
    return secrets.get(subject);
  }

  private static String basic(String client, String secret) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }

  private int token(Optional<String> authorization, String form) {
    return http.send(
            "POST",
            URI.create(config.issuerUrl() + "/token"),
            authorization,
            "application/x-www-form-urlencoded",
            form.getBytes(StandardCharsets.UTF_8))
        .status();
  }

  private RawHttp.Reply put(String url, byte[] content) {
    return send("PUT", url, Optional.empty(), content);
  }

  private RawHttp.Reply send(
      String method, String url, Optional<String> authorization, byte[] content) {
    return http.send(method, URI.create(url), authorization, "application/octet-stream", content);
  }
}
