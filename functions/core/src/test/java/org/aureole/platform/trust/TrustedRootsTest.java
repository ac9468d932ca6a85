package org.aureole.platform.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.aureole.crypto.consent.Certificates;
import org.aureole.edp.TestParty;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestClock;
import org.aureole.v1.DistrustedCertificate;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.TrustedRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Approvals that were a mistake, on PostgreSQL. */
@Tag("store")
class TrustedRootsTest {
  private static final String ISSUER = "https://issuer.example";

  private final TestClock clock = new TestClock();
  private final Database database = new PostgresTestDatabases().create(clock, "trust");
  private final TrustedRoots roots = new TrustedRoots(database);
  private final TestParty worker = new TestParty("duchies/worker2");

  @AfterEach
  void close() {
    database.close();
  }

  private TrustedRoot root(String party, String subject) {
    return worker.trustedRoot().toBuilder()
        .setParty(party)
        .setSubject(OidcSubject.newBuilder().setIssuer(ISSUER).setSubject(subject))
        .build();
  }

  private void verify(String party) {
    roots.trustStore().verify(party, worker.signing().chain(), clock.instant());
  }

  @Test
  void anApprovalForTheWrongPartyIsTakenBackAndTheRootServesTheRightOne() {
    TrustedRoot mistake = root("dataProviders/edp1", "w2");
    TrustedRoot right = root("duchies/worker2", "w2");
    roots.approve(mistake);
    assertThatThrownBy(() -> roots.approve(right.toBuilder().clearSubject().build()))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS))
        .hasMessageContaining("is approved for dataProviders/edp1 and for duchies/worker2")
        .hasMessageContaining("aureole parties untrust");
    assertThatThrownBy(() -> roots.approve(right))
        .hasMessageContaining("already calls as dataProviders/edp1")
        .hasMessageContaining("aureole parties untrust");

    roots.remove(mistake);
    assertThat(roots.caller(ISSUER, "w2")).isEmpty();
    assertThatThrownBy(() -> verify("dataProviders/edp1"))
        .hasMessageContaining("no root certificate is approved for dataProviders/edp1");
    roots.approve(right);

    verify("duchies/worker2");
    assertThat(roots.caller(ISSUER, "w2")).contains(PartyName.duchy("worker2"));
  }

  @Test
  void approvingAgainChangesTheIdentityAndNotSinceWhenTheRootIsTrusted() {
    TrustedRoot first = roots.approve(root("duchies/worker2", "w2"));
    clock.advance(Duration.ofDays(3));

    TrustedRoot again = roots.approve(root("duchies/worker2", "w3"));

    assertThat(again.getCreateTime()).isEqualTo(first.getCreateTime());
    assertThat(again.getSubject().getSubject()).isEqualTo("w3");
    assertThat(roots.list()).containsExactly(again);
    roots.remove(again);
    assertThat(roots.approve(again).getCreateTime()).isNotEqualTo(first.getCreateTime());
  }

  @Test
  void takingBackIsRepeatableAndMeansThatRootOfThatPartyAlone() {
    TrustedRoot kept = new TestParty("duchies/worker2").trustedRoot();
    roots.approve(root("duchies/worker2", "w2"));
    roots.approve(kept);

    roots.remove(root("dataProviders/edp1", "w2"));
    assertThat(roots.list()).hasSize(2);
    for (int i = 0; i < 2; i++) {
      roots.remove(root("duchies/worker2", ""));
      assertThat(roots.list())
          .singleElement()
          .extracting(TrustedRoot::getRootCertificate)
          .isEqualTo(kept.getRootCertificate());
    }
    assertThatThrownBy(() -> roots.remove(root("nobody", "")))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }

  @Test
  void aRefusedRootStaysRefusedWhenItsApprovalWasTakenBack() {
    TrustedRoot root = root("duchies/worker2", "w2");
    roots.approve(root);
    roots.distrust(
        DistrustedCertificate.newBuilder()
            .setFingerprint(Certificates.fingerprint(root.getRootCertificate().toByteArray()).hex())
            .setReason("stolen")
            .build());
    roots.remove(root);
    roots.approve(root);

    assertThat(roots.distrusted()).hasSize(1);
    assertThatThrownBy(() -> verify("duchies/worker2")).hasMessageContaining("is revoked");
  }
}
