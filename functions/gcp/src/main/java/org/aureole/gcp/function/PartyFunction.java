package org.aureole.gcp.function;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.io.IOException;
import org.aureole.gcp.party.CloudParty;
import org.aureole.platform.function.RouterFunction;

/**
 * A function of the party that the environment tells of. The framework makes one instance at its
 * start; if the environment is not as it should be, that fails, and the revision gets no traffic.
 * Thread-safe.
 */
abstract class PartyFunction implements HttpFunction {
  private final RouterFunction function;

  PartyFunction(Served served) {
    this.function = new RouterFunction(CloudParty.ofThisProcess().router(served));
  }

  @Override
  public final void service(HttpRequest request, HttpResponse response) throws IOException {
    function.service(request, response);
  }
}
