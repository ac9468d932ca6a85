package org.aureole.local.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.aureole.crypto.consent.CertificateAuthority;
import org.aureole.crypto.consent.CertificateChain;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.P256;
import org.aureole.crypto.consent.Validity;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTrustTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final Validity YEAR = new Validity(NOW, NOW.plus(Duration.ofDays(365)));
  private static final PartyName EDP = PartyName.dataProvider("edp1");
  private static final PartyName DUCHY = PartyName.duchy("worker1");

  @TempDir private Path folder;

  @Test
  void trustsNobodyWhileTheFolderIsAbsent() {
    FolderTrust trust = new FolderTrust(folder.resolve("absent"));

    assertThat(trust.list()).isEmpty();
    assertThatThrownBy(() -> trust.get().verify(EDP.toString(), leaf(authority()), NOW))
        .hasMessageContaining("no root certificate is approved for dataProviders/edp1");
  }

  @Test
  void anotherInstanceTrustsWhatOneApproved() {
    CertificateAuthority authority = authority();
    new FolderTrust(folder).approve(EDP, authority.root());

    FolderTrust trust = new FolderTrust(folder);

    trust.get().verify(EDP.toString(), leaf(authority), NOW.plusSeconds(1));
    assertThat(trust.list())
        .singleElement()
        .satisfies(root -> {
          assertThat(root.party()).isEqualTo(EDP);
          assertThat(root.fingerprint()).isEqualTo(Certificates.fingerprint(authority.root()));
        });
  }

  @Test
  void approvingAgainChangesNothing() {
    byte[] root = authority().root();
    FolderTrust trust = new FolderTrust(folder);
    trust.approve(EDP, root);
    trust.approve(EDP, root);

    assertThat(trust.list()).hasSize(1);
  }

  @Test
  void aRootStandsForOnePartyOnly() {
    byte[] root = authority().root();
    FolderTrust trust = new FolderTrust(folder);
    trust.approve(EDP, root);

    assertThatThrownBy(() -> trust.approve(DUCHY, root))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
    assertThat(trust.list()).hasSize(1);
  }

  @Test
  void aRemovedRootIsTrustedNoMore() {
    CertificateAuthority authority = authority();
    FolderTrust trust = new FolderTrust(folder);
    trust.approve(EDP, authority.root());
    trust.remove(DUCHY, Certificates.fingerprint(authority.root()));
    assertThat(trust.list()).hasSize(1);
    trust.remove(EDP, Certificates.fingerprint(authority.root()));
    trust.remove(EDP, Certificates.fingerprint(authority.root()));

    assertThat(trust.list()).isEmpty();
    trust.approve(DUCHY, authority.root());
    trust.get().verify(DUCHY.toString(), leaf(authority), NOW.plusSeconds(1));
  }

  @Test
  void aRefusedRootStaysRefusedWhenItsApprovalWasTakenBack() {
    CertificateAuthority authority = authority();
    Fingerprint root = Certificates.fingerprint(authority.root());
    FolderTrust trust = new FolderTrust(folder);
    trust.approve(EDP, authority.root());
    trust.distrust(root, "stolen");
    trust.remove(EDP, root);
    trust.approve(EDP, authority.root());

    assertThatThrownBy(() -> trust.get().verify(EDP.toString(), leaf(authority), NOW))
        .hasMessageContaining("is revoked");
  }

  @Test
  void refusesAFileThatIsNotWhatItsNameSays() throws IOException {
    FolderTrust trust = new FolderTrust(folder);
    trust.approve(EDP, authority().root());
    Path file;
    try (var files = Files.list(folder)) {
      file = files.findFirst().orElseThrow();
    }
    Files.write(file, authority().root());

    assertThatThrownBy(trust::get).hasMessageContaining("another certificate than its name says");
  }

  @Test
  void aDistrustedCertificateIsRefusedForEver() {
    CertificateAuthority authority = authority();
    FolderTrust trust = new FolderTrust(folder);
    trust.approve(EDP, authority.root());
    CertificateChain stolen = leaf(authority);
    CertificateChain other = leaf(authority);
    trust.distrust(stolen.fingerprint(), "stolen");
    trust.distrust(stolen.fingerprint(), "again");

    FolderTrust later = new FolderTrust(folder);
    assertThatThrownBy(() -> later.get().verify(EDP.toString(), stolen, NOW))
        .hasMessageContaining("is revoked");
    later.get().verify(EDP.toString(), other, NOW);
    assertThat(later.distrusted()).containsExactly(Map.entry(stolen.fingerprint(), "stolen"));
    assertThat(later.list()).hasSize(1);

    later.distrust(Certificates.fingerprint(authority.root()), "all of it");
    assertThatThrownBy(() -> later.get().verify(EDP.toString(), other, NOW))
        .hasMessageContaining("is revoked");
  }

  @Test
  void refusesAStrangeFile() throws IOException {
    Files.writeString(folder.resolve("root.pem"), "x");

    assertThatThrownBy(new FolderTrust(folder)::get)
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("root.pem is no approved root");
  }

  private static CertificateAuthority authority() {
    KeyPair keys = P256.generate(RANDOM);
    return CertificateAuthority.create(
        "test root", keys.getPublic(), P256.signer(keys.getPrivate()), YEAR, RANDOM);
  }

  private static CertificateChain leaf(CertificateAuthority authority) {
    return CertificateChain.of(authority.issue("test", P256.generate(RANDOM).getPublic(), YEAR));
  }
}
