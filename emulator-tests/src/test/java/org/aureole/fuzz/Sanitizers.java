package org.aureole.fuzz;

import com.code_intelligence.jazzer.api.BugDetectors;

/** What Jazzer's own detectors must know of the targets. */
final class Sanitizers {
  private Sanitizers() {}

  /** The pool of connections to the embedded database may open more of them at any time. */
  static void allowTheDatabase() {
    BugDetectors.allowNetworkConnections(
        (host, port) -> host.equals("127.0.0.1") || host.equals("localhost"));
  }
}
