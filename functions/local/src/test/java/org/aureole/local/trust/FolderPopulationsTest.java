package org.aureole.local.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PopulationName;
import org.aureole.v1.Population;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPopulationsTest {
  private static final PopulationName MARKET = new PopulationName("market");
  private static final Fingerprint PEOPLE = Fingerprint.of(new byte[] {1});
  private static final Fingerprint OTHERS = Fingerprint.of(new byte[] {2});

  @TempDir private Path folder;

  @Test
  void onlyWhatWasApprovedPasses() {
    FolderPopulations approved = new FolderPopulations(folder.resolve("absent"));
    assertThat(approved.isUndecided()).isTrue();
    assertThat(approved.list()).isEmpty();
    assertRefused(approved, "market", PEOPLE);

    approved.approve(MARKET, PEOPLE);
    approved.approve(MARKET, PEOPLE);

    FolderPopulations another = new FolderPopulations(folder.resolve("absent"));
    assertThat(another.list()).containsExactly(new FolderPopulations.Approved(MARKET, PEOPLE));
    another.require(delivered("market", PEOPLE));
    assertRefused(another, "market", OTHERS);
    assertRefused(another, "other", PEOPLE);
  }

  @Test
  void whatIsWithdrawnPassesNoLonger() {
    FolderPopulations approved = new FolderPopulations(folder);
    approved.approve(MARKET, PEOPLE);
    approved.withdraw(MARKET, PEOPLE);

    assertRefused(approved, "market", PEOPLE);
    assertThat(approved.isUndecided()).isFalse();
    assertThatThrownBy(() -> approved.withdraw(MARKET, PEOPLE))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void aFileThatIsNoApprovalIsNotSkipped() throws IOException {
    Files.writeString(folder.resolve("market.abc"), "");

    assertThatThrownBy(() -> new FolderPopulations(folder).list())
        .hasMessageContaining("is no approved population");
  }

  private static void assertRefused(FolderPopulations approved, String id, Fingerprint digest) {
    assertThatThrownBy(() -> approved.require(delivered(id, digest)))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining("aureole populations approve FILE")
        .hasMessageContaining(digest.hex());
  }

  private static Population delivered(String id, Fingerprint digest) {
    return Population.newBuilder()
        .setName("populations/" + id)
        .setPopulationSpecDigest(ByteString.copyFrom(digest.bytes()))
        .build();
  }
}
