package org.aureole.crypto.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SealingTest {
  private static final SigningContext CONTEXT = SigningContextTest.CONTEXT;
  private static final EncryptionPrivateKey KEY = EncryptionPrivateKey.generate(TestParty.RANDOM);
  private static final byte[] PLAINTEXT = "a nonce and a filter".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SEALED = Sealing.seal(KEY.publicKey(), CONTEXT, PLAINTEXT);

  /** RFC 9180 appendix A.1.1: base mode, X25519, HKDF-SHA256, AES-128-GCM. */
  private static final class Rfc9180 {
    static final byte[] INFO = hex("4f6465206f6e2061204772656369616e2055726e");
    static final byte[] EPHEMERAL =
        hex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736");
    static final byte[] RECIPIENT =
        hex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8");
    static final byte[] ENCAPSULATED =
        hex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
    static final byte[] AAD = hex("436f756e742d30");
    static final byte[] PLAINTEXT =
        hex("4265617574792069732074727574682c20747275746820626561757479");
    static final byte[] CIPHERTEXT =
        hex(
            "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
                + "6d8770ac83d07bea87e13c512a");
  }

  @Test
  void libraryReproducesTheRfcVector() throws Exception {
    X25519PrivateKeyParameters ephemeral = new X25519PrivateKeyParameters(Rfc9180.EPHEMERAL);
    X25519PublicKeyParameters recipient =
        new X25519PrivateKeyParameters(Rfc9180.RECIPIENT).generatePublicKey();
    var sender =
        new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM128)
            .setupBaseS(
                recipient,
                Rfc9180.INFO,
                new AsymmetricCipherKeyPair(ephemeral.generatePublicKey(), ephemeral));

    assertThat(sender.getEncapsulation()).isEqualTo(Rfc9180.ENCAPSULATED);
    assertThat(sender.seal(Rfc9180.AAD, Rfc9180.PLAINTEXT)).isEqualTo(Rfc9180.CIPHERTEXT);
  }

  @Test
  void referenceReproducesTheRfcVector() throws Exception {
    assertThat(
            ReferenceHpke.open(
                ReferenceHpke.AES_128_GCM,
                Rfc9180.RECIPIENT,
                Rfc9180.ENCAPSULATED,
                Rfc9180.INFO,
                Rfc9180.AAD,
                Rfc9180.CIPHERTEXT))
        .isEqualTo(Rfc9180.PLAINTEXT);
  }

  /** The RFC prints no vector of our suite, so an independent reading of the RFC opens ours. */
  @Test
  void referenceOpensWhatWeSeal() throws Exception {
    byte[] opened =
        ReferenceHpke.open(
            ReferenceHpke.AES_256_GCM,
            KEY.export(),
            Arrays.copyOf(SEALED, 32),
            CONTEXT.bytes(),
            new byte[0],
            Arrays.copyOfRange(SEALED, 32, SEALED.length));

    assertThat(opened).isEqualTo(PLAINTEXT);
  }

  @Test
  void opensWhatWasSealed() {
    assertThat(KEY.open(CONTEXT, SEALED)).isEqualTo(PLAINTEXT);
    assertThat(SEALED).hasSize(PLAINTEXT.length + Sealing.OVERHEAD_BYTES);
    byte[] empty = Sealing.seal(KEY.publicKey(), CONTEXT, new byte[0]);
    assertThat(KEY.open(CONTEXT, empty)).isEmpty();
  }

  @Test
  void sealsDifferentlyEachTime() {
    assertThat(Sealing.seal(KEY.publicKey(), CONTEXT, PLAINTEXT)).isNotEqualTo(SEALED);
  }

  @ParameterizedTest
  @MethodSource("org.aureole.crypto.consent.SigningContextTest#variants")
  void refusesEveryOtherContext(SigningContext other) {
    SignaturesTest.assertRefused(() -> KEY.open(other, SEALED));
  }

  @Test
  void everyFailureLooksTheSame() {
    Set<String> messages = new HashSet<>();
    for (int bit = 0; bit < SEALED.length * 8; bit++) {
      // The top bit of the X25519 key is masked off (RFC 7748), but HPKE binds the key's bytes.
      messages.add(refusal(KEY, SignaturesTest.flip(SEALED, bit)));
    }
    for (int length = 0; length < SEALED.length; length++) {
      messages.add(refusal(KEY, Arrays.copyOf(SEALED, length)));
    }
    messages.add(refusal(KEY, Arrays.copyOf(SEALED, SEALED.length + 1)));
    messages.add(refusal(KEY, new byte[SEALED.length]));
    messages.add(refusal(EncryptionPrivateKey.generate(TestParty.RANDOM), SEALED));
    byte[] foreign =
        Sealing.seal(
            EncryptionPrivateKey.generate(TestParty.RANDOM).publicKey(), CONTEXT, PLAINTEXT);
    messages.add(refusal(KEY, foreign));
    byte[] mixed = foreign.clone();
    System.arraycopy(SEALED, 0, mixed, 0, 32);
    messages.add(refusal(KEY, mixed));

    assertThat(messages).containsExactly("the sealed requisition-spec cannot be opened");
  }

  @Test
  void refusesRecipientKeysThatHideNothing() {
    EncryptionPublicKey zero = EncryptionPublicKey.fromBytes(new byte[32]);

    SignaturesTest.assertRefused(() -> Sealing.seal(zero, CONTEXT, PLAINTEXT));
    SignaturesTest.assertRefused(() -> EncryptionPublicKey.fromBytes(new byte[31]));
  }

  @Test
  void refusesOversizedPlaintext() {
    byte[] tooLarge = new byte[Sealing.MAX_PLAINTEXT_BYTES + 1];

    assertThatThrownBy(() -> Sealing.seal(KEY.publicKey(), CONTEXT, tooLarge))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
    SignaturesTest.assertRefused(() -> KEY.open(CONTEXT, new byte[tooLarge.length + 48]));
  }

  @Test
  void privateKeyShowsNothingAndCanBeDestroyed() {
    EncryptionPrivateKey key = EncryptionPrivateKey.generate(TestParty.RANDOM);
    byte[] exported = key.export();
    assertThat(EncryptionPrivateKey.fromBytes(exported).publicKey()).isEqualTo(key.publicKey());
    assertThat(key.toString())
        .contains("redacted")
        .doesNotContain(HexFormat.of().formatHex(exported).substring(0, 16));

    key.destroy();

    assertThat(key.isDestroyed()).isTrue();
    assertThat(key.publicKey().bytes()).hasSize(32);
    assertThatThrownBy(key::export).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> key.open(CONTEXT, SEALED)).isInstanceOf(IllegalStateException.class);
  }

  private static String refusal(EncryptionPrivateKey key, byte[] sealed) {
    try {
      key.open(CONTEXT, sealed);
      return "opened";
    } catch (DomainException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.CONSENT_SIGNAL_INVALID);
      assertThat(e).hasNoCause();
      return e.getMessage();
    }
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
