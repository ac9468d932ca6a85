package org.aureole.simulation.port;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.aureole.platform.http.HttpQuery;
import org.aureole.platform.http.HttpReply;
import org.aureole.simulation.world.Fault;
import org.aureole.simulation.world.World;

/**
 * The network between the parties of a world. It gives each an HTTP client, on which the real API
 * clients and uploaders stand. A call goes straight to the server's code, in the caller's thread;
 * it may be lost on its way there or back, or be made twice.
 */
public final class SimulatedNetwork {
  /** A server: a party's router, or storage that takes uploads. */
  @FunctionalInterface
  public interface Server {
    /** Answers; empty if no process runs, or it died before it answered. */
    Optional<HttpReply> answer(HttpQuery query);
  }

  /** One call as it went over the network. */
  public record Exchange(String caller, URI to, String method, byte[] body) {}

  /** Sees every exchange, and may alter it: somebody who sits on the line. */
  public interface Tap {
    /** The body that arrives, of a request that is on its way. */
    default byte[] request(Exchange exchange) {
      return exchange.body();
    }

    /** The answer that arrives. */
    default HttpReply reply(Exchange exchange, HttpReply reply) {
      return reply;
    }
  }

  private final Map<String, Server> servers = new HashMap<>();
  private final Supplier<World> world;
  private List<Tap> taps = List.of();

  /**
   * @param world the world that now is; null at first, while nothing goes wrong
   */
  public SimulatedNetwork(Supplier<World> world) {
    this.world = world;
  }

  /** Lets a server answer under a host name, in place of any other. */
  public void serve(String host, Server server) {
    servers.put(host, server);
  }

  /** Who sits on the line from now on, from the caller's end to the server's. */
  public void tap(List<Tap> by) {
    taps = List.copyOf(by);
  }

  /** The HTTP client of one caller. */
  public HttpClient as(String caller) {
    return new SimulatedLine(this, caller);
  }

  HttpReply exchange(String caller, HttpRequest request, byte[] sent) throws IOException {
    World now = world.get();
    if (now == null) {
      return once(caller, request, sent);
    }
    String what = request.method() + " " + request.uri().getHost() + kind(request.uri());
    String place = now.activity() + " " + what;
    now.point("before " + what);
    if (now.schedule().strikes(Fault.LOSE_REQUEST, place)) {
      throw new ConnectException("lost by the world");
    }
    HttpReply reply = once(caller, request, sent);
    if (now.schedule().strikes(Fault.REPEAT_REQUEST, place)) {
      reply = once(caller, request, sent);
    }
    boolean lost = now.schedule().strikes(Fault.LOSE_ANSWER, place);
    now.point("after " + what);
    if (lost) {
      throw new IOException("the answer was lost by the world");
    }
    return reply;
  }

  /** The path without the ids in it, which differ from world to world. */
  private static String kind(URI to) {
    String path = to.getPath();
    int action = path.lastIndexOf(':');
    StringBuilder kind = new StringBuilder();
    String[] segments = (action < 0 ? path : path.substring(0, action)).split("/", -1);
    for (int i = 2; i < segments.length; i += 2) {
      kind.append('/').append(segments[i]);
    }
    return kind + (action < 0 ? "" : path.substring(action));
  }

  private HttpReply once(String caller, HttpRequest request, byte[] sent) throws IOException {
    URI to = request.uri();
    byte[] body = sent;
    for (Tap tap : taps) {
      body = tap.request(new Exchange(caller, to, request.method(), body));
    }
    Server server = servers.get(to.getHost());
    if (server == null) {
      throw new ConnectException("nobody is called " + to.getHost());
    }
    HttpReply reply =
        server
            .answer(
                new HttpQuery(
                    request.method(),
                    to.getRawPath(),
                    to.getRawQuery() == null ? "" : to.getRawQuery(),
                    request.headers().map(),
                    new ByteArrayInputStream(body)))
            .orElseThrow(() -> new ConnectException(to.getHost() + " closed the connection"));
    for (Tap tap : taps) {
      reply = tap.reply(new Exchange(caller, to, request.method(), body), reply);
    }
    return reply;
  }
}
