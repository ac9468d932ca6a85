package org.aureole.platform.http;

import java.util.Locale;
import java.util.Optional;
import org.aureole.model.error.DomainException;

/** The two forms in which messages travel. */
public enum MediaType {
  /** The JSON mapping of protobuf, for measurement consumers and people. */
  JSON("application/json"),
  /** Binary protobuf, among parties. */
  PROTOBUF("application/x-protobuf");

  private final String text;

  MediaType(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** The form of the request body; JSON when the caller does not say. */
  static MediaType ofRequest(HttpQuery query) {
    String value = query.header("Content-Type").orElse(JSON.text);
    return named(value)
        .orElseThrow(() ->
            DomainException.invalid(
                "Content-Type", "must be " + JSON.text + " or " + PROTOBUF.text));
  }

  /** The form of the reply: the first that the caller accepts, else that of the request. */
  static MediaType ofReply(HttpQuery query) {
    Optional<String> accept = query.header("Accept");
    if (accept.isEmpty()) {
      return query.header("Content-Type").flatMap(MediaType::named).orElse(JSON);
    }
    for (String range : accept.get().split(",", -1)) {
      Optional<MediaType> named = named(range);
      if (named.isPresent()) {
        return named.get();
      }
      String type = essence(range);
      if (type.equals("*/*") || type.equals("application/*")) {
        return query.header("Content-Type").flatMap(MediaType::named).orElse(JSON);
      }
    }
    throw DomainException.invalid(
        "Accept", "replies come as " + JSON.text + " or " + PROTOBUF.text);
  }

  private static Optional<MediaType> named(String value) {
    return switch (essence(value)) {
      case "application/json" -> Optional.of(JSON);
      case "application/x-protobuf", "application/protobuf" -> Optional.of(PROTOBUF);
      default -> Optional.empty();
    };
  }

  private static String essence(String value) {
    int semicolon = value.indexOf(';');
    String type = semicolon < 0 ? value : value.substring(0, semicolon);
    return type.trim().toLowerCase(Locale.ROOT);
  }
}
