package org.aureole.crypto.consent;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import org.aureole.model.error.DomainException;

/** Signing keys on NIST P-256, by the Java runtime. Thread-safe. */
public final class P256 {
  private static final ECParameterSpec CURVE = curve();

  private P256() {}

  /** A new key pair from {@code random}. */
  public static KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(CURVE, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /**
   * Reads a private key.
   *
   * @param pkcs8 the key in PKCS #8 DER, as {@link PrivateKey#getEncoded} gives it
   * @throws DomainException INVALID_ARGUMENT if it is not a P-256 private key
   */
  public static PrivateKey privateKey(byte[] pkcs8) {
    try {
      PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      requireCurve(key);
      return key;
    } catch (GeneralSecurityException e) {
      throw notP256();
    }
  }

  /**
   * A signer on a private key in memory. The signer shows nothing of the key.
   *
   * @throws DomainException INVALID_ARGUMENT if it is not a P-256 private key
   */
  public static Signer signer(PrivateKey key) {
    requireCurve(key);
    return new InMemorySigner(key);
  }

  static boolean isP256(PublicKey key) {
    return key instanceof ECPublicKey ec && isCurve(ec.getParams());
  }

  private static void requireCurve(PrivateKey key) {
    if (!(key instanceof ECKey ec) || !isCurve(ec.getParams())) {
      throw notP256();
    }
  }

  private static boolean isCurve(ECParameterSpec params) {
    return params != null
        && params.getCurve().equals(CURVE.getCurve())
        && params.getGenerator().equals(CURVE.getGenerator())
        && params.getOrder().equals(CURVE.getOrder())
        && params.getCofactor() == CURVE.getCofactor();
  }

  private static DomainException notP256() {
    return DomainException.invalid("privateKey", "must be an elliptic curve key on P-256");
  }

  private static ECParameterSpec curve() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private static IllegalStateException missing(GeneralSecurityException e) {
    return new IllegalStateException("this Java runtime has no P-256", e);
  }

  private record InMemorySigner(PrivateKey key) implements Signer {
    @Override
    public SignatureAlgorithm algorithm() {
      return SignatureAlgorithm.ECDSA_P256_SHA256;
    }

    @Override
    public byte[] sign(byte[] message) {
      try {
        Signature signature = Signature.getInstance(algorithm().jcaName());
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw missing(e);
      }
    }

    @Override
    public String toString() {
      return "Signer[" + algorithm().id() + "]";
    }
  }
}
