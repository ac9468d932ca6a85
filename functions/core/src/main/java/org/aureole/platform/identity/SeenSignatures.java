package org.aureole.platform.identity;

import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.aureole.platform.limit.Recent;

/**
 * Remembers which tokens' signatures have verified, under which key, so that a caller's many calls
 * with one token cost one check, and so that a flood of bad tokens cannot keep out those whose
 * token was seen before. Only the check of the signature is saved: everything else about a token is
 * looked at each time. Holds digests, no tokens. Bounded; thread-safe.
 */
final class SeenSignatures {
  private static final int MAX_TOKENS = 10_000;

  private final Recent<String, JWK> seen = new Recent<>(MAX_TOKENS);

  /** Whether this very text has verified under this very key. */
  boolean contains(String compact, JWK key) {
    return seen.find(digest(compact)).filter(key::equals).isPresent();
  }

  void add(String compact, JWK key) {
    seen.put(digest(compact), key);
  }

  private static String digest(String compact) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(compact.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
