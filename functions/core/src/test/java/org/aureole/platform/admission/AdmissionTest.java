package org.aureole.platform.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.VerifiedToken;
import org.aureole.platform.limit.Rate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdmissionTest {
  private static final String ISSUER = "https://issuer.example";
  private static final int CALLER = 4;
  private static final int PARTY = 6;
  private static final int AT_ONCE = 2;
  private static final int MAX_CALLERS = 50;

  private final AtomicLong now = new AtomicLong();
  private final Admission admission = new Admission(limits(), now::get);

  private static RateLimits limits() {
    Allowance small = new Allowance(new Rate(1, CALLER), new Rate(1, PARTY), AT_ONCE);
    return new RateLimits(
        small, small, small, RateLimits.USUAL.platform(), small, new Rate(1, 1), MAX_CALLERS);
  }

  private static Principal consumer(String party, String subject) {
    return new Principal(
        Role.MEASUREMENT_CONSUMER, "measurementConsumers/" + party, ISSUER, subject);
  }

  private static Principal stranger(int i) {
    return Principal.unregistered(new VerifiedToken(ISSUER, "stranger-" + i, Instant.MAX));
  }

  private Optional<DomainException> call(Principal caller) {
    DomainException refused =
        catchThrowableOfType(DomainException.class, () -> admission.enter(caller).leave());
    return Optional.ofNullable(refused);
  }

  private int admitted(Principal caller, int calls) {
    int admitted = 0;
    for (int i = 0; i < calls; i++) {
      admitted += call(caller).isEmpty() ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void anIdentityHasItsOwnAllowance() {
    assertThat(admitted(consumer("mc1", "ann"), 20)).isEqualTo(CALLER);
    assertThat(admitted(consumer("mc2", "eve"), 20)).isEqualTo(CALLER);
    now.addAndGet(2_000_000_000L);
    assertThat(admitted(consumer("mc1", "ann"), 20)).isEqualTo(2);
  }

  @Test
  void theIdentitiesOfAPartyShareAnotherAndLoseNothingOfTheirOwn() {
    assertThat(admitted(consumer("mc1", "ann"), 20)).isEqualTo(CALLER);
    assertThat(admitted(consumer("mc1", "bob"), 20)).isEqualTo(PARTY - CALLER);
    now.addAndGet(2_000_000_000L);
    assertThat(admitted(consumer("mc1", "bob"), 20)).isEqualTo(2);
    assertThat(admitted(consumer("mc2", "eve"), 20)).isEqualTo(CALLER);
  }

  @Test
  void aRefusalSaysWhenToComeAgain() {
    admitted(consumer("mc1", "ann"), CALLER);
    DomainException refused = call(consumer("mc1", "ann")).orElseThrow();
    assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(refused.isRetryable()).isTrue();
    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(1));
    assertThat(refused).hasMessageContaining("measurementConsumers/mc1 calls too often");
  }

  @Test
  void whoeverHasUsedUpTheAllowanceIsTurnedAwayBeforeAnythingIsLookedUp() {
    VerifiedToken token = new VerifiedToken(ISSUER, "ann", Instant.MAX);
    admission.check(token);
    admitted(consumer("mc1", "ann"), CALLER);
    assertThat(catchThrowableOfType(DomainException.class, () -> admission.check(token)).code())
        .isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    admission.check(new VerifiedToken("https://other.example", "ann", Instant.MAX));
    now.addAndGet(1_000_000_000L);
    admission.check(token);
  }

  @Test
  void strangersShareOneHoweverManyIdentitiesTheyHave() {
    int admitted = 0;
    for (int i = 0; i < 200; i++) {
      admitted += call(stranger(i)).isEmpty() ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(PARTY);
    assertThat(admitted(consumer("mc1", "ann"), 20)).isEqualTo(CALLER);
  }

  @Test
  void aStrangerWhoIsRegisteredIsNoStrangerAnyMore() {
    admitted(stranger(1), 20);
    assertThat(admitted(consumer("mc1", "stranger-1"), 20)).isEqualTo(CALLER);
  }

  @Test
  void callsInProgressAreBounded() {
    Admission.Stay first = admission.enter(consumer("mc1", "ann"));
    Admission.Stay second = admission.enter(consumer("mc1", "bob"));
    assertThat(call(consumer("mc1", "ann"))).isPresent();
    assertThat(call(consumer("mc2", "eve"))).isEmpty();
    second.leave();
    assertThat(call(consumer("mc1", "ann"))).isEmpty();
    first.leave();
  }

  @ParameterizedTest
  @EnumSource(
      value = Role.class,
      names = {"PLATFORM", "KINGDOM"})
  void aWeekOfMessagesIsDeliveredWithoutARefusal(Role role) {
    assertThat(admitted(new Principal(role, "", ISSUER, "topic"), 10_000)).isEqualTo(10_000);
  }

  @Test
  void moreCallersThanAreKeptInMindAreNoTrouble() {
    for (int i = 0; i < 10 * MAX_CALLERS; i++) {
      assertThat(call(consumer("mc" + i, "user-" + i))).isEmpty();
    }
    assertThat(admission.callersInMind()).isEqualTo(MAX_CALLERS);
  }

  @Test
  void withoutLimitsNobodyIsRefused() {
    Admission open = new Admission(RateLimits.NONE, now::get);
    for (int i = 0; i < 100_000; i++) {
      open.enter(stranger(i % 7)).leave();
    }
  }
}
