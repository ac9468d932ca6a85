package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64URL;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.aureole.crypto.consent.P256;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.identity.AcceptedIssuer;
import org.aureole.platform.identity.Authenticator;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.TokenVerifier;
import org.aureole.platform.limit.TokenBucket;
import org.junit.jupiter.api.Tag;

/**
 * The Authorization header. An input that starts with '{' is the header of a JSON Web Token and, on
 * the next line, its claims: the issuer signs them, whatever they say. Any other input is the value
 * of the Authorization header as it comes.
 */
@Tag("fuzz")
class TokenFuzzTest {
  static final String ISSUER = "https://issuer.example";
  static final String AUDIENCE = "https://kingdom.example";
  private static final ECKey KEY = key();
  private static final Authenticator AUTHENTICATOR =
      new Authenticator(
          new TokenVerifier(
              AUDIENCE,
              List.of(new AcceptedIssuer(ISSUER, URI.create(ISSUER + "/keys"))),
              uri -> new JWKSet(KEY.toPublicJWK()).toString(),
              InstantSource.fixed(FixedParty.now()),
              new TokenBucket(RateLimits.NONE.unverified(), System::nanoTime)),
          (issuer, subject) -> Optional.empty());

  private static ECKey key() {
    KeyPair pair = P256.generate(FixedParty.random("issuer"));
    return new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
        .privateKey(pair.getPrivate())
        .keyID("k1")
        .build();
  }

  @FuzzTest
  @DictionaryFile(resourcePath = "json.dict")
  @DictionaryFile(resourcePath = "token.dict")
  void fuzz(byte[] input) {
    if (input.length > 0 && input[0] == '{') {
      signed(input);
    } else {
      String header = new String(input, StandardCharsets.ISO_8859_1);
      Optional<Principal> caller =
          Hostile.handed(
              input, () -> AUTHENTICATOR.find(AUTHENTICATOR.verify(Optional.of(header))));
      // Nobody has the issuer's key, so only what it once signed may pass.
      caller.ifPresent(c -> assertThat(header.strip()).contains(CredentialSeeds.signedPart()));
    }
  }

  private static void signed(byte[] input) {
    int end = 0;
    while (end < input.length && input[end] != '\n') {
      end++;
    }
    byte[] header = Arrays.copyOf(input, end);
    byte[] claims = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
    String token = sign(header, claims);
    Optional<Principal> caller =
        Hostile.handed(
            input, () -> AUTHENTICATOR.find(AUTHENTICATOR.verify(Optional.of("Bearer " + token))));
    if (caller.isPresent()) {
      JsonObject said =
          JsonParser.parseString(new String(claims, StandardCharsets.UTF_8)).getAsJsonObject();
      assertThat(caller.get().role()).isEqualTo(Role.UNREGISTERED);
      assertThat(said.get("iss").getAsString()).isEqualTo(ISSUER);
      assertThat(said.get("aud").toString()).contains(AUDIENCE).doesNotContain(",");
      assertThat(said.get("sub").getAsString()).isEqualTo(caller.get().subject()).isNotBlank();
      assertThat(said.get("exp").getAsDouble())
          .isGreaterThan(FixedParty.now().getEpochSecond() - 61.0)
          .isLessThan(FixedParty.now().getEpochSecond() + 3661.0);
    }
  }

  /** A token with any header and any claims, signed by the issuer with ES256. */
  static String sign(byte[] header, byte[] claims) {
    String part = Base64URL.encode(header) + "." + Base64URL.encode(claims);
    try {
      Base64URL signature =
          new ECDSASigner(KEY)
              .sign(new JWSHeader(JWSAlgorithm.ES256), part.getBytes(StandardCharsets.US_ASCII));
      return part + "." + signature;
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
