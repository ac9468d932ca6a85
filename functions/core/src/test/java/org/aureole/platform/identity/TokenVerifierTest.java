package org.aureole.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.limit.Rate;
import org.aureole.platform.limit.TokenBucket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenVerifierTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final String AUDIENCE = "https://kingdom.example";
  private static final String ISSUER = "https://issuer.example";
  private static final String OTHER = "https://other-issuer.example";
  private static ECKey ec;
  private static ECKey foreignEc;
  private static RSAKey rsa;
  private static RSAKey weakRsa;

  private Instant now = START;
  private final List<URI> fetched = new ArrayList<>();
  private List<JWK> published = List.of(ec, rsa, weakRsa);
  private boolean issuerDown;
  private static final int UNVERIFIED = 40;

  private long nanos;
  private Runnable whileFetching = () -> {};

  private final TokenVerifier verifier =
      new TokenVerifier(
          AUDIENCE,
          List.of(
              new AcceptedIssuer(ISSUER, URI.create(ISSUER + "/keys")),
              new AcceptedIssuer(OTHER, URI.create(OTHER + "/keys"))),
          this::fetch,
          () -> now,
          new TokenBucket(new Rate(1, UNVERIFIED), () -> nanos));

  @BeforeAll
  static void makeKeys() throws JOSEException {
    ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    foreignEc = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    weakRsa = new RSAKeyGenerator(1024, true).keyID("weak").generate();
  }

  private String fetch(URI uri) {
    fetched.add(uri);
    whileFetching.run();
    if (issuerDown) {
      throw DomainException.unavailable("down", null);
    }
    return uri.toString().startsWith(ISSUER)
        ? new JWKSet(published).toString(true)
        : new JWKSet(foreignEc).toString(true);
  }

  @Test
  void tokensOfBothAlgorithmsAreTaken() throws JOSEException {
    assertThat(verifier.verify(signed(claims(c -> {}), ec)))
        .isEqualTo(new VerifiedToken(ISSUER, "party-1", START.plusSeconds(600)));
    assertThat(verifier.verify(signed(claims(c -> {}), rsa)).subject()).isEqualTo("party-1");
  }

  @Test
  void clocksMayDifferByOneMinute() throws JOSEException {
    String token = signed(claims(c -> c.notBeforeTime(Date.from(START))), ec);
    now = START.minusSeconds(60);
    assertThat(verifier.verify(token).subject()).isEqualTo("party-1");
    now = START.plusSeconds(659);
    assertThat(verifier.verify(token).subject()).isEqualTo("party-1");
  }

  static Stream<Arguments> badTokens() throws JOSEException {
    String good = signed(claims(c -> {}), ec);
    String[] parts = good.split("\\.");
    return Stream.of(
        bad("expired", "expired", claims(c -> c.expirationTime(at(-61)).issueTime(at(-600)))),
        bad("expiry missing", "when it expires", claims(c -> c.expirationTime(null))),
        bad("issue time missing", "when it was issued", claims(c -> c.issueTime(null))),
        bad("issued in the future", "future", claims(c -> c.issueTime(at(61)))),
        bad("not yet valid", "not valid before", claims(c -> c.notBeforeTime(at(61)))),
        bad("lives too long", "lives for longer", claims(c -> c.expirationTime(at(3601)))),
        bad("other audience", "audience", claims(c -> c.audience("https://duchy.example"))),
        bad("audience with slash", "audience", claims(c -> c.audience(AUDIENCE + "/"))),
        bad("two audiences", "audience", claims(c -> c.audience(List.of(AUDIENCE, "x")))),
        bad("no audience", "audience", claims(c -> c.audience((String) null))),
        bad("no subject", "subject", claims(c -> c.subject(null))),
        bad("blank subject", "subject", claims(c -> c.subject(" "))),
        bad("a long subject", "subject", claims(c -> c.subject("a".repeat(256)))),
        bad("NUL in the subject", "control character", claims(c -> c.subject("a\0b"))),
        bad("unknown issuer", "issuer", claims(c -> c.issuer("https://evil.example"))),
        bad("no issuer", "issuer", claims(c -> c.issuer(null))),
        bad("another issuer's name, this one's key", "signature", claims(c -> c.issuer(OTHER))),
        badText("signed by a foreign key", "signature", signed(claims(c -> {}), foreignEc)),
        badText("key too short", "not one for RS256", signed(claims(c -> {}), weakRsa)),
        badText("unsigned", "not a signed", new PlainJWT(claims(c -> {})).serialize()),
        badText("HS256 with the public key", "RS256 or ES256", hs256()),
        badText("RS256 by an EC key id", "not one for RS256", rs256Naming("ec")),
        badText("key id missing", "key id", rs256Naming(null)),
        badText("key id unknown", "no key of", rs256Naming("nosuch")),
        badText("critical header", "critical", critical()),
        badText("claims changed", "signature", parts[0] + "." + otherClaims() + "." + parts[2]),
        badText("signature cut", "signature", good.substring(0, good.length() - 8)),
        badText("signature of zeros", "signature", parts[0] + "." + parts[1] + "." + zeros()),
        badText("no signature", "not a signed", parts[0] + "." + parts[1] + "."),
        badText("too long", "longer than", good + "x".repeat(20_000)),
        badText("garbage", "not a signed", "a.b.c"),
        badText("empty", "not a signed", ""));
  }

  @ParameterizedTest
  @MethodSource("badTokens")
  void aBadTokenIsRefusedWithTheRuleItBreaks(String rule, String token) {
    DomainException error =
        catchThrowableOfType(DomainException.class, () -> verifier.verify(token));
    assertThat(error).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(error).hasMessageContaining(rule);
  }

  @Test
  void keysAreCachedAndReadAgainForANewKeyIdButNotForEveryInventedOne() throws JOSEException {
    verifier.verify(signed(claims(c -> {}), ec));
    verifier.verify(signed(claims(c -> {}), rsa));
    assertThat(fetched).hasSize(1);

    ECKey rotated = new ECKeyGenerator(Curve.P_256).keyID("ec-2").generate();
    published = List.of(ec, rotated);
    now = START.plusSeconds(10);
    assertThat(verifier.verify(signed(claims(c -> {}), rotated)).subject()).isEqualTo("party-1");
    assertThat(fetched).hasSize(2);

    for (int i = 0; i < 20; i++) {
      String invented = rs256Naming("invented-" + i);
      assertThatThrownBy(() -> verifier.verify(invented)).isInstanceOf(DomainException.class);
    }
    assertThat(fetched).hasSize(2);
  }

  @Test
  void aRetiredKeyIsForgottenWithinTheHour() throws JOSEException {
    verifier.verify(signed(claims(c -> {}), ec));
    published = List.of(rsa);
    now = START.plus(Duration.ofHours(1));
    String token = signed(claims(c -> c.issueTime(Date.from(now)).expirationTime(at(4000))), ec);
    assertThat(catchThrowableOfType(DomainException.class, () -> verifier.verify(token)))
        .hasMessageContaining("no key of");
  }

  @Test
  void anIssuerThatIsDownStopsNobodyWhoseKeyIsKnown() throws JOSEException {
    issuerDown = true;
    String token = signed(claims(c -> {}), ec);
    assertThat(catchThrowableOfType(DomainException.class, () -> verifier.verify(token)).code())
        .isEqualTo(ErrorCode.UNAVAILABLE);

    issuerDown = false;
    now = START.plusSeconds(10);
    verifier.verify(token);
    issuerDown = true;
    now = START.plus(Duration.ofHours(2));
    String later = signed(claims(c -> c.issueTime(Date.from(now)).expirationTime(at(7260))), ec);
    assertThat(verifier.verify(later).subject()).isEqualTo("party-1");
  }

  @Test
  void aFloodOfForgeriesIsCutShortAndKeepsNobodyOutWhoWasSeenBefore() throws JOSEException {
    String known = signed(claims(c -> {}), ec);
    String fresh = signed(claims(c -> c.subject("party-2")), ec);
    verifier.verify(known);
    String forged = signed(claims(c -> {}), foreignEc);
    for (int i = 0; i < UNVERIFIED; i++) {
      assertThat(refusal(forged).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }
    DomainException cutShort = refusal(forged);
    assertThat(cutShort.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(cutShort.retryAfter()).contains(Duration.ofSeconds(1));

    assertThat(verifier.verify(known).subject()).isEqualTo("party-1");
    assertThat(refusal(fresh).code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    nanos += 1_000_000_000L;
    assertThat(verifier.verify(fresh).subject()).isEqualTo("party-2");
  }

  @Test
  void goodTokensUseNothingUp() throws JOSEException {
    for (int i = 0; i < 3 * UNVERIFIED; i++) {
      String subject = "party-" + i;
      assertThat(verifier.verify(signed(claims(c -> c.subject(subject)), ec)).subject())
          .isEqualTo(subject);
    }
  }

  @Test
  void whoeverWasSeenBeforeIsStillCheckedForEverythingElse() throws JOSEException {
    String token = signed(claims(c -> {}), ec);
    verifier.verify(token);
    String other = token.substring(0, token.length() - 4) + "AAAA";
    assertThat(refusal(other)).hasMessageContaining("signature");
    now = START.plusSeconds(661);
    assertThat(refusal(token)).hasMessageContaining("expired");
    now = START;
    ECKey sameId = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    published = List.of(sameId);
    now = START.plus(Duration.ofHours(1));
    String later = signed(claims(c -> c.issueTime(Date.from(now)).expirationTime(at(4000))), ec);
    assertThat(refusal(later)).hasMessageContaining("signature");
  }

  @Test
  void anIssuerThatIsSlowToAnswerHoldsNobodyUpWhoseKeyIsKnown() throws Exception {
    verifier.verify(signed(claims(c -> {}), ec));
    now = START.plusSeconds(10);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    whileFetching =
        () -> {
          asked.countDown();
          await(answer);
        };
    String invented = rs256Naming("invented");
    Thread attacker = new Thread(() -> refusal(invented));
    attacker.start();
    await(asked);
    assertThat(verifier.verify(signed(claims(c -> {}), rsa)).subject()).isEqualTo("party-1");
    answer.countDown();
    attacker.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private DomainException refusal(String token) {
    return catchThrowableOfType(DomainException.class, () -> verifier.verify(token));
  }

  private static Arguments bad(String name, String rule, JWTClaimsSet claims) throws JOSEException {
    return badText(name, rule, signed(claims, ec));
  }

  private static Arguments badText(String name, String rule, String token) {
    return Arguments.of(rule, Named.of(name, token));
  }

  private static Date at(long secondsFromStart) {
    return Date.from(START.plusSeconds(secondsFromStart));
  }

  private static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .subject("party-1")
            .issueTime(at(0))
            .expirationTime(at(600));
    change.accept(claims);
    return claims.build();
  }

  private static String signed(JWTClaimsSet claims, JWK key) throws JOSEException {
    boolean isRsa = key instanceof RSAKey;
    JWSSigner signer =
        key instanceof RSAKey rsaKey
            ? new RSASSASigner(rsaKey.toPrivateKey(), true)
            : new ECDSASigner(key.toECKey());
    return sign(
        new JWSHeader.Builder(isRsa ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256)
            .keyID(key.getKeyID())
            .type(JOSEObjectType.JWT)
            .build(),
        claims,
        signer);
  }

  private static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer)
      throws JOSEException {
    SignedJWT jwt = new SignedJWT(header, claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  /** The classic confusion: the public key, which everybody has, used as an HMAC secret. */
  private static String hs256() throws JOSEException {
    byte[] secret = Arrays.copyOf(rsa.toPublicKey().getEncoded(), 294);
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(),
        claims(c -> {}),
        new MACSigner(secret));
  }

  private static String rs256Naming(String keyId) throws JOSEException {
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(),
        claims(c -> {}),
        new RSASSASigner(rsa));
  }

  private static String critical() throws JOSEException {
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").criticalParams(Set.of("exp")).build(),
        claims(c -> {}),
        new ECDSASigner(ec));
  }

  private static String otherClaims() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            claims(c -> c.subject("somebody-else")).toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A signature of r = s = 0, which a careless verifier takes for any message (CVE-2022-21449). */
  private static String zeros() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
  }
}
