package org.aureole.platform.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.identity.TokenSource;
import org.aureole.platform.trace.Trace;

/**
 * Calls the HTTP API of one party in binary protobuf.
 *
 * <p>A call is repeated, a bounded number of times with growing, jittered pauses, when the peer
 * cannot be reached, when the connection breaks, and when the peer answers with a retryable error;
 * not before the time that a peer names that is called too often. That includes POST: every method
 * of Aureole's API is idempotent, by {@code requestId} or by state. Other errors come back as the
 * {@link DomainException} that the peer threw. A reply that is longer than allowed is refused, one
 * that takes longer than an attempt may is cut off. Thread-safe.
 */
public final class ApiClient {
  /**
   * How long a client tries.
   *
   * @param timeout for one attempt, from connecting to the last byte of the reply
   * @param attempts how many in all, at least one
   * @param firstPause before the second attempt; doubles with each further one
   */
  public record Patience(Duration timeout, int attempts, Duration firstPause) {
    /** 30 s, four attempts, pauses from 100 ms. */
    public static final Patience USUAL =
        new Patience(Duration.ofSeconds(30), 4, Duration.ofMillis(100));

    public Patience {
      if (timeout.isNegative() || timeout.isZero() || attempts < 1 || firstPause.isNegative()) {
        throw new IllegalArgumentException("no patience of " + timeout + " × " + attempts);
      }
    }
  }

  /** The longest reply that is taken unless a client says otherwise, in bytes: 32 MiB. */
  public static final int USUAL_MAX_REPLY_BYTES = 32 << 20;

  private final URI baseUrl;
  private final String audience;
  private final TokenSource tokens;
  private final HttpClient http;
  private final Patience patience;
  private final int maxReplyBytes;

  /**
   * A client of one party.
   *
   * @param baseUrl the party's base URL, also the audience of the tokens sent to it
   */
  public ApiClient(URI baseUrl, TokenSource tokens, HttpClient http) {
    this(baseUrl, tokens, http, Patience.USUAL);
  }

  public ApiClient(URI baseUrl, TokenSource tokens, HttpClient http, Patience patience) {
    this(baseUrl, tokens, http, patience, USUAL_MAX_REPLY_BYTES);
  }

  private ApiClient(
      URI baseUrl, TokenSource tokens, HttpClient http, Patience patience, int maxReplyBytes) {
    this.audience = withoutSlash(baseUrl.toString());
    this.baseUrl = URI.create(audience);
    this.tokens = Objects.requireNonNull(tokens);
    this.http = Objects.requireNonNull(http);
    this.patience = Objects.requireNonNull(patience);
    this.maxReplyBytes = maxReplyBytes;
  }

  /** An HTTP client as this class and {@code Uploader} want it; share one per process. */
  public static HttpClient newHttpClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  /** The same client with other patience, as a long poll needs. */
  public ApiClient with(Patience other) {
    return new ApiClient(baseUrl, tokens, http, other, maxReplyBytes);
  }

  /** The same client that takes replies of at most so many bytes, errors included. */
  public ApiClient taking(int otherMaxReplyBytes) {
    return new ApiClient(baseUrl, tokens, http, patience, otherMaxReplyBytes);
  }

  public URI baseUrl() {
    return baseUrl;
  }

  /** Calls a method that takes no message. */
  public <R extends Message> R call(HttpMethod method, String path, R reply) {
    return call(method, path, Optional.empty(), reply);
  }

  /**
   * Calls a method.
   *
   * @param path the path under the base URL with an encoded query, see {@link #query}
   * @param body the request message
   * @param reply the default instance of the reply type
   * @throws DomainException as the peer threw it; UNAVAILABLE when it cannot be reached or does not
   *     come to an end; PROTOCOL_VIOLATION when the reply is too long or is no such message
   */
  public <R extends Message> R call(HttpMethod method, String path, Message body, R reply) {
    return call(method, path, Optional.of(body), reply);
  }

  /** One {@code name=value} of a query string, percent-encoded. */
  public static String query(String name, String value) {
    return PercentEncoding.encode(name) + "=" + PercentEncoding.encode(value);
  }

  private <R extends Message> R call(
      HttpMethod method, String path, Optional<Message> body, R reply) {
    HttpRequest.BodyPublisher publisher =
        body.map(message -> HttpRequest.BodyPublishers.ofByteArray(message.toByteArray()))
            .orElseGet(HttpRequest.BodyPublishers::noBody);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(baseUrl + path))
            .timeout(patience.timeout)
            .header("Accept", MediaType.PROTOBUF.text())
            .method(method.name(), publisher);
    body.ifPresent(message -> request.header("Content-Type", MediaType.PROTOBUF.text()));
    Trace.current().ifPresent(trace -> request.header(Trace.PARENT, trace.parent()));
    Backoff backoff = new Backoff(patience.attempts, patience.firstPause);
    boolean refused = false;
    while (true) {
      try {
        return attempt(request, reply, method + " " + baseUrl + path);
      } catch (DomainException e) {
        if (e.code() == ErrorCode.UNAUTHENTICATED && !refused) {
          // The token may have expired on its way, as where a machine slept; the next is fresh.
          refused = true;
          continue;
        }
        if (!e.isRetryable() || !backoff.pause(e.retryAfter().orElse(Duration.ZERO))) {
          throw e;
        }
      }
    }
  }

  private <R extends Message> R attempt(HttpRequest.Builder request, R reply, String what) {
    request.setHeader("Authorization", "Bearer " + tokens.token(audience));
    HttpResponse<ReplyBody> response;
    try {
      response = http.send(request.build(), ReplyBody.atMost(maxReplyBytes, patience.timeout));
    } catch (IOException e) {
      String why = e.getMessage() == null ? "the connection failed" : e.getMessage();
      throw DomainException.unavailable(what + " got no answer: " + why, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.unavailable("interrupted during " + what, e);
    }
    if (response.statusCode() / 100 != 2) {
      // One that was cut off is no error of ours, and told by its status.
      throw refusal(response);
    }
    ByteString body = whole(response.body(), what);
    try {
      @SuppressWarnings("unchecked")
      R parsed = (R) reply.getParserForType().parseFrom(body);
      return parsed;
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION,
          what
              + " answered with something that is no "
              + reply.getDescriptorForType().getFullName(),
          e);
    }
  }

  private ByteString whole(ReplyBody body, String what) {
    return switch (body.end()) {
      case COMPLETE -> body.bytes();
      case TOO_LONG ->
          throw DomainException.of(
              ErrorCode.PROTOCOL_VIOLATION,
              what + " answered with more than " + maxReplyBytes + " bytes");
      case TOO_SLOW ->
          throw DomainException.unavailable(
              what + " did not come to an end within " + patience.timeout, null);
    };
  }

  /** A peer that is called too often says when to come again. */
  private static DomainException refusal(HttpResponse<ReplyBody> response) {
    DomainException error = ErrorReply.parse(response.statusCode(), response.body().text());
    return error.code() == ErrorCode.RESOURCE_EXHAUSTED
        ? RetryAfter.of(response.headers()).map(error::retryAfter).orElse(error)
        : error;
  }

  private static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
