package org.aureole.platform.http;

import java.util.Set;
import org.aureole.platform.identity.Role;

/** What a {@link Router} serves: an {@link Endpoint} or a {@link PushEndpoint}. */
public sealed interface Route permits Endpoint, PushEndpoint {
  /** A stable name of the endpoint, such as {@code kingdom.createMeasurement}. */
  String id();

  HttpMethod method();

  PathTemplate path();

  /** Who may call; never empty. */
  Set<Role> callers();

  /** The query parameters that the endpoint takes. */
  Set<String> query();

  /** The largest body that is read, in bytes. */
  int maxBodyBytes();

  /**
   * Answers a call whose caller has been checked.
   *
   * @throws org.aureole.model.error.DomainException what the caller is told
   */
  HttpReply answer(HttpQuery query, Call call);
}
