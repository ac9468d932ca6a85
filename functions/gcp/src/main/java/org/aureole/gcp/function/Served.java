package org.aureole.gcp.function;

import java.util.Set;
import java.util.function.Predicate;
import org.aureole.platform.http.PushEndpoint;
import org.aureole.platform.http.Route;
import org.aureole.platform.identity.Role;

/**
 * Which of a party's routes a function serves, told by who may call them. Each route is served by
 * one function, so that each function's service account needs what its own routes need.
 */
enum Served implements Predicate<Route> {
  /** What people and other parties call. */
  API {
    @Override
    public boolean test(Route route) {
      return !KINGDOM_MESSAGES.test(route) && !route.callers().equals(Set.of(Role.PLATFORM));
    }
  },
  /** What the Kingdom's topics push. */
  KINGDOM_MESSAGES {
    @Override
    public boolean test(Route route) {
      return route instanceof PushEndpoint && route.callers().equals(Set.of(Role.KINGDOM));
    }
  },
  /** What the party's own buckets tell. */
  STORAGE_EVENTS {
    @Override
    public boolean test(Route route) {
      return route instanceof PushEndpoint && route.callers().equals(Set.of(Role.PLATFORM));
    }
  },
  /** What the party's schedule calls. */
  SWEEP {
    @Override
    public boolean test(Route route) {
      return !(route instanceof PushEndpoint) && route.callers().equals(Set.of(Role.PLATFORM));
    }
  }
}
