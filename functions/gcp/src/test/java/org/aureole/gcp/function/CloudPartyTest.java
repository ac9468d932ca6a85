package org.aureole.gcp.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.aureole.gcp.party.CloudParty;
import org.aureole.gcp.party.Deployments;
import org.aureole.gcp.party.SampleDeployments;
import org.aureole.platform.http.HttpQuery;
import org.aureole.platform.http.HttpReply;
import org.aureole.platform.http.Route;
import org.aureole.platform.http.Router;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each kind of party comes up from its deployment alone, and its functions share its routes. */
class CloudPartyTest {
  private static EmbeddedPostgres postgres;
  private static HttpServer issuer;
  private static ECKey key;

  @BeforeAll
  static void start() throws Exception {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setLocaleConfig("locale", "C")
            .start();
    key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/keys",
        request -> {
          byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
          request.sendResponseHeaders(200, keys.length);
          request.getResponseBody().write(keys);
          request.close();
        });
    issuer.start();
  }

  @AfterAll
  static void stop() throws IOException {
    issuer.stop(0);
    postgres.close();
  }

  @Test
  void everyRouteIsServedByOneFunction() throws Exception {
    for (JsonObject json : deployments()) {
      try (CloudParty party = open(json)) {
        assertThat(party.routes()).isNotEmpty();
        for (Route route : party.routes()) {
          assertThat(Arrays.stream(Served.values()).filter(served -> served.test(route)))
              .as("the functions that serve %s", route.id())
              .hasSize(1);
        }
      }
    }
  }

  @Test
  void theScheduleSweepsAndNobodyElseDoes() throws Exception {
    try (CloudParty kingdom = open(SampleDeployments.kingdom())) {
      kingdom.migrate();
      Router sweep = kingdom.router(Served.SWEEP);

      assertThat(post(sweep, "/v1/internal:sweep", token("platform"))).isEqualTo(200);
      assertThat(post(sweep, "/v1/internal:sweep", token("operator"))).isEqualTo(403);
      assertThat(post(sweep, "/v1/internal:sweep", token("somebody"))).isEqualTo(403);
      assertThat(post(sweep, "/v1/internal:sweep", "")).isEqualTo(401);
      assertThat(post(kingdom.router(Served.API), "/v1/internal:sweep", token("platform")))
          .isEqualTo(404);
    }
  }

  @Test
  void migratingAgainChangesNothing() throws Exception {
    for (JsonObject json : deployments()) {
      try (CloudParty party = open(json)) {
        party.migrate();
        party.migrate();
      }
    }
  }

  private static List<JsonObject> deployments() {
    return List.of(
        SampleDeployments.kingdom(), SampleDeployments.duchy(), SampleDeployments.dataProvider());
  }

  private static CloudParty open(JsonObject json) throws Exception {
    String database = "db" + System.nanoTime();
    try (Connection admin = postgres.getPostgresDatabase().getConnection();
        Statement statement = admin.createStatement()) {
      statement.execute("create database " + database);
    }
    json.addProperty("database", postgres.getJdbcUrl("postgres", database));
    JsonObject accepted = new JsonObject();
    accepted.addProperty("issuer", "https://issuer.example");
    accepted.addProperty(
        "keySetUrl", "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys");
    JsonArray issuers = new JsonArray();
    issuers.add(accepted);
    json.add("issuers", issuers);
    return CloudParty.of(
        Deployments.of(Map.of(Deployments.VARIABLE, json.toString())), credentials());
  }

  private static GoogleCredentials credentials() {
    return GoogleCredentials.create(
        new AccessToken("access", Date.from(Instant.now().plusSeconds(600))));
  }

  private static String token(String subject) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
            new JWTClaimsSet.Builder()
                .issuer("https://issuer.example")
                .subject(subject)
                .audience("https://function.example")
                .issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
    token.sign(new ECDSASigner(key));
    return "Bearer " + token.serialize();
  }

  private static int post(Router router, String path, String authorization) {
    Map<String, List<String>> headers =
        authorization.isEmpty()
            ? Map.of()
            : Map.of(
                "Authorization", List.of(authorization),
                "Content-Type", List.of("application/json"));
    HttpReply reply =
        router.handle(
            new HttpQuery(
                "POST",
                path,
                "",
                headers,
                new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8))));
    return reply.status();
  }
}
