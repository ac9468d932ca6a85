package org.aureole.gcp.kms;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import com.google.cloud.kms.v1.AsymmetricSignRequest;
import com.google.cloud.kms.v1.AsymmetricSignResponse;
import com.google.cloud.kms.v1.CryptoKeyVersion;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionAlgorithm;
import com.google.cloud.kms.v1.Digest;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.PublicKey;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.SignatureAlgorithm;
import org.aureole.crypto.consent.Signer;
import org.aureole.model.error.DomainException;
import org.aureole.platform.keys.SigningKeys;

/**
 * Signing keys in Cloud KMS, each another version of the crypto key of its use. Nothing of a
 * private key ever comes here: the handle is the version's name. Thread-safe.
 *
 * <p>To make keys takes the permission {@code cloudkms.cryptoKeyVersions.create}, which operators
 * have and functions have not.
 */
public final class KmsSigningKeys implements SigningKeys {
  private static final CryptoKeyVersionAlgorithm ALGORITHM =
      CryptoKeyVersionAlgorithm.EC_SIGN_P256_SHA256;

  /** A new version is generated within seconds. */
  private static final int LOOKS = 60;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final Supplier<KeyManagementServiceClient> kms;
  private final Map<Use, String> keys;

  /**
   * @param kms gives the client, which is opened when it is needed
   * @param keys {@code projects/…/locations/…/keyRings/…/cryptoKeys/…} for each use, for
   *     ASYMMETRIC_SIGN with EC_SIGN_P256_SHA256
   */
  public KmsSigningKeys(Supplier<KeyManagementServiceClient> kms, Map<Use, String> keys) {
    this.kms = Objects.requireNonNull(kms);
    this.keys = Map.copyOf(keys);
  }

  @Override
  public Made make(Use use) {
    String key = keys.get(use);
    if (key == null) {
      throw DomainException.precondition("this process may not make keys for " + use);
    }
    try {
      String version =
          kms.get().createCryptoKeyVersion(key, CryptoKeyVersion.getDefaultInstance()).getName();
      return new Made(version.getBytes(StandardCharsets.UTF_8), publicKey(version));
    } catch (ApiException e) {
      throw e.getStatusCode().getCode() == StatusCode.Code.PERMISSION_DENIED
          ? DomainException.precondition("this process may not make versions of " + key)
          : KmsErrors.toDomain(key, e);
    }
  }

  private java.security.PublicKey publicKey(String version) {
    for (int look = 1; ; look++) {
      try {
        return parsed(kms.get().getPublicKey(version));
      } catch (ApiException e) {
        boolean pending = e.getStatusCode().getCode() == StatusCode.Code.FAILED_PRECONDITION;
        if (!pending || look == LOOKS) {
          throw KmsErrors.toDomain(version, e);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.unavailable("interrupted while a key was made", e);
    }
  }

  private static java.security.PublicKey parsed(PublicKey answer) {
    if (answer.getAlgorithm() != ALGORITHM) {
      throw DomainException.precondition(
          "the key "
              + answer.getName()
              + " is for "
              + answer.getAlgorithm()
              + ", not "
              + ALGORITHM);
    }
    Checksums.check(true, answer.getPemBytes(), answer.getPemCrc32C());
    String base64 = answer.getPem().replaceAll("-----[A-Z ]+-----|\\s", "");
    try {
      return KeyFactory.getInstance("EC")
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      throw DomainException.unavailable("Cloud KMS answered with no public key", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no elliptic curves", e);
    }
  }

  @Override
  public Signer signer(byte[] handle) {
    return new KmsSigner(kms, new String(handle, StandardCharsets.UTF_8));
  }

  private record KmsSigner(Supplier<KeyManagementServiceClient> kms, String version)
      implements Signer {
    @Override
    public SignatureAlgorithm algorithm() {
      return SignatureAlgorithm.ECDSA_P256_SHA256;
    }

    @Override
    public byte[] sign(byte[] message) {
      ByteString digest = ByteString.copyFrom(Fingerprint.of(message).bytes());
      try {
        AsymmetricSignResponse reply =
            kms.get()
                .asymmetricSign(
                    AsymmetricSignRequest.newBuilder()
                        .setName(version)
                        .setDigest(Digest.newBuilder().setSha256(digest))
                        .setDigestCrc32C(Checksums.of(digest))
                        .build());
        Checksums.check(
            reply.getVerifiedDigestCrc32C(), reply.getSignature(), reply.getSignatureCrc32C());
        return reply.getSignature().toByteArray();
      } catch (ApiException e) {
        throw KmsErrors.toDomain(version, e);
      }
    }

    @Override
    public String toString() {
      return "Signer[" + version + "]";
    }
  }
}
