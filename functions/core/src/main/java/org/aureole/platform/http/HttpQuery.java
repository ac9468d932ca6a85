package org.aureole.platform.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.aureole.model.error.DomainException;

/**
 * One HTTP request as a function framework hands it over, before anything in it is believed.
 *
 * @param method the method as sent
 * @param path the raw path, percent-encoded, without the query
 * @param rawQuery the raw query string, percent-encoded; empty when there is none
 * @param headers all values of each header; names compare without case
 * @param body the body, read at most once and only as far as the endpoint allows
 */
public record HttpQuery(
    String method,
    String path,
    String rawQuery,
    Map<String, List<String>> headers,
    InputStream body) {
  public HttpQuery {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(rawQuery, "rawQuery");
    Objects.requireNonNull(body, "body");
    TreeMap<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    headers = copy;
  }

  /** A request whose body is at hand. */
  public static HttpQuery of(
      HttpMethod method, String path, String rawQuery, Map<String, String> headers, byte[] body) {
    TreeMap<String, List<String>> lists = new TreeMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    return new HttpQuery(method.name(), path, rawQuery, lists, new ByteArrayInputStream(body));
  }

  /**
   * The only value of a header.
   *
   * @throws DomainException INVALID_ARGUMENT when the header came more than once: which one counts
   *     would depend on who looks
   */
  public Optional<String> header(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw DomainException.invalid(name, "the header came " + values.size() + " times; send one");
    }
    return values.stream().findFirst();
  }
}
