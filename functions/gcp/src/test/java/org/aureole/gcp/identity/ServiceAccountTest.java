package org.aureole.gcp.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.ServiceAccountSigner.SigningException;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.IdToken;
import com.google.auth.oauth2.IdTokenProvider;
import com.google.gson.JsonParser;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
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
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.aureole.gcp.client.RestService;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.identity.TokenSource;
import org.junit.jupiter.api.Test;

/** What a service account says of itself, and signs. */
class ServiceAccountTest {
  private static final AccessToken ACCESS =
      new AccessToken("ya29.token", Date.from(Instant.now().plusSeconds(600)));

  private Instant now = Instant.parse("2026-11-26T12:00:00Z");

  private final class Account extends GoogleCredentials implements IdTokenProvider {
    private static final long serialVersionUID = 1L;

    private final transient ECKey key;
    private int asked;
    private boolean silent;

    Account() throws JOSEException {
      super(ACCESS);
      this.key = new ECKeyGenerator(Curve.P_256).generate();
    }

    @Override
    public IdToken idTokenWithAudience(String audience, List<Option> options) throws IOException {
      asked++;
      if (silent) {
        throw new IOException("no metadata server");
      }
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
        token.sign(new ECDSASigner(key));
        return IdToken.create(token.serialize());
      } catch (JOSEException e) {
        throw new IOException(e);
      }
    }
  }

  @Test
  void tokensAreForOneAudienceAndUsedUntilTwoMinutesBeforeTheirEnd()
      throws JOSEException, ParseException {
    Account account = new Account();
    TokenSource tokens = new ServiceAccountTokens(account, () -> now);

    String first = tokens.token("https://kingdom.example");
    assertThat(SignedJWT.parse(first).getJWTClaimsSet().getAudience())
        .containsExactly("https://kingdom.example");
    now = now.plus(Duration.ofMinutes(58)).minusMillis(1);
    assertThat(tokens.token("https://kingdom.example")).isEqualTo(first);
    now = now.plusMillis(1);
    assertThat(tokens.token("https://kingdom.example")).isNotEqualTo(first);
    assertThat(tokens.token("https://duchy.example")).isNotEqualTo(first);
    assertThat(account.asked).isEqualTo(3);
  }

  @Test
  void withoutMetadataServerThereIsNoToken() throws JOSEException {
    Account account = new Account();
    account.silent = true;
    TokenSource tokens = new ServiceAccountTokens(account, () -> now);
    assertThatThrownBy(() -> tokens.token("https://kingdom.example"))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThatThrownBy(() -> new ServiceAccountTokens(GoogleCredentials.create(ACCESS), () -> now))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
  }

  @Test
  void theSignatureIsWhatTheServiceAnswers() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String answer = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3});
    StringBuilder seen = new StringBuilder();
    server.createContext(
        "/v1/projects/-/serviceAccounts/signer@p.example:signBlob",
        request -> {
          String body = new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          seen.append(JsonParser.parseString(body).getAsJsonObject().get("payload").getAsString());
          byte[] reply = ("{\"signedBlob\": \"" + answer + "\"}").getBytes(StandardCharsets.UTF_8);
          request.sendResponseHeaders(200, reply.length);
          request.getResponseBody().write(reply);
          request.close();
        });
    server.start();
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    RestService service =
        new RestService(HttpClient.newHttpClient(), GoogleCredentials.create(ACCESS));

    byte[] signature = new IamSigner(service, endpoint, "signer@p.example").sign(new byte[] {9, 9});
    assertThat(signature).containsExactly(1, 2, 3);
    assertThat(Base64.getDecoder().decode(seen.toString())).containsExactly(9, 9);

    IamSigner other = new IamSigner(service, endpoint, "other@p.example");
    assertThatThrownBy(() -> other.sign(new byte[] {9})).isInstanceOf(SigningException.class);
    server.stop(0);
    assertThatThrownBy(
            () -> new IamSigner(service, endpoint, "signer@p.example").sign(new byte[] {9}))
        .isInstanceOf(SigningException.class);
  }
}
