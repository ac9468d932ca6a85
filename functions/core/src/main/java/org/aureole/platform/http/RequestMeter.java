package org.aureole.platform.http;

/**
 * Hears which calls a {@link Router} has answered, for metrics. Called in the thread that answers,
 * so an implementation is fast, thread-safe and throws nothing.
 */
@FunctionalInterface
public interface RequestMeter {
  /** Hears nothing. */
  RequestMeter NONE = (route, status, nanos) -> {};

  /**
   * A call was answered, be it with a refusal. What reaches no route is not told.
   *
   * @param route the {@link Route#id()}
   * @param status the HTTP status
   * @param nanos from finding the route until the answer is there
   */
  void answered(String route, int status, long nanos);
}
