package org.aureole.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Calls a router as {@link ApiClient} calls a server, without one. Thread-safe. */
public final class RouterClient {
  private final Router router;
  private final Supplier<Optional<String>> token;

  /**
   * @param token what is sent as bearer token, if any
   */
  public RouterClient(Router router, Supplier<Optional<String>> token) {
    this.router = router;
    this.token = token;
  }

  /** A GET without a body. */
  public <R extends Message> R get(String path, R reply) {
    return parsed(send(HttpMethod.GET, path, MediaType.PROTOBUF, new byte[0]), reply);
  }

  /** A call in binary protobuf; a refusal is thrown as the server threw it. */
  public <R extends Message> R call(HttpMethod method, String path, Message body, R reply) {
    return parsed(send(method, path, MediaType.PROTOBUF, body.toByteArray()), reply);
  }

  /** A call with a JSON body; gives the JSON answer or throws the refusal. */
  public String json(HttpMethod method, String path, String body) {
    HttpReply reply = send(method, path, MediaType.JSON, body.getBytes(UTF_8));
    if (reply.status() != 200) {
      throw ErrorReply.parse(reply.status(), reply.body().toStringUtf8());
    }
    return reply.body().toStringUtf8();
  }

  private HttpReply send(HttpMethod method, String target, MediaType type, byte[] body) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", type.text());
    headers.put("Accept", type.text());
    token.get().ifPresent(bearer -> headers.put("Authorization", "Bearer " + bearer));
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    String query = question < 0 ? "" : target.substring(question + 1);
    return router.handle(HttpQuery.of(method, path, query, headers, body));
  }

  @SuppressWarnings("unchecked")
  private static <R extends Message> R parsed(HttpReply reply, R prototype) {
    if (reply.status() != 200) {
      throw ErrorReply.parse(reply.status(), reply.body().toStringUtf8());
    }
    try {
      return (R) prototype.getParserForType().parseFrom(reply.body());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(
          "the answer is no " + prototype.getDescriptorForType().getFullName(), e);
    }
  }
}
