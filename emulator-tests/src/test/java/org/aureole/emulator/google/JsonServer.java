package org.aureole.emulator.google;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on loopback that answers with JSON, or with what its handler sends itself. */
final class JsonServer implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "google");
        thread.setDaemon(true);
        return thread;
      });
  private final HttpServer server;

  /** Answers a request. */
  @FunctionalInterface
  interface Handler {
    void answer(Request request) throws IOException;
  }

  /**
   * One request.
   *
   * @param body read to its end
   */
  record Request(HttpExchange exchange, byte[] body) {
    String method() {
      return exchange.getRequestMethod();
    }

    String path() {
      return exchange.getRequestURI().getPath();
    }

    String header(String name) {
      return exchange.getRequestHeaders().getFirst(name);
    }

    JsonObject json() {
      return JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
    }

    void reply(int status, JsonObject json) throws IOException {
      reply(status, "application/json", json.toString().getBytes(StandardCharsets.UTF_8));
    }

    void refuse(int status, String message) throws IOException {
      JsonObject error = new JsonObject();
      error.addProperty("code", status);
      error.addProperty("message", message);
      JsonObject reply = new JsonObject();
      reply.add("error", error);
      reply(status, reply);
    }

    void reply(int status, String type, byte[] bytes) throws IOException {
      exchange.getResponseHeaders().set("Content-Type", type);
      send(status, bytes);
    }

    /** Answers with the headers that were set. */
    void send(int status, byte[] bytes) throws IOException {
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  JsonServer(Handler handler) {
    this(0, handler);
  }

  /**
   * @param port a free one, or 0 for any
   */
  JsonServer(int port, Handler handler) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(handler, exchange));
    server.start();
  }

  private static void answer(Handler handler, HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request = new Request(exchange, exchange.getRequestBody().readAllBytes());
      try {
        handler.answer(request);
      } catch (RuntimeException e) {
        request.refuse(500, e.toString());
      }
    }
  }

  URI url() {
    return URI.create("http://" + address());
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
