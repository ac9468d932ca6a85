package org.aureole.gcp.kms;

import com.google.api.gax.rpc.ApiException;
import com.google.cloud.kms.v1.DecryptRequest;
import com.google.cloud.kms.v1.DecryptResponse;
import com.google.cloud.kms.v1.EncryptRequest;
import com.google.cloud.kms.v1.EncryptResponse;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.protobuf.ByteString;
import java.util.Objects;
import java.util.function.Supplier;
import org.aureole.model.error.DomainException;
import org.aureole.platform.keys.SecretWrap;

/**
 * Encryption under a symmetric key of Cloud KMS, which never leaves it; the name goes along as
 * additional authenticated data. Thread-safe.
 */
public final class KmsWrap implements SecretWrap {
  private final Supplier<KeyManagementServiceClient> kms;
  private final String key;
  private final String use;

  /**
   * @param kms gives the client, which is opened when it is needed
   * @param key {@code projects/…/locations/…/keyRings/…/cryptoKeys/…}, for ENCRYPT_DECRYPT
   * @param use what this wraps with the key; what is wrapped for one use another does not unwrap
   */
  public KmsWrap(Supplier<KeyManagementServiceClient> kms, String key, String use) {
    this.kms = Objects.requireNonNull(kms);
    this.key = Objects.requireNonNull(key);
    this.use = Objects.requireNonNull(use);
  }

  @Override
  public byte[] wrap(String name, byte[] secret) {
    ByteString plaintext = ByteString.copyFrom(secret);
    ByteString bound = bound(name);
    try {
      EncryptResponse reply =
          kms.get()
              .encrypt(
                  EncryptRequest.newBuilder()
                      .setName(key)
                      .setPlaintext(plaintext)
                      .setPlaintextCrc32C(Checksums.of(plaintext))
                      .setAdditionalAuthenticatedData(bound)
                      .setAdditionalAuthenticatedDataCrc32C(Checksums.of(bound))
                      .build());
      Checksums.check(
          reply.getVerifiedPlaintextCrc32C()
              && reply.getVerifiedAdditionalAuthenticatedDataCrc32C(),
          reply.getCiphertext(),
          reply.getCiphertextCrc32C());
      return reply.getCiphertext().toByteArray();
    } catch (ApiException e) {
      throw KmsErrors.toDomain(key, e);
    }
  }

  @Override
  public byte[] unwrap(String name, byte[] wrapped, String what) {
    if (wrapped.length == 0) {
      throw DomainException.precondition(what + " is empty; restore it from a backup");
    }
    ByteString ciphertext = ByteString.copyFrom(wrapped);
    ByteString bound = bound(name);
    try {
      DecryptResponse reply =
          kms.get()
              .decrypt(
                  DecryptRequest.newBuilder()
                      .setName(key)
                      .setCiphertext(ciphertext)
                      .setCiphertextCrc32C(Checksums.of(ciphertext))
                      .setAdditionalAuthenticatedData(bound)
                      .setAdditionalAuthenticatedDataCrc32C(Checksums.of(bound))
                      .build());
      Checksums.check(true, reply.getPlaintext(), reply.getPlaintextCrc32C());
      return reply.getPlaintext().toByteArray();
    } catch (ApiException e) {
      throw KmsErrors.ofDecryption(key, what, e);
    }
  }

  private ByteString bound(String name) {
    return ByteString.copyFromUtf8(use + "/" + name);
  }

  @Override
  public String toString() {
    return "KmsWrap[" + key + " for " + use + "]";
  }
}
