package org.aureole.platform.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** Reads and writes the messages in HTTP bodies. */
final class MessageBody {
  private MessageBody() {}

  /**
   * The request message.
   *
   * @param prototype the default instance of its type
   * @throws DomainException PAYLOAD_TOO_LARGE or INVALID_ARGUMENT naming the field
   */
  static <Q extends Message> Q read(
      HttpQuery query, Q prototype, HttpMethod method, int maxBodyBytes) {
    byte[] bytes = bytes(query, method.hasBody() ? maxBodyBytes : 0);
    if (!method.hasBody()) {
      return prototype;
    }
    if (MediaType.ofRequest(query) == MediaType.JSON) {
      return StrictJson.parse(bytes, prototype);
    }
    try {
      @SuppressWarnings("unchecked")
      Q parsed = (Q) prototype.getParserForType().parseFrom(bytes);
      return parsed;
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.of(
          ErrorCode.INVALID_ARGUMENT,
          "the body is not a binary " + prototype.getDescriptorForType().getFullName(),
          e);
    }
  }

  /**
   * The whole body as it was sent, or PAYLOAD_TOO_LARGE once it is seen to be longer than allowed.
   * Nothing is decompressed: a small body can then not become a large one.
   */
  static byte[] bytes(HttpQuery query, int max) {
    Optional<String> encoding = query.header("Content-Encoding");
    if (encoding.filter(value -> !value.trim().equalsIgnoreCase("identity")).isPresent()) {
      throw DomainException.invalid(
          "Content-Encoding", "must be left out: send the body uncompressed");
    }
    try {
      byte[] bytes = new TimedBody(query.body(), TimedBody.Pace.USUAL).readNBytes(max + 1);
      if (bytes.length > max) {
        throw DomainException.of(
            ErrorCode.PAYLOAD_TOO_LARGE,
            max == 0
                ? "this method takes no body"
                : "the body is longer than the " + max + " bytes that this method takes");
      }
      return bytes;
    } catch (TimedBody.TooSlowException e) {
      throw DomainException.of(ErrorCode.INVALID_ARGUMENT, e.getMessage(), e);
    } catch (IOException e) {
      throw DomainException.of(ErrorCode.INVALID_ARGUMENT, "the body broke off", e);
    }
  }

  static HttpReply write(Message message, MediaType type) {
    ByteString body =
        type == MediaType.JSON
            ? ByteString.copyFromUtf8(StrictJson.print(message) + "\n")
            : message.toByteString();
    return new HttpReply(200, Map.of("Content-Type", contentType(type)), body);
  }

  private static String contentType(MediaType type) {
    return type == MediaType.JSON ? type.text() + "; charset=utf-8" : type.text();
  }
}
