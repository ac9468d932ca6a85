package org.aureole.platform.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * The query parameters of a call: only those that the endpoint declares, each at most once.
 * Immutable.
 */
public final class QueryParameters {
  private static final int MAX_QUERY_CHARS = 8 * 1024;

  private final Map<String, String> values;

  private QueryParameters(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads a query string.
   *
   * @throws DomainException INVALID_ARGUMENT naming the parameter that is unknown, repeated or not
   *     decodable
   */
  static QueryParameters parse(String rawQuery, Set<String> declared) {
    if (rawQuery.length() > MAX_QUERY_CHARS) {
      throw DomainException.of(
          ErrorCode.INVALID_ARGUMENT,
          "the query string is longer than " + MAX_QUERY_CHARS + " characters");
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : rawQuery.isEmpty() ? new String[0] : rawQuery.split("&")) {
      int equals = pair.indexOf('=');
      String rawName = equals < 0 ? pair : pair.substring(0, equals);
      String name = PercentEncoding.decode("query", rawName, true);
      if (!declared.contains(name)) {
        throw DomainException.invalid(
            name,
            "unknown query parameter; "
                + (declared.isEmpty()
                    ? "this method takes none"
                    : "this method takes " + String.join(", ", new TreeSet<>(declared))));
      }
      String value =
          equals < 0 ? "" : PercentEncoding.decode(name, pair.substring(equals + 1), true);
      if (value.chars().anyMatch(Character::isISOControl)) {
        throw DomainException.invalid(name, "holds a control character");
      }
      if (values.put(name, value) != null) {
        throw DomainException.invalid(name, "the query parameter is given twice");
      }
    }
    return new QueryParameters(values);
  }

  /** The text of a parameter; empty when it is absent or has no value. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * A whole number.
   *
   * @param otherwise the value when the parameter is absent
   * @throws DomainException INVALID_ARGUMENT when it is no number of [min, max]
   */
  public int integer(String name, int min, int max, int otherwise) {
    return text(name).map(value -> integer(name, value, min, max)).orElse(otherwise);
  }

  private static int integer(String name, String value, int min, int max) {
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below together with the range.
    }
    throw DomainException.invalid(name, "must be a whole number from " + min + " to " + max);
  }

  /** A duration in whole seconds from 0 to max, such as {@code timeoutSeconds=20}. */
  public Duration seconds(String name, Duration max, Duration otherwise) {
    return Duration.ofSeconds(
        integer(name, 0, Math.toIntExact(max.toSeconds()), Math.toIntExact(otherwise.toSeconds())));
  }

  /** {@code true} or {@code false}; false when absent. */
  public boolean flag(String name) {
    return switch (values.getOrDefault(name, "false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw DomainException.invalid(name, "must be true or false");
    };
  }

  /**
   * One of the names of an enumeration, exactly as written in the contract.
   *
   * @throws DomainException INVALID_ARGUMENT listing the names that are right
   */
  public <E extends Enum<E>> Optional<E> oneOf(String name, Class<E> type) {
    return text(name)
        .map(value -> {
          for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(value)) {
              return constant;
            }
          }
          throw DomainException.invalid(name, "must be one of " + List.of(type.getEnumConstants()));
        });
  }
}
