package org.aureole.platform.http;

import java.util.Objects;
import java.util.Set;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.identity.Role;
import org.aureole.platform.trace.Trace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a topic pushes its messages. Immutable.
 *
 * <p>A message is acknowledged (HTTP 204) when the handler returns, and when it rejects the message
 * for good, after {@link Handler#rejected} has recorded that. It is delivered again, later, when
 * the handler throws a retryable error (503 and the like) or fails unexpectedly (500); after the
 * last attempt the topic keeps it as a dead letter. Messages come at least once and in no order:
 * handlers are idempotent and order-free.
 */
public final class PushEndpoint implements Route {
  /** Pub/Sub's 10 MB of data, in base64, with room for attributes. */
  public static final int MAX_BODY_BYTES = 14 * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(PushEndpoint.class);

  private final String id;
  private final PathTemplate path;
  private final Set<Role> callers;
  private final Handler handler;

  private PushEndpoint(String id, PathTemplate path, Set<Role> callers, Handler handler) {
    this.id = Objects.requireNonNull(id);
    this.path = path;
    this.callers = callers;
    this.handler = Objects.requireNonNull(handler);
  }

  /** Handles pushed messages. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Takes one message: records and starts, never computes for long.
     *
     * @throws DomainException retryable: deliver it again; to be rejected: {@link #rejected} is
     *     called and the message acknowledged; a bug: deliver it again, and to the dead letters in
     *     the end
     */
    void handle(Call call, PushedMessage message);

    /**
     * Records that a message was rejected, where its sender or an operator will see it. The default
     * writes it to the log only.
     */
    default void rejected(Call call, PushedMessage message, DomainException error) {
      LOG.warn(
          "message {} of {} rejected, {}: {}",
          message.id(),
          message.subscription(),
          error.code(),
          error.getMessage());
    }
  }

  /** Messages of the party's own topics: its jobs, its buckets, its schedules. */
  public static PushEndpoint ofOwnTopic(String id, String path, Handler handler) {
    return new PushEndpoint(id, PathTemplate.of(path), Set.of(Role.PLATFORM), handler);
  }

  /** Messages of the Kingdom's topics, which push with the Kingdom's identity. */
  public static PushEndpoint ofKingdomTopic(String id, String path, Handler handler) {
    return new PushEndpoint(id, PathTemplate.of(path), Set.of(Role.KINGDOM), handler);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public HttpMethod method() {
    return HttpMethod.POST;
  }

  @Override
  public PathTemplate path() {
    return path;
  }

  @Override
  public Set<Role> callers() {
    return callers;
  }

  @Override
  public Set<String> query() {
    return Set.of();
  }

  @Override
  public int maxBodyBytes() {
    return MAX_BODY_BYTES;
  }

  @Override
  public HttpReply answer(HttpQuery query, Call call) {
    PushedMessage message = PushEnvelope.decode(MessageBody.bytes(query, MAX_BODY_BYTES));
    Trace.parse(message.attributes().getOrDefault(Trace.PARENT, "")).ifPresent(Trace::follow);
    try {
      handler.handle(call, message);
    } catch (DomainException e) {
      if (e.code().handling() != ErrorCode.Handling.REJECT) {
        throw e;
      }
      handler.rejected(call, message, e);
    }
    return HttpReply.empty(204);
  }

  @Override
  public String toString() {
    return id + " " + method() + " " + path;
  }
}
