package org.aureole.emulator.google;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The IAM Credentials API, as far as it lends identities and signatures of service accounts to
 * callers who were granted them; and the key set of the tokens.
 */
public final class IamServer implements AutoCloseable {
  private static final Pattern METHOD =
      Pattern.compile("/v1/projects/-/serviceAccounts/([^/:]+):(generateIdToken|signBlob)");

  private final ServiceAccounts accounts;
  private final JsonServer server;

  public IamServer(ServiceAccounts accounts) {
    this.accounts = accounts;
    this.server = new JsonServer(this::answer);
  }

  public URI endpoint() {
    return server.url();
  }

  /** Where the key set of OIDC tokens is. */
  public URI keySet() {
    return server.url().resolve("/keys");
  }

  private void answer(JsonServer.Request request) throws IOException {
    Matcher method = METHOD.matcher(request.path());
    if (request.path().equals("/keys")) {
      request.reply(200, "application/json", accounts.keySet().getBytes(StandardCharsets.UTF_8));
    } else if (!method.matches()) {
      request.refuse(404, request.path());
    } else {
      lend(request, method.group(1), method.group(2));
    }
  }

  private void lend(JsonServer.Request request, String target, String what) throws IOException {
    Optional<String> caller = accounts.caller(request.header("Authorization"));
    boolean identity = what.equals("generateIdToken");
    ServiceAccounts.Grant needed =
        identity ? ServiceAccounts.Grant.IDENTITY : ServiceAccounts.Grant.SIGNATURE;
    if (caller.isEmpty()) {
      request.refuse(401, "no access token");
    } else if (!accounts.may(caller.get(), needed, target)) {
      request.refuse(403, caller.get() + " may not " + what + " of " + target);
    } else if (identity) {
      JsonObject reply = new JsonObject();
      reply.addProperty(
          "token", accounts.idToken(target, request.json().get("audience").getAsString()));
      request.reply(200, reply);
    } else {
      byte[] payload = Base64.getDecoder().decode(request.json().get("payload").getAsString());
      JsonObject reply = new JsonObject();
      reply.addProperty(
          "signedBlob", Base64.getEncoder().encodeToString(accounts.sign(target, payload)));
      request.reply(200, reply);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
