package org.aureole.local.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import org.aureole.local.secret.PrivateFile;
import org.aureole.model.error.DomainException;

/** The issuer's P-256 key, drawn once and kept in a private file. Thread-safe. */
final class SigningKey {
  private final ECKey key;

  private SigningKey(ECKey key) {
    this.key = key;
  }

  static SigningKey loadOrCreate(Path path) {
    PrivateFile file = new PrivateFile(path);
    try {
      byte[] stored = file.read().orElse(null);
      if (stored != null) {
        return new SigningKey(ECKey.parse(new String(stored, StandardCharsets.UTF_8)));
      }
      ECKey fresh =
          new ECKeyGenerator(Curve.P_256)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.ES256)
              .keyIDFromThumbprint(true)
              .generate();
      file.write(fresh.toJSONString().getBytes(StandardCharsets.UTF_8));
      return new SigningKey(fresh);
    } catch (ParseException e) {
      // Without the cause, whose message may quote the key.
      throw DomainException.precondition(
          path + " holds no JSON Web Key; remove it and a new key is drawn");
    } catch (JOSEException e) {
      throw new IllegalStateException("no P-256 key can be drawn", e);
    }
  }

  String sign(JWTClaimsSet claims) {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build(),
            claims);
    try {
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("a token cannot be signed", e);
    }
  }

  /** The JSON Web Key Set with the public half. */
  String publicKeySet() {
    return new JWKSet(key.toPublicJWK()).toString(true);
  }
}
