package org.aureole.local.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Random;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.Sealing;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.platform.keys.KeyLifetimes;
import org.aureole.platform.keys.StoredKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that creates and rotates keys without end, and uses what it left. */
@Tag("long")
class LocalKeysKillTest {
  private static final int KILLS = 12;
  private static final SigningContext CONTEXT =
      SigningContext.addressed(Purpose.RESULT, "a", "b", "c", Fingerprint.of(new byte[0]));

  @TempDir private Path folder;

  @Test
  void keysStayWholeAndNoneThatWasReportedIsLost() throws Exception {
    Random draw = new Random(20260501);
    for (int kill = 0; kill < KILLS; kill++) {
      EncryptionPublicKey reported = runAndKill(draw.nextInt(4));

      StoredKeys keys = open(folder);
      keys.create("Kanal Eins");
      assertThat(keys.signing().chain().fingerprint()).isNotNull();
      byte[] sealed = Sealing.seal(reported, CONTEXT, new byte[] {7});
      assertThat(keys.open(CONTEXT, sealed)).containsExactly(7);
    }
  }

  /** Kills right after the child reported its so-manyth key, in the midst of the next rotation. */
  private EncryptionPublicKey runAndKill(int reportsBefore)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Rotation.class.getName(),
                folder.toString())
            .redirectError(new File(folder.toFile(), "child-errors"))
            .start();
    try (BufferedReader reports =
        new BufferedReader(
            new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
      String report = reports.readLine();
      for (int i = 0; i < reportsBefore; i++) {
        report = reports.readLine();
      }
      assertThat(report).as("what the child reported").isNotNull();
      return EncryptionPublicKey.fromBytes(Fingerprint.fromHex(report).bytes());
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  private static StoredKeys open(Path folder) {
    SecureRandom random = new SecureRandom();
    return LocalKeys.open(
        folder.resolve("keys"),
        MasterKey.inFolder(folder.resolve("master"), random),
        KeyLifetimes.DEFAULT,
        InstantSource.system(),
        random);
  }

  /** The child: reports each public key, in hexadecimal digits, once it is the current one. */
  static final class Rotation {
    private Rotation() {}

    public static void main(String[] arguments) {
      StoredKeys keys = open(Path.of(arguments[0]));
      keys.create("Kanal Eins");
      EncryptionPublicKey current = keys.encryptionKey();
      while (true) {
        System.out.println(Fingerprint.fromBytes(current.bytes()).hex());
        keys.rotateSigning(keys.signing().chain().fingerprint());
        current = keys.rotateEncryption(current.fingerprint());
      }
    }
  }
}
