package org.aureole.platform.http;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.Objects;
import java.util.Set;
import org.aureole.platform.identity.Role;

/**
 * One method of a party's API: where it is, who may call it, and what it does. Immutable.
 *
 * <pre>{@code
 * Endpoint.post("kingdom.createMeasurement", "/v1/measurementConsumers/{mc}/measurements",
 *         CreateMeasurementRequest.getDefaultInstance())
 *     .callers(Role.MEASUREMENT_CONSUMER)
 *     .maxBodyBytes(1 << 20)
 *     .handledBy((call, request) -> measurements.create(call.caller(), call.id("mc"), request));
 * }</pre>
 *
 * <p>The role says who may call at all; the handler checks that the resource is the caller's own.
 * Requests and replies travel as strict JSON or as binary protobuf, as the caller's Content-Type
 * and Accept headers say.
 *
 * @param <Q> the request message; {@link Empty} for methods without a body
 * @param <R> the reply message
 */
public final class Endpoint<Q extends Message, R extends Message> implements Route {
  /** The default for {@link #maxBodyBytes()}: 256 KiB. */
  public static final int DEFAULT_MAX_BODY_BYTES = 256 * 1024;

  private final Draft<Q> draft;
  private final Handler<Q, R> handler;

  private Endpoint(Draft<Q> draft, Handler<Q, R> handler) {
    this.draft = draft;
    this.handler = Objects.requireNonNull(handler);
  }

  /**
   * Does the work of an endpoint. It may block, as a long poll does, for as long as the caller and
   * the platform wait: keep that under 60 s.
   */
  @FunctionalInterface
  public interface Handler<Q extends Message, R extends Message> {
    /**
     * Answers one call.
     *
     * @throws org.aureole.model.error.DomainException what the caller is told; any other exception
     *     is our bug, and the caller learns only its trace id
     */
    R handle(Call call, Q request);
  }

  public static Draft<Empty> get(String id, String path) {
    return new Draft<>(id, HttpMethod.GET, path, Empty.getDefaultInstance());
  }

  public static Draft<Empty> delete(String id, String path) {
    return new Draft<>(id, HttpMethod.DELETE, path, Empty.getDefaultInstance());
  }

  public static <Q extends Message> Draft<Q> post(String id, String path, Q request) {
    return new Draft<>(id, HttpMethod.POST, path, request);
  }

  public static <Q extends Message> Draft<Q> put(String id, String path, Q request) {
    return new Draft<>(id, HttpMethod.PUT, path, request);
  }

  public static <Q extends Message> Draft<Q> patch(String id, String path, Q request) {
    return new Draft<>(id, HttpMethod.PATCH, path, request);
  }

  @Override
  public String id() {
    return draft.id;
  }

  @Override
  public HttpMethod method() {
    return draft.method;
  }

  @Override
  public PathTemplate path() {
    return draft.path;
  }

  @Override
  public Set<Role> callers() {
    return draft.callers;
  }

  @Override
  public Set<String> query() {
    return draft.query;
  }

  @Override
  public int maxBodyBytes() {
    return draft.maxBodyBytes;
  }

  @Override
  public HttpReply answer(HttpQuery query, Call call) {
    MediaType replyType = MediaType.ofReply(query);
    Q request = MessageBody.read(query, draft.request, draft.method, draft.maxBodyBytes);
    return MessageBody.write(handler.handle(call, request), replyType);
  }

  @Override
  public String toString() {
    return draft.id + " " + draft.method + " " + draft.path;
  }

  /** An endpoint that is not yet complete. Immutable: every step returns another draft. */
  public static final class Draft<Q extends Message> {
    private final String id;
    private final HttpMethod method;
    private final PathTemplate path;
    private final Q request;
    private final Set<Role> callers;
    private final Set<String> query;
    private final int maxBodyBytes;

    private Draft(String id, HttpMethod method, String path, Q request) {
      this(id, method, PathTemplate.of(path), request, Set.of(), Set.of(), DEFAULT_MAX_BODY_BYTES);
    }

    private Draft(
        String id,
        HttpMethod method,
        PathTemplate path,
        Q request,
        Set<Role> callers,
        Set<String> query,
        int maxBodyBytes) {
      this.id = Objects.requireNonNull(id);
      this.method = method;
      this.path = path;
      this.request = Objects.requireNonNull(request);
      this.callers = callers;
      this.query = query;
      this.maxBodyBytes = maxBodyBytes;
    }

    /** Who may call. Required: no endpoint is open. */
    public Draft<Q> callers(Role... roles) {
      return new Draft<>(id, method, path, request, Set.of(roles), query, maxBodyBytes);
    }

    /** The query parameters that are understood; others are refused. */
    public Draft<Q> query(String... names) {
      return new Draft<>(id, method, path, request, callers, Set.of(names), maxBodyBytes);
    }

    /** The largest body that is read. */
    public Draft<Q> maxBodyBytes(int bytes) {
      return new Draft<>(id, method, path, request, callers, query, bytes);
    }

    public <R extends Message> Endpoint<Q, R> handledBy(Handler<Q, R> handler) {
      if (callers.isEmpty()) {
        throw new IllegalStateException("endpoint " + id + " does not say who may call it");
      }
      return new Endpoint<>(this, handler);
    }
  }
}
