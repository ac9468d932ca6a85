package org.aureole.local.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonParser;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.aureole.local.function.FunctionHost;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.identity.KeySetFetcher;
import org.aureole.platform.identity.TokenSource;
import org.aureole.platform.identity.TokenVerifier;
import org.aureole.platform.identity.VerifiedToken;
import org.aureole.platform.limit.TokenBucket;
import org.aureole.platform.sql.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalIssuerTest {
  private static final HttpClient HTTP = ApiClient.newHttpClient();
  private static final String AUDIENCE = "http://127.0.0.1:1";

  @TempDir private Path folder;
  private final TestClock clock = new TestClock();
  private URI url;
  private LocalIssuer issuer;
  private FunctionHost host;

  @BeforeEach
  void start() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    url = URI.create("http://127.0.0.1:" + port);
    issuer = new LocalIssuer(url, folder, clock);
    host = FunctionHost.start(port, issuer.function());
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private TokenVerifier verifier(String audience) {
    return new TokenVerifier(
        audience,
        List.of(issuer.acceptedIssuer()),
        KeySetFetcher.over(HTTP),
        clock,
        new TokenBucket(RateLimits.USUAL.unverified(), System::nanoTime));
  }

  @Test
  void tokensFromInsideAndFromOutsideAreVerified() {
    assertThat(verifier(AUDIENCE).verify(issuer.tokenSource("kingdom").token(AUDIENCE)))
        .extracting(VerifiedToken::issuer, VerifiedToken::subject)
        .containsExactly(url.toString(), "kingdom");

    String secret = issuer.register("mc-1");
    TokenSource client = new ClientCredentials(url, "mc-1", secret, HTTP, clock);
    assertThat(verifier(AUDIENCE).verify(client.token(AUDIENCE)).subject()).isEqualTo("mc-1");
    assertThatThrownBy(() -> verifier("http://127.0.0.1:2").verify(client.token(AUDIENCE)))
        .hasMessageContaining("audience");
  }

  @Test
  void tokensAreUsedAgainUntilShortlyBeforeTheyExpire() {
    TokenSource source = issuer.tokenSource("kingdom");
    String first = source.token(AUDIENCE);
    assertThat(source.token(AUDIENCE)).isEqualTo(first);
    assertThat(source.token("http://127.0.0.1:2")).isNotEqualTo(first);
    clock.advance(Duration.ofMinutes(14));
    String second = source.token(AUDIENCE);
    assertThat(second).isNotEqualTo(first);
    clock.advance(Duration.ofMinutes(2));
    assertThatThrownBy(() -> verifier(AUDIENCE).verify(first)).hasMessageContaining("expired");
    assertThat(verifier(AUDIENCE).verify(second).subject()).isEqualTo("kingdom");
  }

  @Test
  void keyAndClientsSurviveARestart() {
    String secret = issuer.register("mc-1");
    String token = issuer.tokenSource("kingdom").token(AUDIENCE);
    LocalIssuer again = new LocalIssuer(url, folder, clock);
    assertThat(again.publicKeySet()).isEqualTo(issuer.publicKeySet());
    assertThat(again.isClient("mc-1", secret)).isTrue();
    assertThat(again.clientIds()).containsExactly("mc-1");
    assertThat(verifier(AUDIENCE).verify(token).subject()).isEqualTo("kingdom");
  }

  @Test
  void secretsAreKeptHashedAndTheKeyIsPublishedWithoutItsPrivateHalf() throws Exception {
    String secret = issuer.register("mc-1");
    assertThat(Files.readString(folder.resolve("clients.json")))
        .contains("mc-1")
        .doesNotContain(secret);
    String published = get("/keys").body();
    assertThat(JWKSet.parse(published).getKeys()).hasSize(1).noneMatch(JWK::isPrivate);
  }

  @Test
  void aNewSecretReplacesTheOldOneAndARemovedClientHasNone() {
    String old = issuer.register("mc-1");
    String current = issuer.register("mc-1");
    assertThat(issuer.isClient("mc-1", old)).isFalse();
    assertThat(issuer.isClient("mc-1", current)).isTrue();
    assertThat(issuer.remove("mc-1")).isTrue();
    assertThat(issuer.remove("mc-1")).isFalse();
    assertThat(issuer.isClient("mc-1", current)).isFalse();
    assertThat(new LocalIssuer(url, folder, clock).isClient("mc-1", current)).isFalse();
  }

  @Test
  void wrongCredentialsAreRefused() {
    issuer.register("mc-1");
    for (String id : List.of("mc-1", "mc-2", "")) {
      TokenSource client = new ClientCredentials(url, id, "guess", HTTP, clock);
      assertThat(catchThrowableOfType(DomainException.class, () -> client.token(AUDIENCE)).code())
          .isEqualTo(ErrorCode.UNAUTHENTICATED);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grant_type=password&audience=x        | 400 | unsupported_grant_type",
        "audience=x                            | 400 | unsupported_grant_type",
        "grant_type=client_credentials         | 400 | invalid_request",
        "grant_type=client_credentials&audience= | 400 | invalid_request",
        "audience=a&audience=b&grant_type=client_credentials | 400 | invalid_request",
        "grant_type=%zz                        | 400 | invalid_request",
      })
  void requestsThatAreNoneAreRefusedByTheirRfcNames(String form, int status, String error)
      throws Exception {
    String secret = issuer.register("mc-1");
    HttpResponse<String> response = post(form + "&client_id=mc-1&client_secret=" + secret);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(JsonParser.parseString(response.body()).getAsJsonObject().get("error").getAsString())
        .isEqualTo(error);
  }

  @Test
  void formCredentialsWorkAndOversizeFormsDoNot() throws Exception {
    String form =
        "grant_type=client_credentials&audience=a&client_id=mc-1&client_secret="
            + issuer.register("mc-1");
    assertThat(post(form).statusCode()).isEqualTo(200);
    assertThat(post(form + "&x=" + "y".repeat(9000)).statusCode()).isEqualTo(400);
  }

  @Test
  void discoveryPointsToTheRest() throws Exception {
    String document = get("/.well-known/openid-configuration").body();
    var json = JsonParser.parseString(document).getAsJsonObject();
    assertThat(json.get("issuer").getAsString()).isEqualTo(url.toString());
    assertThat(json.get("jwks_uri").getAsString())
        .isEqualTo(issuer.acceptedIssuer().keySet().toString());
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void badClientIdsAreRefused() {
    assertThatThrownBy(() -> issuer.register("Mc 1")).isInstanceOf(DomainException.class);
    assertThatThrownBy(() -> issuer.tokenSource("")).isInstanceOf(DomainException.class);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String form) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url + "/token"))
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
