package org.aureole.crypto.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FingerprintAndNonceTest {
  @Test
  void fingerprintIsSha256() {
    // FIPS 180-4 example, "abc".
    Fingerprint abc = Fingerprint.of("abc".getBytes(StandardCharsets.US_ASCII));

    assertThat(abc.hex())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Fingerprint.fromHex(abc.hex())).isEqualTo(abc).hasSameHashCodeAs(abc);
    assertThat(Fingerprint.fromHex("BA:78" + abc.hex().substring(4))).isEqualTo(abc);
    assertThat(Fingerprint.fromBytes(abc.bytes())).isEqualTo(abc);
    assertThat(Fingerprint.of(new byte[0])).isNotEqualTo(abc);
  }

  @Test
  void fingerprintRefusesOtherLengths() {
    assertThatThrownBy(() -> Fingerprint.fromBytes(new byte[31])).hasMessageContaining("32");
    assertThatThrownBy(() -> Fingerprint.fromHex("abc")).hasMessageContaining("64");
    assertThatThrownBy(() -> Fingerprint.fromHex("zz".repeat(32))).hasMessageContaining("64");
  }

  @Test
  void fingerprintCannotBeChangedFromOutside() {
    byte[] bytes = new byte[32];
    Fingerprint fingerprint = Fingerprint.fromBytes(bytes);
    bytes[0] = 1;
    fingerprint.bytes()[1] = 1;

    assertThat(fingerprint.bytes()).isEqualTo(new byte[32]);
  }

  @Test
  void nonceHashIsThePublishedForm() {
    byte[] value = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    byte[] preimage =
        HexFormat.of()
            .parseHex(
                "00000010"
                    + HexFormat.of().formatHex("aureole/v1/nonce".getBytes(StandardCharsets.UTF_8))
                    + "0000000f"
                    + HexFormat.of().formatHex("dataProviders/a".getBytes(StandardCharsets.UTF_8))
                    + "00000010"
                    + "000102030405060708090a0b0c0d0e0f");

    assertThat(Nonce.fromBytes(value).hash("dataProviders/a")).isEqualTo(Fingerprint.of(preimage));
  }

  @Test
  void nonceCountsForOneDataProviderOnly() {
    Nonce nonce = Nonce.random(TestParty.RANDOM);
    Fingerprint hash = nonce.hash("dataProviders/a");

    assertThat(nonce.matches(hash, "dataProviders/a")).isTrue();
    assertThat(nonce.matches(hash, "dataProviders/b")).isFalse();
    assertThat(Nonce.random(TestParty.RANDOM).matches(hash, "dataProviders/a")).isFalse();
    assertThat(Nonce.fromBytes(nonce.bytes())).isEqualTo(nonce).hasSameHashCodeAs(nonce);
  }

  @Test
  void nonceShowsNothingAndHasOneLength() {
    Nonce nonce = Nonce.random(TestParty.RANDOM);

    assertThat(nonce.toString())
        .doesNotContain(HexFormat.of().formatHex(nonce.bytes()).substring(0, 8));
    SignaturesTest.assertRefused(() -> Nonce.fromBytes(new byte[8]));
  }
}
