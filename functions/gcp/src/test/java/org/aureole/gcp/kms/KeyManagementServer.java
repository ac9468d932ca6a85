package org.aureole.gcp.kms;

import com.google.cloud.kms.v1.AsymmetricSignRequest;
import com.google.cloud.kms.v1.AsymmetricSignResponse;
import com.google.cloud.kms.v1.CreateCryptoKeyVersionRequest;
import com.google.cloud.kms.v1.CryptoKeyVersion;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionAlgorithm;
import com.google.cloud.kms.v1.DecryptRequest;
import com.google.cloud.kms.v1.DecryptResponse;
import com.google.cloud.kms.v1.EncryptRequest;
import com.google.cloud.kms.v1.EncryptResponse;
import com.google.cloud.kms.v1.GetPublicKeyRequest;
import com.google.cloud.kms.v1.PublicKey;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.aureole.crypto.consent.P256;

/**
 * What of Cloud KMS Aureole uses, over gRPC on this machine, for the real client library: versions
 * of P-256 signing keys, which are generated only at the second look, signatures over digests, and
 * encryption with additional data. Any symmetric key is there once it is asked for. Keys lie in
 * memory and end with it. Thread-safe.
 */
public final class KeyManagementServer implements AutoCloseable {
  private static final String SERVICE = "google.cloud.kms.v1.KeyManagementService";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final Map<String, KeyPair> versions = new ConcurrentHashMap<>();
  private final Map<String, Boolean> lookedAt = new ConcurrentHashMap<>();
  private final Map<String, SecretKeySpec> symmetric = new ConcurrentHashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger made = new AtomicInteger();
  private final SecureRandom random = new SecureRandom();
  private final Server server;

  public KeyManagementServer() throws IOException {
    this.server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(service())
            .build()
            .start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  /** Tells of operations with keys, by the key's or version's name, before they are done. */
  public void listen(Consumer<String> listener) {
    listeners.add(listener);
  }

  private void tell(String key) {
    listeners.forEach(listener -> listener.accept(key));
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private SecretKeySpec symmetric(String key) {
    return symmetric.computeIfAbsent(
        key,
        name -> {
          byte[] value = new byte[32];
          random.nextBytes(value);
          return new SecretKeySpec(value, "AES");
        });
  }

  /** The client library comes without the service's stubs, so the methods are named here. */
  private ServerServiceDefinition service() {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            method(
                "CreateCryptoKeyVersion",
                CreateCryptoKeyVersionRequest.getDefaultInstance(),
                CryptoKeyVersion.getDefaultInstance()),
            ServerCalls.asyncUnaryCall(this::createCryptoKeyVersion))
        .addMethod(
            method(
                "GetPublicKey",
                GetPublicKeyRequest.getDefaultInstance(),
                PublicKey.getDefaultInstance()),
            ServerCalls.asyncUnaryCall(this::getPublicKey))
        .addMethod(
            method(
                "AsymmetricSign",
                AsymmetricSignRequest.getDefaultInstance(),
                AsymmetricSignResponse.getDefaultInstance()),
            ServerCalls.asyncUnaryCall(this::asymmetricSign))
        .addMethod(
            method(
                "Encrypt",
                EncryptRequest.getDefaultInstance(),
                EncryptResponse.getDefaultInstance()),
            ServerCalls.asyncUnaryCall(this::encrypt))
        .addMethod(
            method(
                "Decrypt",
                DecryptRequest.getDefaultInstance(),
                DecryptResponse.getDefaultInstance()),
            ServerCalls.asyncUnaryCall(this::decrypt))
        .build();
  }

  private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
      String name, Q request, R reply) {
    return MethodDescriptor.<Q, R>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(reply))
        .build();
  }

  private void createCryptoKeyVersion(
      CreateCryptoKeyVersionRequest request, StreamObserver<CryptoKeyVersion> reply) {
    String name = request.getParent() + "/cryptoKeyVersions/" + made.incrementAndGet();
    versions.put(name, P256.generate(random));
    answer(reply, CryptoKeyVersion.newBuilder().setName(name).build());
  }

  private void getPublicKey(GetPublicKeyRequest request, StreamObserver<PublicKey> reply) {
    KeyPair keys = versions.get(request.getName());
    if (keys == null) {
      reply.onError(Status.NOT_FOUND.asRuntimeException());
    } else if (lookedAt.putIfAbsent(request.getName(), true) == null) {
      reply.onError(
          Status.FAILED_PRECONDITION
              .withDescription("the version is PENDING_GENERATION")
              .asRuntimeException());
    } else {
      String pem =
          "-----BEGIN PUBLIC KEY-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'})
                  .encodeToString(keys.getPublic().getEncoded())
              + "\n-----END PUBLIC KEY-----\n";
      answer(
          reply,
          PublicKey.newBuilder()
              .setName(request.getName())
              .setPem(pem)
              .setPemCrc32C(Checksums.of(ByteString.copyFromUtf8(pem)))
              .setAlgorithm(CryptoKeyVersionAlgorithm.EC_SIGN_P256_SHA256)
              .build());
    }
  }

  private void asymmetricSign(
      AsymmetricSignRequest request, StreamObserver<AsymmetricSignResponse> reply) {
    tell(request.getName());
    ByteString digest = request.getDigest().getSha256();
    try {
      Signature signature = Signature.getInstance("NONEwithECDSA");
      signature.initSign(versions.get(request.getName()).getPrivate());
      signature.update(digest.toByteArray());
      ByteString signed = ByteString.copyFrom(signature.sign());
      answer(
          reply,
          AsymmetricSignResponse.newBuilder()
              .setName(request.getName())
              .setSignature(signed)
              .setSignatureCrc32C(Checksums.of(signed))
              .setVerifiedDigestCrc32C(request.getDigestCrc32C().equals(Checksums.of(digest)))
              .build());
    } catch (GeneralSecurityException e) {
      reply.onError(Status.INTERNAL.withCause(e).asRuntimeException());
    }
  }

  private void encrypt(EncryptRequest request, StreamObserver<EncryptResponse> reply) {
    tell(request.getName());
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, request.getName(), nonce);
      cipher.updateAAD(request.getAdditionalAuthenticatedData().toByteArray());
      ByteString sealed =
          ByteString.copyFrom(nonce)
              .concat(ByteString.copyFrom(cipher.doFinal(request.getPlaintext().toByteArray())));
      answer(
          reply,
          EncryptResponse.newBuilder()
              .setCiphertext(sealed)
              .setCiphertextCrc32C(Checksums.of(sealed))
              .setVerifiedPlaintextCrc32C(
                  request.getPlaintextCrc32C().equals(Checksums.of(request.getPlaintext())))
              .setVerifiedAdditionalAuthenticatedDataCrc32C(true)
              .build());
    } catch (GeneralSecurityException e) {
      reply.onError(Status.INTERNAL.withCause(e).asRuntimeException());
    }
  }

  private void decrypt(DecryptRequest request, StreamObserver<DecryptResponse> reply) {
    tell(request.getName());
    byte[] sealed = request.getCiphertext().toByteArray();
    try {
      if (sealed.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
        throw new AEADBadTagException();
      }
      byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, request.getName(), nonce);
      cipher.updateAAD(request.getAdditionalAuthenticatedData().toByteArray());
      ByteString plaintext =
          ByteString.copyFrom(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
      answer(
          reply,
          DecryptResponse.newBuilder()
              .setPlaintext(plaintext)
              .setPlaintextCrc32C(Checksums.of(plaintext))
              .build());
    } catch (AEADBadTagException e) {
      reply.onError(
          Status.INVALID_ARGUMENT
              .withDescription("Decryption failed: the ciphertext is invalid.")
              .asRuntimeException());
    } catch (GeneralSecurityException e) {
      reply.onError(Status.INTERNAL.withCause(e).asRuntimeException());
    }
  }

  private Cipher cipher(int mode, String key, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, symmetric(key), new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }

  private <T> void answer(StreamObserver<T> reply, T message) {
    reply.onNext(message);
    reply.onCompleted();
  }
}
