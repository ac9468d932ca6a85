package org.aureole.gcp.party;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** Deployments as Terraform writes them, one of each kind of party, for tests. */
public final class SampleDeployments {
  private static final String COMMON =
      """
      "market": "test-market",
      "audience": "https://function.example",
      "issuers": [{"issuer": "https://issuer.example", "keySetUrl": "https://issuer.example/keys"}],
      "operators": [{"issuer": "https://issuer.example", "subject": "operator"}],
      "platform": [{"issuer": "https://issuer.example", "subject": "platform"}],
      "database": "jdbc:postgresql://127.0.0.1:1/db",
      "googleCloud": {
        "project": "a-project",
        "job": "projects/a-project/locations/europe-west1/jobs/aureole",
        "partyAccount": "party@a-project.iam.gserviceaccount.com",
        "uploadSigner": "uploads@a-project.iam.gserviceaccount.com"
      },
      """;
  private static final String PEERS =
      """
      "kingdom": {
        "url": "https://kingdom.example",
        "pusher": {"issuer": "https://issuer.example", "subject": "kingdom-push"}
      },
      "internalBucket": "party-internal",
      "keys": {
        "bucket": "party-keys",
        "signingKey": "projects/p/locations/l/keyRings/r/cryptoKeys/signing",
        "wrappingKey": "projects/p/locations/l/keyRings/r/cryptoKeys/wrapping"
      }
      """;

  private SampleDeployments() {}

  public static JsonObject kingdom() {
    return json("\"kingdom\": {}");
  }

  public static JsonObject duchy() {
    return json(
        "\"duchy\": {\"name\": \"duchies/worker1\", \"apiUrl\": \"https://duchy.example\","
            + " \"inboxBucket\": \"party-inbox\", \"roles\": [\"WORKER\"],"
            + PEERS
            + "}");
  }

  public static JsonObject dataProvider() {
    return json(
        "\"dataProvider\": {\"name\": \"dataProviders/edp1\", \"kind\": \"EVENT_DATA_PROVIDER\","
            + " \"population\": \"populations/p1\", \"eventsBucket\": \"party-events\","
            + " \"policy\": {\"direct\": true, \"noiseMechanisms\": [\"DISCRETE_GAUSSIAN\"],"
            + " \"privacyBudget\": {\"epsilon\": 10, \"delta\": 0.001}},"
            + PEERS
            + "}");
  }

  private static JsonObject json(String party) {
    return JsonParser.parseString("{" + COMMON + party + "}").getAsJsonObject();
  }
}
