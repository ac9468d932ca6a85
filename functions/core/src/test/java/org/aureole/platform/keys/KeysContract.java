package org.aureole.platform.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.Sealing;
import org.aureole.crypto.consent.Signatures;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.crypto.consent.VerifiedCertificate;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;

/**
 * What every implementation of {@link Keys} with {@link KeyAdministration} must do.
 *
 * @param <K> the implementation
 */
public abstract class KeysContract<K extends Keys & KeyAdministration> {
  protected static final String PARTY = "dataProviders/a";
  protected static final SigningContext CONTEXT =
      SigningContext.addressed(
          Purpose.REQUISITION_SPEC,
          "measurementConsumers/m",
          PARTY,
          "measurementConsumers/m/measurements/1",
          Fingerprint.of(new byte[] {1}));
  private static final SigningContext OWN_CONTEXT =
      SigningContext.published(Purpose.ENCRYPTION_KEY, PARTY, PARTY);
  private static final byte[] SECRET =
      "a per-computation private key".getBytes(StandardCharsets.UTF_8);

  /** A key store without keys; another one at each call. */
  protected abstract K empty();

  /** What the key store takes for now. */
  protected abstract Instant now();

  @Test
  void signsUnderAChainToItsRoot() {
    K keys = created();

    assertSigns(keys);
    assertThat(keys.create("Again")).isEqualTo(keys.root());
  }

  @Test
  void creatingAgainChangesNothing() {
    K keys = created();
    SigningIdentity signing = keys.signing();
    EncryptionPublicKey encryption = keys.encryptionKey();

    keys.create("Kanal Eins");

    assertThat(keys.signing().chain()).isEqualTo(signing.chain());
    assertThat(keys.encryptionKey()).isEqualTo(encryption);
  }

  @Test
  void saysSoWhereThereAreNoKeys() {
    K keys = empty();

    assertPrecondition(keys::root);
    assertPrecondition(keys::signing);
    assertPrecondition(keys::encryptionKey);
    assertPrecondition(() -> keys.open(CONTEXT, new byte[100]));
    assertPrecondition(() -> keys.rotateSigning(Fingerprint.of(new byte[0])));
    assertPrecondition(() -> keys.rotateEncryption(Fingerprint.of(new byte[0])));
  }

  @Test
  void opensWhatIsSealedToIt() {
    K keys = created();
    byte[] sealed = Sealing.seal(keys.encryptionKey(), CONTEXT, SECRET);

    assertThat(keys.open(CONTEXT, sealed)).isEqualTo(SECRET);
    sealed[sealed.length - 1] ^= 1;
    assertThatThrownBy(() -> keys.open(CONTEXT, sealed))
        .hasMessage("the sealed requisition-spec cannot be opened");
    assertThatThrownBy(
            () -> keys.open(CONTEXT, Sealing.seal(created().encryptionKey(), CONTEXT, SECRET)))
        .hasMessage("the sealed requisition-spec cannot be opened");
  }

  @Test
  void rotatesTheSigningKeyOnce() {
    K keys = created();
    SigningIdentity old = keys.signing();

    SigningIdentity rotated = keys.rotateSigning(old.chain().fingerprint());

    assertThat(rotated.chain()).isNotEqualTo(old.chain());
    assertThat(keys.signing().chain()).isEqualTo(rotated.chain());
    assertThat(keys.rotateSigning(old.chain().fingerprint()).chain()).isEqualTo(rotated.chain());
    assertSigns(keys);
  }

  @Test
  void rotatesTheEncryptionKeyOnceAndOpensOldMessages() {
    K keys = created();
    EncryptionPublicKey old = keys.encryptionKey();
    byte[] sealedToOld = Sealing.seal(old, CONTEXT, SECRET);

    EncryptionPublicKey rotated = keys.rotateEncryption(old.fingerprint());

    assertThat(rotated).isNotEqualTo(old);
    assertThat(keys.encryptionKey()).isEqualTo(rotated);
    assertThat(keys.rotateEncryption(old.fingerprint())).isEqualTo(rotated);
    assertThat(keys.open(CONTEXT, sealedToOld)).isEqualTo(SECRET);
    assertThat(keys.open(CONTEXT, Sealing.seal(rotated, CONTEXT, SECRET))).isEqualTo(SECRET);
  }

  @Test
  void unwrapsWhatItWrappedUnderTheSameNameOnly() {
    K keys = created();
    byte[] wrapped = keys.wrap("computations/1/key", SECRET);

    assertThat(keys.unwrap("computations/1/key", wrapped)).isEqualTo(SECRET);
    assertThat(keys.wrap("computations/1/key", SECRET)).isNotEqualTo(wrapped);
    assertThat(new String(wrapped, StandardCharsets.ISO_8859_1)).doesNotContain("private key");
    assertPrecondition(() -> keys.unwrap("computations/2/key", wrapped));
    assertPrecondition(() -> created().unwrap("computations/1/key", wrapped));
  }

  @Test
  void refusesAlteredWrappedSecrets() {
    K keys = created();
    byte[] wrapped = keys.wrap("x", SECRET);

    for (int i = 0; i < wrapped.length; i++) {
      byte[] flipped = wrapped.clone();
      flipped[i] ^= (byte) (1 << (i % 8));
      assertPrecondition(() -> keys.unwrap("x", flipped));
      byte[] shorter = Arrays.copyOf(wrapped, i);
      assertPrecondition(() -> keys.unwrap("x", shorter));
    }
  }

  @Test
  void wrapsSecretsOfAnySizeUpToTheLimit() {
    K keys = created();
    byte[] largest = new byte[Keys.MAX_SECRET_BYTES];

    assertThat(keys.unwrap("x", keys.wrap("x", largest))).isEqualTo(largest);
    for (int size : new int[] {0, Keys.MAX_SECRET_BYTES + 1}) {
      assertThatThrownBy(() -> keys.wrap("x", new byte[size]))
          .isInstanceOfSatisfying(
              DomainException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
  }

  @Test
  void showsNothingSecret() {
    K keys = created();
    byte[] wrapped = keys.wrap("x", SECRET);

    assertThat(keys.toString() + keys.signing())
        .doesNotContain(HexFormat.of().formatHex(SECRET))
        .doesNotContain(HexFormat.of().formatHex(wrapped).substring(0, 32))
        .doesNotContain("PrivateKey");
  }

  protected K created() {
    K keys = empty();
    keys.create("Kanal Eins");
    return keys;
  }

  protected void assertSigns(K keys) {
    SigningIdentity identity = keys.signing();
    byte[] signature = Signatures.sign(identity.signer(), OWN_CONTEXT, SECRET);
    VerifiedCertificate certificate =
        TrustStore.of(Map.of(PARTY, List.of(keys.root())), Set.of())
            .verify(PARTY, identity.chain(), now());

    Signatures.verify(
        certificate, identity.signer().algorithm().id(), OWN_CONTEXT, SECRET, signature);
  }

  protected static void assertPrecondition(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
  }
}
