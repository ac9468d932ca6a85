package org.aureole.gcp.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.ServiceAccountSigner.SigningException;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import org.aureole.gcp.client.RestService;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.identity.TokenSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a service account says of itself, and signs: by the IAM Credentials API. */
class ServiceAccountTest {
  private static final String ACCOUNT = "party@p.example";
  private static final String KINGDOM = "https://kingdom.example";

  private final List<JsonObject> asked = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-26T12:00:00Z");
  private Function<JsonObject, String> answer;
  private HttpServer server;
  private URI endpoint;
  private RestService service;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/projects/-/serviceAccounts/" + ACCOUNT,
        request -> {
          String body = new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(JsonParser.parseString(body).getAsJsonObject());
          byte[] reply = answer.apply(asked.get(asked.size() - 1)).getBytes(StandardCharsets.UTF_8);
          request.sendResponseHeaders(200, reply.length);
          request.getResponseBody().write(reply);
          request.close();
        });
    server.start();
    endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    service =
        new RestService(
            HttpClient.newHttpClient(),
            GoogleCredentials.create(
                new AccessToken("ya29.token", Date.from(Instant.now().plusSeconds(600)))));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void tokensAreForOneAudienceAndUsedUntilTwoMinutesBeforeTheirEnd() throws Exception {
    answer = request -> "{\"token\": \"" + jwt(request.get("audience").getAsString()) + "\"}";
    TokenSource tokens = new ServiceAccountTokens(service, endpoint, ACCOUNT, () -> now);

    String first = tokens.token(KINGDOM);
    assertThat(SignedJWT.parse(first).getJWTClaimsSet().getAudience()).containsExactly(KINGDOM);
    assertThat(asked.get(0).get("includeEmail").getAsBoolean()).isTrue();
    now = now.plus(Duration.ofMinutes(58)).minusMillis(1);
    assertThat(tokens.token(KINGDOM)).isEqualTo(first);
    now = now.plusMillis(1);
    assertThat(tokens.token(KINGDOM)).isNotEqualTo(first);
    assertThat(tokens.token("https://duchy.example")).isNotEqualTo(first);
    assertThat(asked).hasSize(3);
  }

  @Test
  void whatIsNoTokenIsNeitherUsedNorTold() {
    TokenSource tokens = new ServiceAccountTokens(service, endpoint, ACCOUNT, () -> now);
    for (String reply : List.of("{\"token\": \"secret.secret\"}", "{}", "secret", "[]")) {
      answer = request -> reply;
      assertThatThrownBy(() -> tokens.token(KINGDOM))
          .isInstanceOfSatisfying(
              DomainException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(e).hasMessageNotContaining("secret").hasMessageNotContaining("ya29");
              });
    }
  }

  @Test
  void theSignatureIsWhatTheServiceAnswers() {
    answer =
        request ->
            "{\"signedBlob\": \""
                + Base64.getEncoder().encodeToString(new byte[] {1, 2, 3})
                + "\"}";

    byte[] signature = new IamSigner(service, endpoint, ACCOUNT).sign(new byte[] {9, 9});

    assertThat(signature).containsExactly(1, 2, 3);
    assertThat(Base64.getDecoder().decode(asked.get(0).get("payload").getAsString()))
        .containsExactly(9, 9);
  }

  @Test
  void withoutTheServiceThereIsNoSignature() {
    assertThatThrownBy(
            () -> new IamSigner(service, endpoint, "other@p.example").sign(new byte[] {9}))
        .isInstanceOf(SigningException.class);
    server.stop(0);
    assertThatThrownBy(() -> new IamSigner(service, endpoint, ACCOUNT).sign(new byte[] {9}))
        .isInstanceOf(SigningException.class);
  }

  private String jwt(String audience) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader(JWSAlgorithm.ES256),
              new JWTClaimsSet.Builder()
                  .issuer("https://accounts.google.com")
                  .subject("1234")
                  .audience(audience)
                  .expirationTime(Date.from(now.plus(Duration.ofHours(1))))
                  .build());
      token.sign(new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
