package org.aureole.gcp.party;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.v1.Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a deployment is told before anything is served, with the place. */
class DeploymentsTest {
  @Test
  void eachKindOfPartyIsRead() {
    for (JsonObject json :
        List.of(
            SampleDeployments.kingdom(),
            SampleDeployments.duchy(),
            SampleDeployments.dataProvider())) {
      Deployment deployment = read(json);
      assertThat(deployment.getMarket()).isEqualTo("test-market");
      assertThat(Deployments.issuers(deployment)).hasSize(1);
    }
  }

  @Test
  void withoutTheVariableTheErrorNamesIt() {
    assertThatThrownBy(() -> Deployments.of(Map.of()))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining("AUREOLE_DEPLOYMENT");
  }

  @ParameterizedTest
  @CsvSource({
    "market",
    "audience",
    "issuers",
    "database",
    "googleCloud",
    "googleCloud.project",
    "googleCloud.job",
    "googleCloud.partyAccount",
    "googleCloud.uploadSigner",
    "duchy.name",
    "duchy.apiUrl",
    "duchy.internalBucket",
    "duchy.inboxBucket",
    "duchy.kingdom",
    "duchy.kingdom.url",
    "duchy.kingdom.pusher",
    "duchy.kingdom.pusher.subject",
    "duchy.keys",
    "duchy.keys.bucket",
    "duchy.keys.signingKey",
    "duchy.keys.wrappingKey",
  })
  void whatIsMissingOfADuchyIsNamed(String path) {
    assertMissing(SampleDeployments.duchy(), path);
  }

  @ParameterizedTest
  @CsvSource({
    "dataProvider.name",
    "dataProvider.population",
    "dataProvider.eventsBucket",
    "dataProvider.internalBucket",
    "dataProvider.kingdom",
    "dataProvider.keys.bucket",
    "googleCloud.job",
    "googleCloud.partyAccount",
  })
  void whatIsMissingOfADataProviderIsNamed(String path) {
    assertMissing(SampleDeployments.dataProvider(), path);
  }

  @Test
  void withoutAPartyThereIsNothingToServe() {
    JsonObject json = SampleDeployments.kingdom();
    json.remove("kingdom");
    assertInvalid(json, "party");
  }

  @ParameterizedTest
  @CsvSource({
    "audience, https://a.example/",
    "audience, ftp://a.example",
    "audience, https://a b",
    "audience, a.example",
    "audience, http://a.example",
    "audience, https://user@a.example",
    "databaseConnections, -1",
    "colour, red",
  })
  void whatIsWrongIsNamed(String field, String value) {
    JsonObject json = SampleDeployments.kingdom();
    json.add(field, new JsonPrimitive(value));
    assertInvalid(json, field);
  }

  @Test
  void aPartyWaitsAsItIsTold() {
    JsonObject json = SampleDeployments.kingdom();
    JsonObject patience = new JsonObject();
    json.add("patience", patience);
    patience.addProperty("reminder", "30s");
    Waits waits = new Waits(read(json).getPatience());
    assertThat(waits.reminder(Duration.ofMinutes(15))).isEqualTo(Duration.ofSeconds(30));
    assertThat(waits.lease(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(1));
    patience.addProperty("standby", "0s");
    assertThat(new Waits(read(json).getPatience()).standby(Duration.ofMinutes(1))).isZero();
    patience.addProperty("standby", "-1s");
    assertInvalid(json, "patience.standby");
    patience.remove("standby");
    patience.addProperty("reminder", "0s");
    assertInvalid(json, "patience.reminder");
  }

  /** Access tokens go there. */
  @Test
  void aServiceThatIsReachedWithoutTlsIsOnThisMachine() {
    JsonObject json = SampleDeployments.duchy();
    JsonObject services = new JsonObject();
    json.getAsJsonObject("googleCloud").add("services", services);
    services.addProperty("iamCredentials", "http://127.0.0.1:8080");
    assertThat(read(json).getGoogleCloud().getServices().getIamCredentials()).isNotEmpty();
    services.addProperty("iamCredentials", "http://iam.example");
    assertInvalid(json, "googleCloud.services.iamCredentials");
  }

  @Test
  void aKeySetMayHaveAQuery() {
    JsonObject json = SampleDeployments.kingdom();
    json.getAsJsonArray("issuers")
        .get(0)
        .getAsJsonObject()
        .addProperty("keySetUrl", "https://login.example/keys?p=policy");
    assertThat(Deployments.issuers(read(json)).get(0).keySet()).hasQuery("p=policy");
  }

  private static void assertMissing(JsonObject json, String path) {
    JsonObject parent = json;
    String[] steps = path.split("\\.");
    for (int i = 0; i < steps.length - 1; i++) {
      parent = parent.getAsJsonObject(steps[i]);
    }
    JsonElement gone = parent.remove(steps[steps.length - 1]);
    assertThat(gone).isNotNull();
    assertInvalid(json, path);
  }

  private static void assertInvalid(JsonObject json, String path) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e).hasMessageContaining(path);
            });
  }

  private static Deployment read(JsonObject json) {
    // As it comes out of an environment variable.
    String text = JsonParser.parseString(json.toString()).toString();
    return Deployments.of(Map.of(Deployments.VARIABLE, text));
  }

  @Test
  void aKingdomKeepsWhatEndedForAWeekAtLeast() {
    JsonObject json = SampleDeployments.kingdom();
    assertThat(Deployments.retention(read(json).getKingdom())).isEmpty();
    json.getAsJsonObject("kingdom").addProperty("retention", "604800s");
    assertThat(Deployments.retention(read(json).getKingdom())).hasValue(Duration.ofDays(7));
    for (String wrong : List.of("604799s", "3153600001s")) {
      json.getAsJsonObject("kingdom").addProperty("retention", wrong);
      assertThatThrownBy(() -> read(json))
          .hasMessageContaining("kingdom.retention")
          .hasMessageContaining("from 7 to 36500 days");
    }
  }
}
