package org.aureole.gcp.storage;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Checks the version 4 signature of a request as Cloud Storage does: over method, path, query,
 * signed headers and time, by RSA with SHA-256.
 */
final class SignedUrlCheck {
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Map<String, PublicKey> accounts;
  private final InstantSource clock;

  /**
   * @param accounts the public keys of those who may sign, by e-mail address
   */
  SignedUrlCheck(Map<String, PublicKey> accounts, InstantSource clock) {
    this.accounts = accounts;
    this.clock = clock;
  }

  /** Empty if all is well, else why the request is refused. */
  String refusal(HttpExchange request, Map<String, String> query) {
    try {
      String credential = query.getOrDefault("X-Goog-Credential", "");
      int slash = credential.indexOf('/');
      PublicKey key = slash < 0 ? null : accounts.get(credential.substring(0, slash));
      if (key == null || !"GOOG4-RSA-SHA256".equals(query.get("X-Goog-Algorithm"))) {
        return "the URL is not signed by an account that may do this";
      }
      Instant begin = Instant.from(BASIC.parse(query.getOrDefault("X-Goog-Date", "")));
      Duration valid = Duration.ofSeconds(Long.parseLong(query.get("X-Goog-Expires")));
      if (!clock.instant().isBefore(begin.plus(valid))) {
        return "the URL has expired";
      }
      String scope = credential.substring(slash + 1);
      String signed =
          String.join(
              "\n",
              "GOOG4-RSA-SHA256",
              query.get("X-Goog-Date"),
              scope,
              hex(canonical(request, query)));
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key);
      signature.update(signed.getBytes(StandardCharsets.UTF_8));
      return signature.verify(HexFormat.of().parseHex(query.get("X-Goog-Signature")))
          ? ""
          : "the signature is not of this request";
    } catch (GeneralSecurityException | RuntimeException e) {
      return "the URL is not signed as it should be: " + e.getMessage();
    }
  }

  private static String canonical(HttpExchange request, Map<String, String> query) {
    String raw = request.getRequestURI().getRawQuery();
    String sorted =
        List.of(raw.split("&")).stream()
            .filter(part -> !part.startsWith("X-Goog-Signature="))
            .sorted()
            .collect(Collectors.joining("&"));
    String names = query.get("X-Goog-SignedHeaders");
    Map<String, String> headers = new TreeMap<>();
    for (String name : names.split(";")) {
      headers.put(name, String.join(",", request.getRequestHeaders().get(name)).trim());
    }
    String lines =
        headers.entrySet().stream()
            .map(header -> header.getKey() + ":" + header.getValue() + "\n")
            .collect(Collectors.joining());
    return String.join(
        "\n",
        request.getRequestMethod(),
        request.getRequestURI().getRawPath(),
        sorted,
        lines,
        names,
        "UNSIGNED-PAYLOAD");
  }

  private static String hex(String text) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
