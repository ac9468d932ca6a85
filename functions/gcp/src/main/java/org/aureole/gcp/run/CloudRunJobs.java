package org.aureole.gcp.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.net.URI;
import java.util.Objects;
import java.util.regex.Pattern;
import org.aureole.gcp.client.RestService;
import org.aureole.model.error.DomainException;
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
  private final RestService service;
  private final URI run;

  /**
   * @param service called as an account that may run the job with overrides
   * @param endpoint {@link #SERVICE}, or what stands in for it on this machine
   * @param job {@code projects/…/locations/…/jobs/…}, whose container takes a {@link JobName} as
   *     argument
   */
  public CloudRunJobs(RestService service, URI endpoint, String job) {
    if (!JOB.matcher(job).matches()) {
      throw DomainException.invalid(
          "job", "is '" + job + "'; must be projects/…/locations/…/jobs/…");
    }
    this.service = Objects.requireNonNull(service);
    this.run = URI.create(endpoint + "/v2/" + job + ":run");
  }

  @Override
  public void start(JobName job) {
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
    service.post(run, body);
  }
}
