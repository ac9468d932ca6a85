package org.aureole.emulator.google;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The metadata server that a process finds at the address in {@code GCE_METADATA_HOST}: it gives
 * access tokens of the one account that the process runs as.
 */
public final class MetadataServer implements AutoCloseable {
  private static final String FLAVOR = "Metadata-Flavor";
  private static final String BASE = "/computeMetadata/v1/";

  private final ServiceAccounts accounts;
  private final String email;
  private final String project;
  private final JsonServer server;

  public MetadataServer(ServiceAccounts accounts, String email, String project) {
    this.accounts = accounts;
    this.email = email;
    this.project = project;
    this.server = new JsonServer(this::answer);
  }

  /** {@code 127.0.0.1:port}. */
  public String address() {
    return server.address();
  }

  private void answer(JsonServer.Request request) throws IOException {
    request.exchange().getResponseHeaders().set(FLAVOR, "Google");
    if (!"Google".equals(request.header(FLAVOR))) {
      request.refuse(403, "the header " + FLAVOR + " is missing");
      return;
    }
    String path = request.path();
    if (path.startsWith(BASE + "instance/service-accounts/default/token")) {
      JsonObject token = new JsonObject();
      token.addProperty("access_token", accounts.accessToken(email));
      token.addProperty("expires_in", 3600);
      token.addProperty("token_type", "Bearer");
      request.reply(200, token);
    } else if (path.equals(BASE + "instance/service-accounts/default/email")) {
      text(request, email);
    } else if (path.equals(BASE + "project/project-id")) {
      text(request, project);
    } else if (path.equals(BASE + "universe/universe-domain")) {
      text(request, "googleapis.com");
    } else if (path.equals("/")) {
      text(request, "computeMetadata/");
    } else {
      request.refuse(404, path);
    }
  }

  private static void text(JsonServer.Request request, String text) throws IOException {
    request.reply(200, "application/text", text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.close();
  }
}
