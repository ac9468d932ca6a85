package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.HttpReply;
import org.aureole.platform.http.Route;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.TestTokens;
import org.aureole.platform.trust.TrustedRoots;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("store")
class EndpointAccessTest {
  private final TestMarket market = new TestMarket();

  @AfterEach
  void close() {
    market.close();
  }

  @Test
  void everyEndpointRefusesEveryOtherRole() {
    List<String> admitted = new ArrayList<>();
    for (Route route : market.router().routes()) {
      for (Role role : Role.values()) {
        if (!route.callers().contains(role)) {
          HttpReply reply =
              market.send(route.method(), path(route), role, new byte[0], "x-protobuf");
          if (reply.status() != 403) {
            admitted.add(route.id() + " by " + role + ": " + reply.status());
          }
        }
      }
    }
    assertThat(admitted).isEmpty();
  }

  @Test
  void onlyTheOperatorThePlatformAndTheKingdomCallAtAll() {
    assertThat(market.router().routes())
        .allSatisfy(route ->
            assertThat(route.callers())
                .isSubsetOf(Role.OPERATOR, Role.PLATFORM, Role.KINGDOM)
                .hasSize(1));
  }

  @Test
  void callersAreThoseOfTheConfigurationAndOfApprovedRoots() {
    new TrustedRoots(market.database)
        .approve(
            market.duchies.get(1).trustedRoot().toBuilder()
                .setSubject(TestMarket.identity("worker-one"))
                .build());

    assertThat(market.provider().principals().find(TestTokens.ISSUER, "operator"))
        .map(Principal::role)
        .contains(Role.OPERATOR);
    assertThat(market.provider().principals().find(TestTokens.ISSUER, "worker-one"))
        .map(Principal::party)
        .contains("duchies/worker1");
    assertThat(market.provider().principals().find(TestTokens.ISSUER, "nobody")).isEmpty();
    assertThat(market.provider().principals().find("https://other.example", "operator")).isEmpty();
  }

  @Test
  void theSweepIsThePlatforms() {
    assertThat(
            market
                .send(
                    HttpMethod.POST, "/v1/internal:sweep", Role.PLATFORM, new byte[0], "x-protobuf")
                .status())
        .isEqualTo(200);
  }

  private static String path(Route route) {
    return route.path().toString().replaceAll("\\{[^}]*}", "x1");
  }
}
