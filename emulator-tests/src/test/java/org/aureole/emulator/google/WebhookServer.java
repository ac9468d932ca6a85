package org.aureole.emulator.google;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.aureole.platform.http.PushEnvelope;
import org.aureole.v1.Notification;

/**
 * What a measurement consumer runs to be told when a Measurement has ended: it looks who calls, by
 * the token, and takes nothing else on trust. Thread-safe.
 */
public final class WebhookServer implements AutoCloseable {
  private final ServiceAccounts accounts;
  private final String pusher;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final JsonServer server;

  /**
   * @param pusher the e-mail address of the account as which the Kingdom's topics push
   */
  public WebhookServer(ServiceAccounts accounts, String pusher) {
    this.accounts = accounts;
    this.pusher = pusher;
    this.server = new JsonServer(this::answer);
  }

  public URI url() {
    return server.url();
  }

  /** The names of the Measurements that it was told of, with repetitions. */
  public List<String> told() {
    return List.copyOf(told);
  }

  private void answer(JsonServer.Request request) throws IOException {
    Optional<String> caller = accounts.bearer(request.header("Authorization"), url().toString());
    if (!caller.equals(Optional.of(pusher))) {
      request.refuse(401, "not the Kingdom");
      return;
    }
    told.add(Notification.parseFrom(PushEnvelope.decode(request.body()).data()).getMeasurement());
    request.reply(204, "text/plain", new byte[0]);
  }

  @Override
  public void close() {
    server.close();
  }
}
