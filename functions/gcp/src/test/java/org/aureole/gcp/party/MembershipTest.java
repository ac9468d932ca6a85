package org.aureole.gcp.party;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.gson.JsonObject;
import com.google.protobuf.Message;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.v1.Certificate;
import org.aureole.v1.RevokeCertificateRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the operator's job asks of a Kingdom, as the party's account. */
class MembershipTest {
  private static final String CERTIFICATE = "duchies/worker1/certificates/0123abcd";

  private record Asked(String path, String token, RevokeCertificateRequest request) {}

  private final List<Asked> asked = new ArrayList<>();
  private String token;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException, JOSEException {
    token = token();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/projects/-/serviceAccounts/party@a-project.iam.gserviceaccount.com",
        request ->
            answer(request, ("{\"token\": \"" + token + "\"}").getBytes(StandardCharsets.UTF_8)));
    server.createContext("/v1/duchies", this::revoke);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void revoke(HttpExchange request) throws IOException {
    asked.add(
        new Asked(
            request.getRequestURI().getPath(),
            request.getRequestHeaders().getFirst("Authorization"),
            RevokeCertificateRequest.parseFrom(request.getRequestBody())));
    Message revoked =
        Certificate.newBuilder().setName(CERTIFICATE).setState(Certificate.State.REVOKED).build();
    request.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    answer(request, revoked.toByteArray());
  }

  private static void answer(HttpExchange request, byte[] body) throws IOException {
    request.sendResponseHeaders(200, body.length);
    request.getResponseBody().write(body);
    request.close();
  }

  private static String token() throws JOSEException {
    SignedJWT signed =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
    signed.sign(new MACSigner(new byte[32]));
    return signed.serialize();
  }

  private CloudParty open(JsonObject json) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    JsonObject services = new JsonObject();
    services.addProperty("iamCredentials", url);
    json.getAsJsonObject("googleCloud").add("services", services);
    if (json.has("duchy")) {
      json.getAsJsonObject("duchy").getAsJsonObject("kingdom").addProperty("url", url);
    }
    return CloudParty.of(
        Deployments.of(Map.of(Deployments.VARIABLE, json.toString())),
        GoogleCredentials.create(
            new AccessToken("access", Date.from(Instant.now().plusSeconds(600)))));
  }

  @Test
  void aCertificateIsRevokedByItsIdAndByItsName() {
    try (CloudParty party = open(SampleDeployments.duchy())) {
      assertThat(party.revoke("0123abcd", "key was on a lost disk").getState())
          .isEqualTo(Certificate.State.REVOKED);
      assertThat(party.revoke(CERTIFICATE, "key was on a lost disk").getName())
          .isEqualTo(CERTIFICATE);
    }
    Asked once =
        new Asked(
            "/v1/" + CERTIFICATE + ":revoke",
            "Bearer " + token,
            RevokeCertificateRequest.newBuilder().setReason("key was on a lost disk").build());
    assertThat(asked).containsExactly(once, once);
  }

  @Test
  void anotherPartysCertificateIsNotAskedFor() {
    try (CloudParty party = open(SampleDeployments.duchy())) {
      assertThatThrownBy(() -> party.revoke("duchies/worker2/certificates/0123abcd", "a mistake"))
          .isInstanceOfSatisfying(
              DomainException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED))
          .hasMessageContaining("duchies/worker1");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void theKingdomHasNoCertificates() {
    try (CloudParty party = open(SampleDeployments.kingdom())) {
      assertThatThrownBy(() -> party.revoke("0123abcd", "a mistake"))
          .isInstanceOfSatisfying(
              DomainException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
    }
  }
}
