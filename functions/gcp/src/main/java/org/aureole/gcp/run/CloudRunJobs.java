package org.aureole.gcp.run;

import com.google.auth.Credentials;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.ReplyBody;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.JobStarter;

/**
 * Starts executions of one Cloud Run job, which is told by its arguments which of our jobs to run.
 * One call of the Admin API's method {@code run}; that is why Google's client library, which a
 * function would have to load for it, is not here. Thread-safe.
 */
public final class CloudRunJobs implements JobStarter {
  /** Where the service is; executions are started through the endpoint of any region. */
  public static final URI SERVICE = URI.create("https://run.googleapis.com");

  private static final Pattern JOB =
      Pattern.compile("projects/[a-z0-9:.-]+/locations/[a-z0-9-]+/jobs/[a-z0-9-]+");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MAX_REPLY_BYTES = 256 << 10;
  private static final int OK = 200;

  private final HttpClient http;
  private final URI run;
  private final Credentials credentials;

  /**
   * @param endpoint {@link #SERVICE}, or what stands in for it on this machine
   * @param job {@code projects/…/locations/…/jobs/…}, whose container takes a {@link JobName} as
   *     argument
   * @param credentials of an account that may run it with overrides
   */
  public CloudRunJobs(HttpClient http, URI endpoint, String job, Credentials credentials) {
    if (!JOB.matcher(job).matches()) {
      throw DomainException.invalid(
          "job", "is '" + job + "'; must be projects/…/locations/…/jobs/…");
    }
    this.http = Objects.requireNonNull(http);
    this.run = URI.create(endpoint + "/v2/" + job + ":run");
    this.credentials = Objects.requireNonNull(credentials);
  }

  @Override
  public void start(JobName job) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(run)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(body(job)));
    try {
      Map<String, List<String>> authorization = credentials.getRequestMetadata(run);
      authorization.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
      HttpResponse<ReplyBody> reply =
          http.send(request.build(), ReplyBody.atMost(MAX_REPLY_BYTES, PATIENCE));
      if (reply.statusCode() != OK) {
        throw DomainException.unavailable(
            "Cloud Run did not start " + job + ": HTTP status " + reply.statusCode(), null);
      }
    } catch (IOException e) {
      throw DomainException.unavailable("Cloud Run did not say whether it started " + job, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.unavailable("interrupted while " + job + " was started", e);
    }
  }

  private static String body(JobName job) {
    JsonArray arguments = new JsonArray();
    arguments.add(job.toString());
    JsonObject container = new JsonObject();
    container.add("args", arguments);
    JsonArray containers = new JsonArray();
    containers.add(container);
    JsonObject overrides = new JsonObject();
    overrides.add("containerOverrides", containers);
    JsonObject body = new JsonObject();
    body.add("overrides", overrides);
    return body.toString();
  }
}
