package org.aureole.emulator.google;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one method of Cloud Run's Admin API that starts an execution of a job, with arguments, for
 * callers who may.
 */
public final class RunServer implements AutoCloseable {
  private static final Pattern METHOD =
      Pattern.compile("/v2/(projects/[^/]+/locations/[^/]+/jobs/[^/:]+):run");

  private final ServiceAccounts accounts;
  private final Map<String, Job> jobs = new ConcurrentHashMap<>();
  private final JsonServer server;

  private record Job(List<String> starters, Consumer<List<String>> execute) {}

  public RunServer(ServiceAccounts accounts) {
    this.accounts = accounts;
    this.server = new JsonServer(this::answer);
  }

  public URI endpoint() {
    return server.url();
  }

  /**
   * Adds a job.
   *
   * @param name {@code projects/…/locations/…/jobs/…}
   * @param starters the e-mail addresses of those who may start it
   * @param execute starts an execution with arguments, and returns without waiting for its end
   */
  public void add(String name, List<String> starters, Consumer<List<String>> execute) {
    jobs.put(name, new Job(List.copyOf(starters), execute));
  }

  private void answer(JsonServer.Request request) throws IOException {
    Matcher method = METHOD.matcher(request.path());
    Job job = method.matches() ? jobs.get(method.group(1)) : null;
    Optional<String> caller = accounts.caller(request.header("Authorization"));
    if (job == null || !request.method().equals("POST")) {
      request.refuse(404, request.path());
    } else if (caller.isEmpty()) {
      request.refuse(401, "no access token");
    } else if (!job.starters().contains(caller.get())) {
      request.refuse(403, caller.get() + " may not start " + method.group(1));
    } else {
      job.execute().accept(arguments(request.json()));
      JsonObject operation = new JsonObject();
      operation.addProperty("name", method.group(1) + "/operations/1");
      request.reply(200, operation);
    }
  }

  private static List<String> arguments(JsonObject body) {
    JsonArray given =
        body.getAsJsonObject("overrides")
            .getAsJsonArray("containerOverrides")
            .get(0)
            .getAsJsonObject()
            .getAsJsonArray("args");
    List<String> arguments = new ArrayList<>();
    given.forEach(argument -> arguments.add(argument.getAsString()));
    return arguments;
  }

  @Override
  public void close() {
    server.close();
  }
}
