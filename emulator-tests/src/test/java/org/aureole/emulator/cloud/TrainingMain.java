package org.aureole.emulator.cloud;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.aureole.gcp.function.ApiFunction;
import org.aureole.gcp.party.CloudParty;
import org.aureole.local.function.FunctionHost;

/**
 * Loads what functions and jobs load, by starting a function, asking it something, and bringing a
 * database up to date; and ends. What it leaves, if the virtual machine is told so, is an archive
 * of classes with which the market's many processes start in a fraction of the time.
 */
public final class TrainingMain {
  private TrainingMain() {}

  /** Takes its deployment from the environment, as every process of a party does. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (CloudParty party = CloudParty.ofThisProcess()) {
      party.migrate();
    }
    FunctionHost host = FunctionHost.start(FunctionHost.ANY_PORT, new ApiFunction());
    URI url = URI.create("http://127.0.0.1:" + host.port() + "/v1/populations");
    int status =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(url).header("Authorization", "Bearer none").build(),
                HttpResponse.BodyHandlers.discarding())
            .statusCode();
    System.exit(status == 401 ? 0 : 1);
  }
}
