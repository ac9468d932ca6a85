package org.aureole.local.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import org.aureole.platform.http.ApiClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  private static final URI ISSUER = URI.create("http://127.0.0.1:1");

  @TempDir private Path folder;

  @Test
  void areReadBackAndNobodyElsesToRead() throws Exception {
    Path file = folder.resolve("edp1").resolve("credentials.json");
    new Credentials(Map.of("edp1", "s3cret", "edp1-operator", "other")).write(file);

    Credentials read = Credentials.read(file);

    assertThat(
            read.tokens("edp1-operator", ISSUER, ApiClient.newHttpClient(), InstantSource.system()))
        .isNotNull();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(read.toString()).contains("edp1-operator").doesNotContain("s3cret");
  }

  @Test
  void sayWhichSubjectsThereAre() {
    Credentials credentials = new Credentials(Map.of("edp1", "s3cret"));

    assertThatThrownBy(() ->
            credentials.tokens("edp2", ISSUER, ApiClient.newHttpClient(), InstantSource.system()))
        .hasMessageContaining("no secret for edp2")
        .hasMessageContaining("edp1")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void sayWhatToDoWhenThereAreNone() {
    assertThatThrownBy(() -> Credentials.read(folder.resolve("credentials.json")))
        .hasMessageContaining("aureole market up");
  }

  @Test
  void anUnreadableFileIsNotQuoted() throws Exception {
    Path file = folder.resolve("credentials.json");
    Files.writeString(file, "{\"edp1\": [\"s3cret\"]}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> Credentials.read(file))
        .hasMessageContaining("holds no credentials")
        .hasNoCause()
        .hasMessageNotContaining("s3cret");
  }
}
