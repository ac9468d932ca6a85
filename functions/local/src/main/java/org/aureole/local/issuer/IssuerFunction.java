package org.aureole.local.issuer;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.aureole.model.error.DomainException;

/**
 * The three documents of an OIDC issuer: discovery (OpenID Connect Discovery 1.0 §4), keys (RFC
 * 7517), and tokens for client credentials (RFC 6749 §4.4). Thread-safe.
 */
final class IssuerFunction implements HttpFunction {
  static final String DISCOVERY = "/.well-known/openid-configuration";
  static final String KEYS = "/keys";
  static final String TOKEN = "/token";
  private static final int MAX_FORM_BYTES = 8 * 1024;

  private final LocalIssuer issuer;

  IssuerFunction(LocalIssuer issuer) {
    this.issuer = issuer;
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    switch (request.getMethod() + " " + request.getPath()) {
      case "GET " + DISCOVERY -> reply(response, 200, discovery().toString());
      case "GET " + KEYS -> reply(response, 200, issuer.publicKeySet());
      case "POST " + TOKEN -> token(request, response);
      default -> reply(response, 404, error("not_found", "see " + DISCOVERY).toString());
    }
  }

  private JsonObject discovery() {
    JsonObject document = new JsonObject();
    document.addProperty("issuer", issuer.issuer().toString());
    document.addProperty("jwks_uri", issuer.issuer() + KEYS);
    document.addProperty("token_endpoint", issuer.issuer() + TOKEN);
    document.add("grant_types_supported", array("client_credentials"));
    document.add("id_token_signing_alg_values_supported", array("ES256"));
    document.add("subject_types_supported", array("public"));
    document.add("response_types_supported", array("token"));
    document.add(
        "token_endpoint_auth_methods_supported",
        array("client_secret_basic", "client_secret_post"));
    return document;
  }

  private static JsonArray array(String... values) {
    JsonArray array = new JsonArray();
    for (String value : values) {
      array.add(value);
    }
    return array;
  }

  private void token(HttpRequest request, HttpResponse response) throws IOException {
    byte[] body = request.getInputStream().readNBytes(MAX_FORM_BYTES + 1);
    Optional<Map<String, String>> form =
        body.length > MAX_FORM_BYTES
            ? Optional.empty()
            : form(new String(body, StandardCharsets.UTF_8));
    if (form.isEmpty()) {
      reply(response, 400, error("invalid_request", "send one form, each name once").toString());
      return;
    }
    Map<String, String> fields = form.get();
    Credentials client = credentials(request, fields);
    if (!issuer.isClient(client.id(), client.secret())) {
      response.appendHeader("WWW-Authenticate", "Basic realm=\"aureole\"");
      reply(response, 401, error("invalid_client", "client id or secret is wrong").toString());
    } else if (!"client_credentials".equals(fields.get("grant_type"))) {
      reply(
          response,
          400,
          error("unsupported_grant_type", "grant_type must be client_credentials").toString());
    } else {
      grant(client.id(), fields.getOrDefault("audience", ""), response);
    }
  }

  private void grant(String clientId, String audience, HttpResponse response) throws IOException {
    try {
      JsonObject granted = new JsonObject();
      granted.addProperty("access_token", issuer.mint(clientId, audience).token());
      granted.addProperty("token_type", "Bearer");
      granted.addProperty("expires_in", LocalIssuer.LIFETIME.toSeconds());
      reply(response, 200, granted.toString());
    } catch (DomainException e) {
      reply(response, 400, error("invalid_request", e.getMessage()).toString());
    }
  }

  private record Credentials(String id, String secret) {}

  /** From the Authorization header (RFC 6749 §2.3.1), else from the form. */
  private static Credentials credentials(HttpRequest request, Map<String, String> form) {
    Optional<String> header = request.getFirstHeader("Authorization");
    if (header.isEmpty()) {
      return new Credentials(
          form.getOrDefault("client_id", ""), form.getOrDefault("client_secret", ""));
    }
    try {
      String value = header.get();
      if (value.regionMatches(true, 0, "Basic ", 0, 6)) {
        String pair =
            new String(Base64.getDecoder().decode(value.substring(6)), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        if (colon >= 0) {
          return new Credentials(
              decode(pair.substring(0, colon)), decode(pair.substring(colon + 1)));
        }
      }
    } catch (IllegalArgumentException e) {
      // Credentials that cannot be read are nobody's.
    }
    return new Credentials("", "");
  }

  private static Optional<Map<String, String>> form(String text) {
    Map<String, String> fields = new HashMap<>();
    try {
      for (String pair : text.isEmpty() ? new String[0] : text.split("&")) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        if (fields.put(name, value) != null) {
          return Optional.empty();
        }
      }
      return Optional.of(fields);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static JsonObject error(String code, String description) {
    JsonObject error = new JsonObject();
    error.addProperty("error", code);
    error.addProperty("error_description", description);
    return error;
  }

  private static void reply(HttpResponse response, int status, String json) throws IOException {
    response.setStatusCode(status);
    response.setContentType("application/json");
    response.appendHeader("Cache-Control", "no-store");
    response.appendHeader("X-Content-Type-Options", "nosniff");
    response.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
  }
}
