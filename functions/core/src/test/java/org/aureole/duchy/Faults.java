package org.aureole.duchy;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where a process dies: every call of a port counts before and after it is made, and the one chosen
 * kills. Not thread-safe, as the tests run in one thread.
 */
final class Faults {
  /** The process died. An Error, so that nothing catches it. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(String where) {
      super(where, null, false, false);
    }
  }

  private int count;
  private int killAt = -1;
  private String lastKill = "";
  private Consumer<String> watcher = where -> {};

  /** Dies at the n-th point from now, counted from 0; never for a negative number. */
  void killAt(int point) {
    count = 0;
    killAt = point;
    lastKill = "";
  }

  /** Does not die any more. */
  void stop() {
    killAt = -1;
  }

  /** Points passed since {@link #killAt}. */
  int count() {
    return count;
  }

  /** Where it died; empty if it did not. */
  String lastKill() {
    return lastKill;
  }

  /** Calls {@code watcher} at each point, before it counts. */
  void watch(Consumer<String> newWatcher) {
    watcher = newWatcher;
  }

  void point(String where) {
    watcher.accept(where);
    if (count++ == killAt) {
      lastKill = where;
      throw new Killed(where);
    }
  }

  <T> T around(String call, Supplier<T> body) {
    point("before " + call);
    T result = body.get();
    point("after " + call);
    return result;
  }

  void around(String call, Runnable body) {
    around(
        call,
        () -> {
          body.run();
          return Boolean.TRUE;
        });
  }
}
