package org.aureole.fuzz;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.aureole.platform.http.HttpQuery;

/**
 * An HTTP request written down as people write them: the request line without a version, headers,
 * an empty line, the body. The header {@code As} is none: it names the subject for whom a valid
 * token is sent.
 *
 * @param as the subject of a valid token, if the request comes with one
 */
record HttpInput(
    String method,
    String path,
    String query,
    Map<String, List<String>> headers,
    Optional<String> as,
    byte[] body) {
  private static final String AS = "As";

  static HttpInput parse(byte[] input) {
    int at = 0;
    List<String> lines = new ArrayList<>();
    while (at < input.length) {
      int end = at;
      while (end < input.length && input[end] != '\n') {
        end++;
      }
      String line = new String(input, at, end - at, StandardCharsets.ISO_8859_1);
      at = Math.min(end + 1, input.length);
      if (line.isEmpty() && !lines.isEmpty()) {
        break;
      }
      lines.add(line);
    }
    String first = lines.isEmpty() ? "" : lines.get(0);
    int space = first.indexOf(' ');
    String target = space < 0 ? "/" : first.substring(space + 1);
    int question = target.indexOf('?');
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(colon < 0 ? line : line.substring(0, colon), name -> new ArrayList<>())
          .add(colon < 0 ? "" : line.substring(colon + 1).strip());
    }
    List<String> as = headers.getOrDefault(AS, List.of());
    headers.remove(AS);
    return new HttpInput(
        space < 0 ? first : first.substring(0, space),
        question < 0 ? target : target.substring(0, question),
        question < 0 ? "" : target.substring(question + 1),
        headers,
        as.stream().findFirst(),
        Arrays.copyOfRange(input, at, input.length));
  }

  /** The request, with a token where one is wanted. */
  HttpQuery toQuery(Optional<String> token) {
    Map<String, List<String>> all = new TreeMap<>(headers);
    token.ifPresent(t ->
        all.merge(
            "authorization",
            List.of("Bearer " + t),
            (own, more) -> {
              List<String> both = new ArrayList<>(own);
              both.addAll(more);
              return both;
            }));
    return new HttpQuery(method, path, query, all, new ByteArrayInputStream(body));
  }
}
