package org.aureole.crypto.hmss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.aureole.crypto.prng.Seed;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;

class SeedAgreementTest {
  private final SeedAgreement agreement = new SeedAgreement("computations/1");
  private final Seed first = Seed.random(new SecureRandom());
  private final Seed second = Seed.random(new SecureRandom());

  @Test
  void openedShare_mustBeTheCommittedOne() {
    byte[] commitment = agreement.commit("duchies/worker1", first);
    assertThat(commitment).hasSize(SeedAgreement.COMMITMENT_BYTES);
    agreement.verify(commitment, "duchies/worker1", first);
    assertThatThrownBy(() -> agreement.verify(commitment, "duchies/worker1", second))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION))
        .hasMessageContaining("duchies/worker1 opened another seed");
  }

  @Test
  void commitment_belongsToOneWorkerOfOneComputation() {
    byte[] commitment = agreement.commit("duchies/worker1", first);
    assertThatThrownBy(() -> agreement.verify(commitment, "duchies/worker2", first))
        .isInstanceOf(DomainException.class);
    assertThatThrownBy(
            () -> new SeedAgreement("computations/2").verify(commitment, "duchies/worker1", first))
        .isInstanceOf(DomainException.class);
    // Lengths are part of what is hashed: no two pairs of names run together.
    assertThat(new SeedAgreement("ab").commit("c", first))
        .isNotEqualTo(new SeedAgreement("a").commit("bc", first));
  }

  @Test
  void commonSeed_dependsOnBothSharesAndTheComputation() {
    Seed common = agreement.commonSeed(first, second);
    assertThat(common).isEqualTo(agreement.commonSeed(first, second));
    assertThat(common)
        .isNotEqualTo(agreement.commonSeed(second, first))
        .isNotEqualTo(agreement.commonSeed(first, first))
        .isNotEqualTo(new SeedAgreement("computations/2").commonSeed(first, second));
  }
}
