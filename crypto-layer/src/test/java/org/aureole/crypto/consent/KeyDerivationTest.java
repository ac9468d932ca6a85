package org.aureole.crypto.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeyDerivationTest {
  /** RFC 5869 appendix A.3: no salt, no info. */
  @Test
  void derivesTheRfcVector() {
    byte[] key = new byte[22];
    Arrays.fill(key, (byte) 0x0b);

    assertThat(HexFormat.of().formatHex(KeyDerivation.fromKey(key, new byte[0], 42)))
        .isEqualTo(
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                + "9d201395faa4b61a96c8");
  }

  @Test
  void passphraseAndSaltDecideTheKey() {
    char[] passphrase = "Größe und Gewicht".toCharArray();
    byte[] salt = new byte[16];
    byte[] key = KeyDerivation.fromPassphrase(passphrase, salt);
    byte[] otherSalt = new byte[16];
    otherSalt[15] = 1;

    assertThat(key).hasSize(32).isEqualTo(KeyDerivation.fromPassphrase(passphrase, salt));
    assertThat(passphrase).isEqualTo("Größe und Gewicht".toCharArray());
    assertThat(KeyDerivation.fromPassphrase(passphrase, otherSalt)).isNotEqualTo(key);
    assertThat(KeyDerivation.fromPassphrase("Größe und Gewichs".toCharArray(), salt))
        .isNotEqualTo(key);
  }
}
