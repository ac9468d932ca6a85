package org.aureole.market;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.aureole.local.issuer.LocalIssuer;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.platform.identity.TokenSource;

/** Good tokens of every subject of a market, and bad ones that claim to be a given subject's. */
final class IdentityTokens {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final URI issuerUrl;
  private final LocalIssuer issuer;
  private final LocalIssuer late;
  private final LocalIssuer foreign;
  private final LocalIssuer impostor;
  private final Map<String, TokenSource> sources = new ConcurrentHashMap<>();

  /**
   * @param scratch where other issuers keep their keys
   */
  IdentityTokens(MarketConfig config, MarketFolder folder, InstantSource clock, Path scratch) {
    this.issuerUrl = config.issuerUrl();
    Path own = folder.root().resolve("issuer");
    this.issuer = new LocalIssuer(issuerUrl, own, clock);
    this.late = new LocalIssuer(issuerUrl, own, () -> clock.instant().minus(Duration.ofHours(2)));
    this.foreign =
        new LocalIssuer(URI.create("http://127.0.0.1:1"), scratch.resolve("foreign"), clock);
    this.impostor = new LocalIssuer(issuerUrl, scratch.resolve("impostor"), clock);
  }

  /** The Authorization header of a subject that the market's issuer vouches for. */
  Optional<String> good(String subject, String audience) {
    return bearer(sources.computeIfAbsent(subject, issuer::tokenSource).token(audience));
  }

  /**
   * Authorization headers that nobody may accept, by what is wrong.
   *
   * @param subject whose tokens they claim to be: somebody who would be let in
   * @param audience of the called party
   * @param elsewhere audience of another party
   */
  Map<String, Optional<String>> bad(String subject, String audience, String elsewhere) {
    String token = issuer.tokenSource(subject).token(audience);
    Map<String, Optional<String>> bad = new LinkedHashMap<>();
    bad.put("no token", Optional.empty());
    bad.put("malformed token", bearer("not-a-token"));
    bad.put("basic authentication", Optional.of("Basic " + token));
    bad.put("expired", bearer(late.tokenSource(subject).token(audience)));
    bad.put("of another issuer", bearer(foreign.tokenSource(subject).token(audience)));
    bad.put("of an impostor", bearer(impostor.tokenSource(subject).token(audience)));
    bad.put("for another party", bearer(issuer.tokenSource(subject).token(elsewhere)));
    bad.put("of an impostor under the issuer's key id", bearer(forged(token, ecSigner())));
    bad.put("algorithm none", bearer(unsigned(token)));
    bad.put("algorithm HS256", bearer(keyedByThePublicKey(token)));
    bad.put("of another subject, rewritten", bearer(rewritten(subject, audience)));
    return bad;
  }

  private static Optional<String> bearer(String token) {
    return Optional.of("Bearer " + token);
  }

  private static JWSSigner ecSigner() {
    try {
      return new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate());
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static String forged(String token, JWSSigner signer) {
    try {
      SignedJWT genuine = SignedJWT.parse(token);
      SignedJWT forged = new SignedJWT(genuine.getHeader(), genuine.getJWTClaimsSet());
      forged.sign(signer);
      return forged.serialize();
    } catch (ParseException | JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** The confusion of RFC 8725, section 2.1: a public key taken for a shared secret. */
  private static String keyedByThePublicKey(String token) {
    try {
      SignedJWT genuine = SignedJWT.parse(token);
      JWTClaimsSet claims = genuine.getJWTClaimsSet();
      SignedJWT confused =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256)
                  .keyID(genuine.getHeader().getKeyID())
                  .build(),
              claims);
      confused.sign(
          new MACSigner(
              (genuine.getHeader().getKeyID() + "-".repeat(32)).getBytes(StandardCharsets.UTF_8)));
      return confused.serialize();
    } catch (ParseException | JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static String unsigned(String token) {
    String[] parts = token.split("\\.");
    JsonObject header = json(parts[0]);
    header.addProperty("alg", "none");
    return encoded(header) + "." + parts[1] + ".";
  }

  /** A stranger's genuine token in which the subject is replaced under the old signature. */
  private String rewritten(String subject, String audience) {
    String[] parts = issuer.tokenSource("stranger").token(audience).split("\\.");
    JsonObject claims = json(parts[1]);
    claims.addProperty("sub", subject);
    claims.addProperty("exp", Instant.now().plusSeconds(600).getEpochSecond());
    return parts[0] + "." + encoded(claims) + "." + parts[2];
  }

  private static JsonObject json(String part) {
    return JsonParser.parseString(
            new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8))
        .getAsJsonObject();
  }

  private static String encoded(JsonObject object) {
    return BASE64.encodeToString(object.toString().getBytes(StandardCharsets.UTF_8));
  }
}
