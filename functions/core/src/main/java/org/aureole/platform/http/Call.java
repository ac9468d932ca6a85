package org.aureole.platform.http;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.aureole.platform.identity.Principal;

/**
 * One call that has been routed, authenticated and checked as far as its endpoint declares.
 * Immutable.
 *
 * @param path the ids of the path's variables, each a valid resource id
 * @param query the query parameters
 * @param caller who calls, of a role that the endpoint admits; whose resource it is remains for the
 *     handler to check
 * @param time when the call came in
 * @param traceId names the call in logs and in error bodies
 */
public record Call(
    Map<String, String> path,
    QueryParameters query,
    Principal caller,
    Instant time,
    String traceId) {
  public Call {
    path = Map.copyOf(path);
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(caller, "caller");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(traceId, "traceId");
  }

  /** The id of a variable of the endpoint's path; asking for another one is a bug. */
  public String id(String variable) {
    String id = path.get(variable);
    if (id == null) {
      throw new IllegalArgumentException("the path has no variable " + variable + ": " + path);
    }
    return id;
  }
}
