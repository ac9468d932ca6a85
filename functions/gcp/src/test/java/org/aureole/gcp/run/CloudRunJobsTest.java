package org.aureole.gcp.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.aureole.gcp.client.RestService;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.work.JobName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The one request that starts a job. */
class CloudRunJobsTest {
  private static final String JOB = "projects/duchy-1/locations/europe-west1/jobs/aureole";
  private static final JobName STAGE = new JobName("computation", "computations/1");

  private final List<String> requests = new ArrayList<>();
  private HttpServer server;
  private int status = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        request -> {
          requests.add(
              request.getRequestMethod()
                  + " "
                  + request.getRequestURI()
                  + " "
                  + request.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] answer = "{\"name\": \"operations/1\"}".getBytes(StandardCharsets.UTF_8);
          request.sendResponseHeaders(status, answer.length);
          request.getResponseBody().write(answer);
          request.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private CloudRunJobs jobs() {
    GoogleCredentials credentials =
        GoogleCredentials.create(
            new AccessToken("ya29.token", Date.from(Instant.now().plusSeconds(600))));
    return new CloudRunJobs(
        new RestService(HttpClient.newHttpClient(), credentials),
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
        JOB);
  }

  @Test
  void oneCallNamesTheJobAsTheArgumentOfTheContainer() {
    jobs().start(STAGE);

    assertThat(requests).hasSize(1);
    String[] parts = requests.get(0).split(" ", 5);
    assertThat(parts[0] + " " + parts[1]).isEqualTo("POST /v2/" + JOB + ":run");
    assertThat(parts[2] + " " + parts[3]).isEqualTo("Bearer ya29.token");
    assertThat(JsonParser.parseString(parts[4]))
        .isEqualTo(
            JsonParser.parseString(
                "{\"overrides\": {\"containerOverrides\":"
                    + " [{\"args\": [\"computation/computations/1\"]}]}}"));
  }

  @Test
  void aRefusalIsForAnotherTryAndTellsNoToken() {
    status = 403;
    assertThatThrownBy(() -> jobs().start(STAGE))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
              assertThat(e).hasMessageContaining("403").hasMessageNotContaining("ya29");
            });
  }

  @Test
  void aServiceThatIsNotThereIsUnavailable() {
    CloudRunJobs jobs = jobs();
    server.stop(0);
    assertThatThrownBy(() -> jobs.start(STAGE))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  @Test
  void aJobThatIsNoneIsRefused() {
    assertThatThrownBy(() ->
            new CloudRunJobs(
                new RestService(HttpClient.newHttpClient(), GoogleCredentials.create(null)),
                CloudRunJobs.SERVICE,
                "aureole"))
        .hasMessageContaining("projects/…/locations/…/jobs/…");
  }
}
