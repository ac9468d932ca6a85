package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.Route;
import org.aureole.platform.identity.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every endpoint of a Duchy refuses every identity that it is not for. */
@Tag("store")
class DuchyAccessTest {
  private static final TestMarket MARKET = new TestMarket(1);
  private static final TestDuchy DUCHY = MARKET.duchy(TestMarket.WORKER1);
  private static final Map<Role, String> SUBJECTS = new EnumMap<>(Role.class);

  static {
    SUBJECTS.put(Role.OPERATOR, "operator");
    SUBJECTS.put(Role.PLATFORM, "platform");
    SUBJECTS.put(Role.KINGDOM, "kingdom");
    SUBJECTS.put(Role.MEASUREMENT_CONSUMER, TestMarket.CONSUMER.toString());
    SUBJECTS.put(Role.DATA_PROVIDER, PartyName.dataProvider("edp1").toString());
    SUBJECTS.put(Role.DUCHY, TestMarket.WORKER2.toString());
    SUBJECTS.put(Role.UNREGISTERED, "stranger");
  }

  @AfterAll
  static void close() {
    MARKET.close();
  }

  @Test
  void onlyThoseItIsForMayCall() {
    assertThat(SUBJECTS).containsOnlyKeys(Role.values());
    assertThat(DUCHY.routes()).hasSizeGreaterThanOrEqualTo(8);
    for (Route route : DUCHY.routes()) {
      SUBJECTS.forEach((role, subject) -> {
        int status = DUCHY.status(route, Optional.of(subject));
        if (route.callers().contains(role)) {
          assertThat(status).as(route.id() + " by " + role).isNotIn(401, 403);
        } else {
          assertThat(status).as(route.id() + " by " + role).isEqualTo(403);
        }
      });
    }
  }

  @Test
  void nobodyMayCallWithoutAToken() {
    for (Route route : DUCHY.routes()) {
      assertThat(DUCHY.status(route, Optional.empty())).as(route.id()).isEqualTo(401);
    }
  }
}
