package org.aureole.platform.http;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.admission.Admission;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.identity.Authenticator;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.VerifiedToken;
import org.aureole.platform.trace.Trace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API of a party: finds the endpoint of a request, authenticates the caller, refuses those
 * whom the endpoint does not admit or who call too often, and turns what happens into an answer.
 *
 * <p>Guarantees: no endpoint runs for a caller it does not name; every error is the same JSON; the
 * text of an unexpected exception goes to the log under a trace id and never to the caller.
 * Thread-safe; {@link #handle} never throws.
 */
public final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final String NOT_FOR_ROLE = "this method is not for a caller of role ";
  private static final Map<String, String> SECURITY_HEADERS =
      Map.of(
          "Cache-Control", "no-store",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "Strict-Transport-Security", "max-age=31536000");

  private final List<Route> routes;
  private final Authenticator authenticator;
  private final InstantSource clock;
  private final Admission admission;
  private final RequestMeter meter;

  /** A router that lets everybody in who may call: for one that only its own process can reach. */
  public Router(List<? extends Route> routes, Authenticator authenticator, InstantSource clock) {
    this(routes, authenticator, clock, new Admission(RateLimits.NONE));
  }

  /** A router of which nobody hears. */
  public Router(
      List<? extends Route> routes,
      Authenticator authenticator,
      InstantSource clock,
      Admission admission) {
    this(routes, authenticator, clock, admission, RequestMeter.NONE);
  }

  /**
   * A router.
   *
   * @param admission how much it takes of whom
   * @param meter hears which calls were answered
   * @throws IllegalArgumentException when two routes have the same id, or the same method and path
   */
  public Router(
      List<? extends Route> routes,
      Authenticator authenticator,
      InstantSource clock,
      Admission admission,
      RequestMeter meter) {
    this.meter = Objects.requireNonNull(meter);
    this.routes = List.copyOf(routes);
    this.authenticator = Objects.requireNonNull(authenticator);
    this.clock = Objects.requireNonNull(clock);
    this.admission = Objects.requireNonNull(admission);
    Set<String> ids = new HashSet<>();
    for (Route route : this.routes) {
      if (!ids.add(route.id())) {
        throw new IllegalArgumentException("two endpoints are called " + route.id());
      }
      for (Route other : this.routes) {
        if (other != route
            && other.method() == route.method()
            && other.path().sameShape(route.path())) {
          throw new IllegalArgumentException(route.id() + " and " + other.id() + " collide");
        }
      }
    }
  }

  /** The routes served, for tests that go through every one of them. */
  public List<Route> routes() {
    return routes;
  }

  /** Answers a request. */
  @SuppressWarnings("try") // the scope is there to be closed
  public HttpReply handle(HttpQuery query) {
    Trace trace = trace(query);
    try (Trace.Scope scope = trace.enter()) {
      return handle(query, trace.id());
    }
  }

  private HttpReply handle(HttpQuery query, String traceId) {
    HttpReply reply;
    try {
      reply = route(query, traceId);
    } catch (DomainException e) {
      log(e, query);
      reply = ErrorReply.of(e, traceId);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("{} {} failed", query.method(), query.path(), e);
      reply = ErrorReply.of(DomainException.bug("unexpected"), traceId);
    }
    reply = reply.with(SECURITY_HEADERS).with(Map.of("X-Trace-Id", traceId));
    return query.method().equals("HEAD") ? reply.withoutBody() : reply;
  }

  private static void log(DomainException error, HttpQuery query) {
    if (error.code() == ErrorCode.RESOURCE_EXHAUSTED) {
      // Whoever calls too often must not fill the log, too.
      LOG.debug("{} {}: {}", query.method(), query.path(), error.getMessage());
      return;
    }
    switch (error.code().handling()) {
      case BUG -> LOG.error("{} {} failed", query.method(), query.path(), error);
      case RETRY -> LOG.warn("{} {}: {}", query.method(), query.path(), error.getMessage());
      case REJECT ->
          LOG.info(
              "{} {} refused, {}: {}",
              query.method(),
              query.path(),
              error.code(),
              error.getMessage());
    }
  }

  private HttpReply route(HttpQuery query, String traceId) {
    List<Route> samePath =
        routes.stream().filter(route -> route.path().match(query.path()).isPresent()).toList();
    if (samePath.isEmpty()) {
      throw DomainException.of(
          ErrorCode.NOT_FOUND, "nothing is served at this path; see the API reference");
    }
    if (query.method().equals("OPTIONS")) {
      return HttpReply.empty(204).with(Map.of("Allow", allow(samePath)));
    }
    String method = query.method().equals("HEAD") ? "GET" : query.method();
    Optional<Route> found =
        samePath.stream()
            .filter(route -> route.method().name().equals(method))
            .max((a, b) -> Long.compare(a.path().literals(), b.path().literals()));
    if (found.isEmpty()) {
      DomainException error =
          DomainException.of(
              ErrorCode.METHOD_NOT_ALLOWED, "this path takes " + allow(samePath) + " only");
      return ErrorReply.of(error, traceId).with(Map.of("Allow", allow(samePath)));
    }
    return metered(found.get(), query, traceId);
  }

  private HttpReply metered(Route route, HttpQuery query, String traceId) {
    long start = System.nanoTime();
    int status = ErrorCode.INTERNAL.httpStatus();
    try {
      HttpReply reply = serve(route, query, traceId);
      status = reply.status();
      return reply;
    } catch (DomainException e) {
      status = e.code().httpStatus();
      throw e;
    } finally {
      meter.answered(route.id(), status, System.nanoTime() - start);
    }
  }

  private HttpReply serve(Route route, HttpQuery query, String traceId) {
    VerifiedToken token = authenticator.verify(query.header("Authorization"));
    admission.check(token);
    Principal caller = authenticator.find(token);
    Admission.Stay stay = admission.enter(caller);
    try {
      return serve(route, query, caller, traceId);
    } finally {
      stay.leave();
    }
  }

  private HttpReply serve(Route route, HttpQuery query, Principal caller, String traceId) {
    if (!route.callers().contains(caller.role())) {
      throw DomainException.denied(
          NOT_FOR_ROLE
              + caller.role()
              + (route.callers().size() == 1 ? "; it is for " : "; it is for one of ")
              + new TreeSet<>(route.callers())
              + (caller.role() == Role.UNREGISTERED
                  ? "; UNREGISTERED is who is not approved here, or not yet"
                  : ""));
    }
    Map<String, String> path = PathTemplate.checked(route.path().match(query.path()).orElseThrow());
    QueryParameters parameters = QueryParameters.parse(query.rawQuery(), route.query());
    return route.answer(query, new Call(path, parameters, caller, clock.instant(), traceId));
  }

  /**
   * Whether a peer refused a call because it does not know the caller: it is not registered there,
   * or not approved yet.
   */
  public static boolean isUnregistered(RuntimeException error) {
    return error instanceof DomainException refusal
        && refusal.code() == ErrorCode.PERMISSION_DENIED
        && refusal.getMessage().startsWith(NOT_FOR_ROLE + Role.UNREGISTERED);
  }

  private static String allow(List<Route> routes) {
    TreeSet<String> methods = new TreeSet<>();
    routes.forEach(route -> methods.add(route.method().name()));
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    methods.add("OPTIONS");
    return String.join(", ", methods);
  }

  /** That of the caller's traceparent header, else a new one. */
  private static Trace trace(HttpQuery query) {
    List<String> values = query.headers().getOrDefault(Trace.PARENT, List.of());
    return values.size() == 1 ? Trace.parse(values.get(0)).orElseGet(Trace::fresh) : Trace.fresh();
  }
}
