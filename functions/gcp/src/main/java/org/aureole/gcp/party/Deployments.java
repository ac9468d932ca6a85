package org.aureole.gcp.party;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aureole.kingdom.KingdomConfig;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.PeerUrl;
import org.aureole.platform.http.StrictJson;
import org.aureole.platform.identity.AcceptedIssuer;
import org.aureole.v1.Deployment;
import org.aureole.v1.GoogleCloudDeployment;
import org.aureole.v1.GoogleServices;
import org.aureole.v1.KeyStore;
import org.aureole.v1.KingdomDeployment;
import org.aureole.v1.KingdomPeer;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.Patience;
import org.aureole.v1.TokenIssuer;

/**
 * Reads how a party is set up, and refuses what would not work before anything is served: what is
 * wrong is told with the path of the field, as the operator wrote it.
 */
public final class Deployments {
  /** The environment variable with the JSON of a {@link Deployment}. */
  public static final String VARIABLE = "AUREOLE_DEPLOYMENT";

  private Deployments() {}

  /**
   * The deployment that an environment tells of.
   *
   * @throws DomainException FAILED_PRECONDITION if it tells of none; INVALID_ARGUMENT naming what
   *     is missing or wrong
   */
  public static Deployment of(Map<String, String> environment) {
    String json = environment.get(VARIABLE);
    if (json == null || json.isBlank()) {
      throw DomainException.precondition(
          "the environment variable "
              + VARIABLE
              + " is not set; the party's Terraform sets it to the JSON of its deployment");
    }
    Deployment deployment =
        StrictJson.parse(json.getBytes(StandardCharsets.UTF_8), Deployment.getDefaultInstance());
    check(deployment);
    return deployment;
  }

  private static void check(Deployment deployment) {
    required("market", deployment.getMarket());
    url("audience", deployment.getAudience());
    required("database", deployment.getDatabase());
    atLeast("databaseConnections", deployment.getDatabaseConnections());
    patience(deployment.getPatience());
    some("issuers", deployment.getIssuersList());
    for (int i = 0; i < deployment.getIssuersCount(); i++) {
      TokenIssuer issuer = deployment.getIssuers(i);
      required("issuers[" + i + "].issuer", issuer.getIssuer());
      // A key set, unlike an API, may be told from others by a query.
      url("issuers[" + i + "].keySetUrl", issuer.getKeySetUrl().split("\\?", 2)[0]);
    }
    identities("operators", deployment.getOperatorsList());
    identities("platform", deployment.getPlatformList());
    if (!deployment.hasGoogleCloud()) {
      throw DomainException.invalid("googleCloud", "is missing");
    }
    required("googleCloud.project", deployment.getGoogleCloud().getProject());
    services(deployment.getGoogleCloud().getServices());
    switch (deployment.getPartyCase()) {
      case KINGDOM -> retention(deployment.getKingdom());
      case DUCHY -> {
        required("duchy.name", deployment.getDuchy().getName());
        url("duchy.apiUrl", deployment.getDuchy().getApiUrl());
        required("duchy.internalBucket", deployment.getDuchy().getInternalBucket());
        required("duchy.inboxBucket", deployment.getDuchy().getInboxBucket());
        cloudOfPeers(deployment.getGoogleCloud());
        required("googleCloud.uploadSigner", deployment.getGoogleCloud().getUploadSigner());
        kingdom("duchy.kingdom", deployment.getDuchy().getKingdom());
        keys("duchy.keys", deployment.getDuchy().getKeys());
      }
      case DATA_PROVIDER -> {
        required("dataProvider.name", deployment.getDataProvider().getName());
        required("dataProvider.population", deployment.getDataProvider().getPopulation());
        required("dataProvider.eventsBucket", deployment.getDataProvider().getEventsBucket());
        required("dataProvider.internalBucket", deployment.getDataProvider().getInternalBucket());
        cloudOfPeers(deployment.getGoogleCloud());
        kingdom("dataProvider.kingdom", deployment.getDataProvider().getKingdom());
        keys("dataProvider.keys", deployment.getDataProvider().getKeys());
      }
      case PARTY_NOT_SET ->
          throw DomainException.invalid(
              "party", "give one of kingdom, duchy, dataProvider: what is set up here");
    }
  }

  /** What a party needs that computes and calls others. */
  private static void cloudOfPeers(GoogleCloudDeployment cloud) {
    required("googleCloud.job", cloud.getJob());
    required("googleCloud.partyAccount", cloud.getPartyAccount());
  }

  /** How long ended Measurements are kept; empty for ever. */
  static Optional<java.time.Duration> retention(KingdomDeployment kingdom) {
    if (!kingdom.hasRetention()) {
      return Optional.empty();
    }
    java.time.Duration kept = java.time.Duration.ofSeconds(kingdom.getRetention().getSeconds());
    try {
      KingdomConfig.checkRetention(kept);
    } catch (IllegalArgumentException e) {
      throw DomainException.invalid("kingdom.retention", "is " + kept + "; " + e.getMessage());
    }
    return Optional.of(kept);
  }

  /** Whose tokens the party takes. */
  static List<AcceptedIssuer> issuers(Deployment deployment) {
    return deployment.getIssuersList().stream()
        .map(one -> new AcceptedIssuer(one.getIssuer(), URI.create(one.getKeySetUrl())))
        .toList();
  }

  private static void kingdom(String path, KingdomPeer kingdom) {
    url(path + ".url", kingdom.getUrl());
    identity(path + ".pusher", kingdom.getPusher());
  }

  private static void keys(String path, KeyStore keys) {
    required(path + ".bucket", keys.getBucket());
    required(path + ".signingKey", keys.getSigningKey());
    required(path + ".wrappingKey", keys.getWrappingKey());
  }

  private static void identities(String path, List<OidcSubject> identities) {
    for (int i = 0; i < identities.size(); i++) {
      identity(path + "[" + i + "]", identities.get(i));
    }
  }

  private static void identity(String path, OidcSubject identity) {
    required(path + ".issuer", identity.getIssuer());
    required(path + ".subject", identity.getSubject());
  }

  private static void some(String path, List<?> values) {
    if (values.isEmpty()) {
      throw DomainException.invalid(path, "is empty; without one nobody could call");
    }
  }

  private static void required(String path, String value) {
    if (value.isBlank()) {
      throw DomainException.invalid(path, "is missing");
    }
  }

  private static void atLeast(String path, int value) {
    if (value < 0) {
      throw DomainException.invalid(path, "is " + value + "; must not be negative");
    }
  }

  private static void patience(Patience patience) {
    patience
        .getAllFields()
        .forEach((field, value) -> {
          boolean mayBeZero = field.getNumber() == Patience.STANDBY_FIELD_NUMBER;
          if (Durations.compare((Duration) value, Durations.ZERO) < (mayBeZero ? 0 : 1)) {
            throw DomainException.invalid(
                "patience." + field.getJsonName(),
                "is "
                    + Durations.toString((Duration) value)
                    + (mayBeZero ? "; must not be negative" : "; must be positive"));
          }
        });
  }

  /** Where tokens are sent to, or keys are believed from: only by TLS, or on this machine. */
  private static void url(String path, String value) {
    required(path, value);
    try {
      PeerUrl.base(value);
    } catch (IllegalArgumentException e) {
      throw DomainException.invalid(path, "'" + value + "' " + e.getMessage());
    }
    if (value.endsWith("/")) {
      throw DomainException.invalid(path, "'" + value + "' ends with a slash");
    }
  }

  private static void services(GoogleServices services) {
    services
        .getAllFields()
        .forEach(
            (field, value) -> url("googleCloud.services." + field.getJsonName(), (String) value));
  }
}
