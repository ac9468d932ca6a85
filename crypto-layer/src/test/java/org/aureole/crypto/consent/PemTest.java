package org.aureole.crypto.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.aureole.model.error.DomainException;
import org.junit.jupiter.api.Test;

class PemTest {
  private static byte[] der(int length) {
    byte[] der = new byte[length];
    new Random(length).nextBytes(der);
    return der;
  }

  @Test
  void whatIsEncodedIsDecodedWhateverStandsAround() {
    for (int length = 0; length < 200; length++) {
      byte[] der = der(length);
      String text = "2026-11-27 the root:\r\n" + Pem.of(der) + "\r\nGoodbye.\n";
      assertThat(Pem.decoded(bytes(text))).isEqualTo(der);
      assertThat(Pem.decoded(bytes(text.replace("\n", "\r\n")))).isEqualTo(der);
    }
  }

  @Test
  void linesAreAsLongAsTheFormatSays() {
    assertThat(Pem.of(der(100)).lines()).hasSize(5).allMatch(line -> line.length() <= 64);
  }

  @Test
  void whatIsInDerStaysAsItIs() {
    byte[] der = {0x30, 0x03, 0x02, 0x01, 0x05};
    assertThat(Pem.decoded(der)).isEqualTo(der).isNotSameAs(der);
  }

  @Test
  void whatBeginsAndDoesNotEndIsRefused() {
    assertThatThrownBy(() -> Pem.decoded(bytes("-----BEGIN CERTIFICATE-----\nAAAA\n")))
        .hasMessageContaining("does not end");
    assertThatThrownBy(() ->
            Pem.decoded(
                bytes(
                    Pem.of(der(9))
                        .replace(
                            "-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\n<>"))))
        .hasMessageContaining("does not end");
  }

  @Test
  void whatIsNoBase64IsRefused() {
    for (String encoded : new String[] {"A", "AAA=A", "=", "AA=A", "AAAAA"}) {
      String text = "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----";
      assertThatThrownBy(() -> Pem.decoded(bytes(text)))
          .isInstanceOf(DomainException.class)
          .hasMessageContaining("base64");
    }
  }

  @Test
  void oneOfSeveralIsNotChosen() {
    assertThatThrownBy(() -> Pem.decoded(bytes(Pem.of(der(9)) + "\n" + Pem.of(der(9)))))
        .hasMessageContaining("several");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
