package org.aureole.platform.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * Errors on the wire: the JSON of google.rpc.Status with one google.rpc.ErrorInfo (AIP-193), for
 * callers of JSON and of binary protobuf alike.
 */
final class ErrorReply {
  static final String DOMAIN = "aureole";

  private ErrorReply() {}

  static HttpReply of(DomainException error, String traceId) {
    ErrorCode code = error.code();
    JsonObject metadata = new JsonObject();
    error.field().ifPresent(field -> metadata.addProperty("field", field));
    metadata.addProperty("traceId", traceId);
    JsonObject info = new JsonObject();
    info.addProperty("@type", "type.googleapis.com/google.rpc.ErrorInfo");
    info.addProperty("reason", code.name());
    info.addProperty("domain", DOMAIN);
    info.add("metadata", metadata);
    JsonArray details = new JsonArray();
    details.add(info);
    JsonObject status = new JsonObject();
    status.addProperty("code", code.httpStatus());
    status.addProperty("status", canonicalStatus(code));
    status.addProperty("message", shown(error));
    status.add("details", details);
    JsonObject body = new JsonObject();
    body.add("error", status);

    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "application/json; charset=utf-8");
    if (code == ErrorCode.UNAUTHENTICATED) {
      headers.put("WWW-Authenticate", "Bearer");
    }
    if (error.isRetryable()) {
      headers.put(RetryAfter.HEADER, Long.toString(RetryAfter.seconds(error.retryAfter())));
    }
    return new HttpReply(code.httpStatus(), headers, ByteString.copyFromUtf8(body + "\n"));
  }

  /** The text of a bug may say anything, so a caller learns only that there is one. */
  private static String shown(DomainException error) {
    return error.code().handling() == ErrorCode.Handling.BUG
        ? "internal error; the operator finds it in the log under the trace id"
        : error.getMessage();
  }

  /** The canonical code (google.rpc.Code) under which generic clients know the reason. */
  private static String canonicalStatus(ErrorCode code) {
    return switch (code) {
      case UNAUTHENTICATED,
          PERMISSION_DENIED,
          NOT_FOUND,
          ALREADY_EXISTS,
          FAILED_PRECONDITION,
          RESOURCE_EXHAUSTED,
          ABORTED,
          UNAVAILABLE,
          INTERNAL ->
          code.name();
      case METHOD_NOT_ALLOWED -> "UNIMPLEMENTED";
      case INSUFFICIENT_PRIVACY_BUDGET, UNFULFILLABLE, LEASE_LOST -> "FAILED_PRECONDITION";
      default -> "INVALID_ARGUMENT";
    };
  }

  /**
   * The error that a peer's reply tells of. A reply that is not of this form, as from a proxy in
   * between, becomes UNAVAILABLE when its status says that it may pass later, INTERNAL else.
   */
  static DomainException parse(int status, String body) {
    Optional<JsonObject> error = member(body);
    Optional<ErrorCode> code = error.flatMap(ErrorReply::reason);
    if (code.isPresent()) {
      String message = error.flatMap(e -> text(e, "message")).orElse("no message");
      return field(error.get())
          .filter(field -> message.startsWith(field + ": "))
          .map(
              field -> DomainException.at(code.get(), field, message.substring(field.length() + 2)))
          .orElseGet(() -> DomainException.of(code.get(), message));
    }
    ErrorCode guess =
        switch (status) {
          case 401 -> ErrorCode.UNAUTHENTICATED;
          case 403 -> ErrorCode.PERMISSION_DENIED;
          case 404 -> ErrorCode.NOT_FOUND;
          case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
          case 429 -> ErrorCode.RESOURCE_EXHAUSTED;
          case 408, 502, 503, 504 -> ErrorCode.UNAVAILABLE;
          default -> ErrorCode.INTERNAL;
        };
    return DomainException.of(guess, "the peer answered with HTTP status " + status);
  }

  private static Optional<JsonObject> member(String body) {
    try {
      JsonElement tree = JsonParser.parseString(body);
      return object(tree).map(o -> o.get("error")).flatMap(ErrorReply::object);
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonObject> object(JsonElement json) {
    return json != null && json.isJsonObject()
        ? Optional.of(json.getAsJsonObject())
        : Optional.empty();
  }

  private static Optional<String> text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value != null && value.isJsonPrimitive()
        ? Optional.of(value.getAsString())
        : Optional.empty();
  }

  private static Optional<JsonObject> info(JsonObject error) {
    JsonElement details = error.get("details");
    if (details == null || !details.isJsonArray() || details.getAsJsonArray().isEmpty()) {
      return Optional.empty();
    }
    return object(details.getAsJsonArray().get(0))
        .filter(info -> text(info, "domain").equals(Optional.of(DOMAIN)));
  }

  private static Optional<ErrorCode> reason(JsonObject error) {
    return info(error)
        .flatMap(info -> text(info, "reason"))
        .flatMap(reason -> {
          for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(reason)) {
              return Optional.of(code);
            }
          }
          return Optional.empty();
        });
  }

  private static Optional<String> field(JsonObject error) {
    return info(error)
        .flatMap(info -> object(info.get("metadata")))
        .flatMap(metadata -> text(metadata, "field"));
  }
}
