package org.aureole.emulator.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.ServiceAccountSigner.SigningException;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.gson.JsonParser;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.aureole.gcp.client.RestService;
import org.aureole.gcp.identity.IamSigner;
import org.aureole.gcp.identity.ServiceAccountTokens;
import org.aureole.gcp.run.CloudRunJobs;
import org.aureole.model.error.DomainException;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.identity.AcceptedIssuer;
import org.aureole.platform.identity.KeySetFetcher;
import org.aureole.platform.identity.TokenVerifier;
import org.aureole.platform.identity.VerifiedToken;
import org.aureole.platform.limit.TokenBucket;
import org.aureole.platform.work.JobName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Our adapters against what stands in for Google's services, which lets nobody do what was not
 * granted.
 */
@Tag("gcp")
class StandInsTest {
  private static final String ISSUER = "https://accounts.google.example";
  private static final String FUNCTION = "duchy-api@p.iam.gserviceaccount.com";
  private static final String PARTY = "party@p.iam.gserviceaccount.com";
  private static final String STRANGER = "stranger@q.iam.gserviceaccount.com";
  private static final String JOB = "projects/p/locations/europe-west1/jobs/aureole";

  private final ServiceAccounts accounts = new ServiceAccounts(ISSUER);
  private final HttpClient http = HttpClient.newHttpClient();

  StandInsTest() {
    List.of(FUNCTION, PARTY, STRANGER).forEach(accounts::create);
    accounts.grant(FUNCTION, ServiceAccounts.Grant.IDENTITY, PARTY);
    accounts.grant(FUNCTION, ServiceAccounts.Grant.SIGNATURE, PARTY);
  }

  private RestService as(String email) {
    return new RestService(
        http,
        GoogleCredentials.create(
            new AccessToken(
                accounts.accessToken(email), Date.from(Instant.now().plusSeconds(600)))));
  }

  private TokenVerifier verifier(IamServer iam, String audience) {
    return new TokenVerifier(
        audience,
        List.of(new AcceptedIssuer(ISSUER, iam.keySet())),
        KeySetFetcher.over(http),
        InstantSource.system(),
        new TokenBucket(RateLimits.USUAL.unverified(), System::nanoTime));
  }

  @Test
  void aFunctionBorrowsTheIdentityOfItsPartyAndAStrangerDoesNot() {
    try (IamServer iam = new IamServer(accounts)) {
      String token =
          new ServiceAccountTokens(as(FUNCTION), iam.endpoint(), PARTY, InstantSource.system())
              .token("https://kingdom.example");

      VerifiedToken verified = verifier(iam, "https://kingdom.example").verify(token);
      assertThat(verified.issuer()).isEqualTo(ISSUER);
      assertThat(verified.subject()).isEqualTo(accounts.identity(PARTY).getSubject());
      assertThatThrownBy(() -> verifier(iam, "https://duchy.example").verify(token))
          .isInstanceOf(DomainException.class);
      assertThatThrownBy(() ->
              new ServiceAccountTokens(as(STRANGER), iam.endpoint(), PARTY, InstantSource.system())
                  .token("https://kingdom.example"))
          .isInstanceOf(DomainException.class)
          .hasMessageContaining("403");
    }
  }

  @Test
  void aFunctionSignsAsTheAccountThatItMayAndAStrangerDoesNot() throws Exception {
    try (IamServer iam = new IamServer(accounts)) {
      byte[] bytes = {1, 2, 3};
      byte[] signed = new IamSigner(as(FUNCTION), iam.endpoint(), PARTY).sign(bytes);

      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(accounts.publicKey(PARTY));
      signature.update(bytes);
      assertThat(signature.verify(signed)).isTrue();
      assertThatThrownBy(() -> new IamSigner(as(STRANGER), iam.endpoint(), PARTY).sign(bytes))
          .isInstanceOf(SigningException.class);
    }
  }

  @Test
  void aJobIsStartedByThoseWhoMay() {
    List<List<String>> executions = new ArrayList<>();
    try (RunServer run = new RunServer(accounts)) {
      run.add(JOB, List.of(FUNCTION), executions::add);
      JobName job = new JobName("computation", "computations/1");

      new CloudRunJobs(as(FUNCTION), run.endpoint(), JOB).start(job);
      assertThatThrownBy(() -> new CloudRunJobs(as(STRANGER), run.endpoint(), JOB).start(job))
          .isInstanceOf(DomainException.class)
          .hasMessageContaining("403");

      assertThat(executions).containsExactly(List.of("computation/computations/1"));
    }
  }

  @Test
  void aPushGoesOnWithATokenOfItsPusher() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>();
    HttpServer function =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    function.createContext(
        "/v1/messages:kingdom",
        request -> {
          seen.set(request.getRequestHeaders().getFirst("Authorization"));
          request.sendResponseHeaders(503, -1);
          request.close();
        });
    function.start();
    URI endpoint =
        URI.create("http://127.0.0.1:" + function.getAddress().getPort() + "/v1/messages:kingdom");
    try (PushProxy proxy = new PushProxy(accounts)) {
      URI url = proxy.forward(endpoint, "https://messages.example", PARTY);
      HttpRequest push =
          HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofString("{}")).build();
      assertThat(http.send(push, HttpResponse.BodyHandlers.discarding()).statusCode())
          .as("what the function said")
          .isEqualTo(503);
      SignedJWT token = SignedJWT.parse(seen.get().substring("Bearer ".length()));
      assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("https://messages.example");
      assertThat(token.getJWTClaimsSet().getSubject())
          .isEqualTo(accounts.identity(PARTY).getSubject());
    } finally {
      function.stop(0);
    }
  }

  @Test
  void theMetadataServerGivesTokensOfTheProcessesOwnAccount() throws Exception {
    try (MetadataServer metadata = new MetadataServer(accounts, FUNCTION, "p")) {
      URI token =
          URI.create(
              "http://"
                  + metadata.address()
                  + "/computeMetadata/v1/instance/service-accounts/default/token");
      HttpResponse<String> refused =
          http.send(
              HttpRequest.newBuilder(token).build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      assertThat(refused.statusCode()).as("without the header").isEqualTo(403);
      String body =
          http.send(
                  HttpRequest.newBuilder(token).header("Metadata-Flavor", "Google").build(),
                  HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
              .body();
      String access =
          JsonParser.parseString(body).getAsJsonObject().get("access_token").getAsString();
      assertThat(accounts.caller("Bearer " + access)).contains(FUNCTION);
    }
  }
}
