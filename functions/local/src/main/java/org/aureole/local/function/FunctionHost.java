package org.aureole.local.function;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.invoker.runner.Invoker;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.function.RouterFunction;
import org.aureole.platform.http.Router;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * One HTTP function behind the Functions Framework's own invoker, as in the cloud, on loopback.
 * Several hosts run in one process. Thread-safe.
 *
 * <p>The invoker takes the name of a class, makes the one instance itself, and listens on all
 * addresses; it has no way to say otherwise. But it makes the instance after it has put its server
 * together and before it starts it, in the calling thread. So the constructor of {@link
 * HostedFunction} is the moment to hand over the function and to correct the server: loopback only,
 * no port sharing with another process, few threads, patience for long polls. The server never
 * listens on another address, not even for a moment.
 */
public final class FunctionHost implements AutoCloseable {
  /** Takes any free port. */
  public static final int ANY_PORT = 0;

  private static final String LOOPBACK = "127.0.0.1";
  private static final int MIN_THREADS = 4;
  private static final int MAX_THREADS = 100;

  /**
   * Longer than any handler may take; a caller who sends nothing for so long is cut off. Whoever
   * sends a little now and then is cut off by {@link org.aureole.platform.http.TimedBody}.
   */
  private static final Duration IDLE = Duration.ofSeconds(75);

  private static final ThreadLocal<FunctionHost> STARTING = new ThreadLocal<>();

  /** Held here because java.util.logging forgets the level of a logger that nobody holds. */
  private static final Logger INVOKER_LOG = Logger.getLogger(Invoker.class.getName());

  private final HttpFunction function;
  private final Invoker invoker;
  private final Duration idle;
  private ServerConnector connector;

  private FunctionHost(HttpFunction function, Invoker invoker, Duration idle) {
    this.idle = idle;
    this.function = function;
    this.invoker = invoker;
  }

  /** Serves a router; see {@link #start(int, HttpFunction)}. */
  public static FunctionHost start(int port, Router router) {
    return start(port, new RouterFunction(router));
  }

  /**
   * Serves a function until {@link #close}.
   *
   * @param port a free TCP port, or {@link #ANY_PORT}
   * @throws DomainException FAILED_PRECONDITION when the port is taken
   */
  public static FunctionHost start(int port, HttpFunction function) {
    return start(port, function, IDLE);
  }

  /** As the other, for tests of callers who send nothing. */
  static FunctionHost start(int port, HttpFunction function, Duration idle) {
    INVOKER_LOG.setLevel(Level.WARNING);
    Invoker invoker =
        new Invoker(
            port, HostedFunction.class.getName(), "http", HostedFunction.class.getClassLoader());
    FunctionHost host = new FunctionHost(Objects.requireNonNull(function), invoker, idle);
    STARTING.set(host);
    try {
      invoker.startTestServer();
      return host;
    } catch (IOException e) {
      host.close();
      throw DomainException.of(
          ErrorCode.FAILED_PRECONDITION,
          "port "
              + port
              + " on "
              + LOOPBACK
              + " cannot be used: "
              + rootMessage(e)
              + "; stop what uses it, or choose another port in the market's file market.json",
          e);
    } catch (Exception e) {
      host.close();
      throw new IllegalStateException("the function does not start", e);
    } finally {
      STARTING.remove();
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }

  /** Called while the invoker makes its instance of {@link HostedFunction}. */
  static HttpFunction handOver() {
    FunctionHost host = STARTING.get();
    if (host == null) {
      throw new IllegalStateException("HostedFunction is made by FunctionHost.start only");
    }
    host.correctServer();
    return host.function;
  }

  private void correctServer() {
    Server server = server();
    connector = (ServerConnector) server.getConnectors()[0];
    connector.setHost(LOOPBACK);
    connector.setReusePort(false);
    connector.setIdleTimeout(idle.toMillis());
    connector
        .getConnectionFactory(HttpConnectionFactory.class)
        .getHttpConfiguration()
        .setSendServerVersion(false);
    QueuedThreadPool threads = (QueuedThreadPool) server.getThreadPool();
    threads.setMinThreads(MIN_THREADS);
    threads.setMaxThreads(MAX_THREADS);
    threads.setDaemon(true);
  }

  private Server server() {
    try {
      Field field = Invoker.class.getDeclaredField("server");
      field.setAccessible(true);
      return (Server) field.get(invoker);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "this version of the Functions Framework's invoker keeps its server elsewhere", e);
    }
  }

  /** The TCP port on 127.0.0.1. */
  public int port() {
    return connector.getLocalPort();
  }

  /** The base URL, without a slash at its end. */
  public URI url() {
    return URI.create("http://" + LOOPBACK + ":" + port());
  }

  /** Stops serving; calls in progress are cut off. Idempotent. */
  @Override
  public void close() {
    try {
      Server server = server();
      if (server != null) {
        server.stop();
      }
    } catch (Exception e) {
      throw new IllegalStateException("the function does not stop", e);
    }
  }
}
