package org.aureole.gcp.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.aureole.gcp.party.CloudParty;
import org.aureole.gcp.party.Deployments;
import org.aureole.gcp.party.SampleDeployments;
import org.aureole.model.error.DomainException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which arguments the operator's job takes. */
class RunJobTest {
  private static CloudParty open(JsonObject json) {
    return CloudParty.of(
        Deployments.of(Map.of(Deployments.VARIABLE, json.toString())),
        GoogleCredentials.create(
            new AccessToken("access", Date.from(Instant.now().plusSeconds(600)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "revoke", "revoke 0123abcd"})
  void whatIsNoCommandIsRefused(String arguments) {
    try (CloudParty party = open(SampleDeployments.duchy())) {
      assertThat(RunJob.run(party, List.of(arguments.split(" ")))).isEqualTo(2);
    }
  }

  @Test
  void aReasonMayHoldCommas() {
    try (CloudParty party = open(SampleDeployments.duchy())) {
      // Of another party, so that nobody is asked: that far the arguments were understood.
      List<String> arguments =
          List.of("revoke", "duchies/worker2/certificates/0123abcd", "lost", " with a disk");
      assertThatThrownBy(() -> RunJob.run(party, arguments))
          .isInstanceOf(DomainException.class)
          .hasMessageContaining("duchies/worker2/certificates/0123abcd");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"migrate", "join NAME", "publish-keys", "rotate-keys", "revoke", "redrive"})
  void helpNamesEveryCommand(String command) {
    assertThat(RunJob.HELP).contains("  " + command);
  }
}
