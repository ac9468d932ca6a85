package org.aureole.gcp.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.aureole.crypto.consent.EncryptionPrivateKey;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.Sealing;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.InMemoryBlobStore;
import org.aureole.platform.keys.BucketKeyRecords;
import org.aureole.platform.keys.KeyLifetimes;
import org.aureole.platform.keys.KeysContract;
import org.aureole.platform.keys.SigningKeys;
import org.aureole.platform.keys.StoredKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys in a bucket and in Cloud KMS: the real client library against a service of ours. */
class CloudKeysTest extends KeysContract<StoredKeys> {
  private static KeyManagementServer server;
  private static KeyManagementServiceClient kms;
  private static int parties;

  private Instant now = Instant.parse("2026-11-26T12:00:00Z");

  @BeforeAll
  static void start() throws IOException {
    server = new KeyManagementServer();
    kms = open(server.endpoint());
  }

  private static KeyManagementServiceClient open(URI endpoint) {
    return CloudKms.open(endpoint, NoCredentialsProvider.create(), Duration.ofSeconds(2));
  }

  @AfterAll
  static void stop() {
    kms.close();
    server.close();
  }

  @Override
  protected StoredKeys empty() {
    String party = "party" + parties++;
    return open(party, new InMemoryBlobStore(party + "-keys"), allKeys(party));
  }

  @Override
  protected Instant now() {
    return now;
  }

  private StoredKeys open(String party, BlobStore bucket, SigningKeys signing) {
    return new StoredKeys(
        new BucketKeyRecords(bucket, () -> now),
        new KmsWrap(() -> kms, key(party, "wrap"), "records"),
        new KmsWrap(() -> kms, key(party, "wrap"), "secrets"),
        signing,
        KeyLifetimes.DEFAULT,
        () -> now,
        new SecureRandom());
  }

  private static SigningKeys allKeys(String party) {
    return new KmsSigningKeys(
        () -> kms,
        Map.of(
            SigningKeys.Use.ROOT, key(party, "root"),
            SigningKeys.Use.MESSAGES, key(party, "signing")));
  }

  private static String key(String party, String id) {
    return "projects/" + party + "/locations/europe-west1/keyRings/aureole/cryptoKeys/" + id;
  }

  @Test
  void aFunctionThatMayMakeNoKeysUsesThoseThatAnOperatorMade() {
    BlobStore bucket = new InMemoryBlobStore("keys");
    StoredKeys operators = open("shared", bucket, allKeys("shared"));
    StoredKeys functions = open("shared", bucket, new KmsSigningKeys(() -> kms, Map.of()));
    assertPrecondition(functions::signing);

    operators.create("Kanal Eins");
    now = now.plus(BucketKeyRecords.FRESH);

    assertSigns(functions);
    assertPrecondition(() -> functions.rotateSigning(functions.signing().chain().fingerprint()));
    assertThat(functions.unwrap("x", operators.wrap("x", new byte[] {7}))).containsExactly(7);
  }

  @Test
  void aRotationIsSeenByOthersWithinAMinute() {
    BlobStore bucket = new InMemoryBlobStore("keys");
    StoredKeys one = open("rotating", bucket, allKeys("rotating"));
    StoredKeys other = open("rotating", bucket, allKeys("rotating"));
    one.create("Kanal Eins");
    SigningIdentity old = other.signing();

    SigningIdentity rotated = one.rotateSigning(old.chain().fingerprint());

    assertThat(one.signing().chain()).isEqualTo(rotated.chain());
    now = now.plus(BucketKeyRecords.FRESH).minusMillis(1);
    assertThat(other.signing().chain()).isEqualTo(old.chain());
    now = now.plusMillis(1);
    assertThat(other.signing().chain()).isEqualTo(rotated.chain());
  }

  /** A process that stands by, in a market that goes on measuring. */
  @Test
  void whatIsSealedToANewKeyOpensAtOnceEverywhere() {
    BlobStore bucket = new InMemoryBlobStore("keys");
    StoredKeys one = open("sealing", bucket, allKeys("sealing"));
    StoredKeys other = open("sealing", bucket, allKeys("sealing"));
    one.create("Kanal Eins");
    SigningContext context =
        SigningContext.addressed(
            Purpose.REQUISITION_SPEC,
            "measurementConsumers/mc1",
            "dataProviders/edp1",
            "measurementConsumers/mc1/measurements/m1",
            Fingerprint.of(new byte[0]));
    byte[] secret = {1, 2, 3};
    EncryptionPublicKey old = other.encryptionKey();
    EncryptionPublicKey rotated = one.rotateEncryption(old.fingerprint());

    assertThat(other.open(context, Sealing.seal(rotated, context, secret))).isEqualTo(secret);
    assertThat(other.open(context, Sealing.seal(old, context, secret))).isEqualTo(secret);
    EncryptionPrivateKey strangers = EncryptionPrivateKey.generate(new SecureRandom());
    byte[] unknown = Sealing.seal(strangers.publicKey(), context, secret);
    assertThatThrownBy(() -> other.open(context, unknown))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONSENT_SIGNAL_INVALID));
  }

  @Test
  void nothingInTheBucketIsReadableOrCanStandInAnothersPlace() {
    InMemoryBlobStore bucket = new InMemoryBlobStore("keys");
    StoredKeys keys = open("hidden", bucket, allKeys("hidden"));
    keys.create("Kanal Eins");

    assertThat(bucket.contents().keySet())
        .containsExactly("encryption-000001", "root", "signing-000001");
    bucket
        .contents()
        .forEach((name, bytes) ->
            assertThat(bytes.toString(StandardCharsets.ISO_8859_1))
                .doesNotContain("Kanal Eins")
                .doesNotContain("cryptoKeyVersions"));

    InMemoryBlobStore swapped = new InMemoryBlobStore("swapped");
    bucket.contents().forEach(swapped::create);
    swapped.drop("encryption-000001", bucket.contents().get("signing-000001"));
    assertPrecondition(open("hidden", swapped, allKeys("hidden"))::encryptionKey);
  }

  @Test
  void aServiceThatDoesNotAnswerIsUnavailable() throws IOException {
    URI gone;
    try (KeyManagementServer stopped = new KeyManagementServer()) {
      gone = stopped.endpoint();
    }
    try (KeyManagementServiceClient client = open(gone)) {
      KmsWrap wrap = new KmsWrap(() -> client, key("gone", "wrap"), "secrets");
      assertThatThrownBy(() -> wrap.wrap("x", new byte[] {1}))
          .isInstanceOfSatisfying(
              DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
  }
}
