package org.aureole.local.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadAndOnlyTheOwnerCan() throws Exception {
    Path path = folder.resolve("deep/er/key");
    PrivateFile file = new PrivateFile(path);
    assertThat(file.read()).isEmpty();
    file.write(new byte[] {1, 2});
    file.write(new byte[] {3});
    assertThat(file.read()).contains(new byte[] {3});
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(path.getParent())) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void aFileThatOthersCanReadIsNoSecret() throws Exception {
    Path path = folder.resolve("key");
    PrivateFile file = new PrivateFile(path);
    file.write(new byte[] {1});
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(file::read)
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("chmod 600");
  }
}
