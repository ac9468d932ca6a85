package org.aureole.platform.work;

import org.aureole.platform.http.Router;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a sweep: steps that do not wait for each other, so that one that fails, at a peer's
 * fault or ours, holds up no other. Not thread-safe; one per run.
 */
public final class SweepRun {
  private static final Logger log = LoggerFactory.getLogger(SweepRun.class);

  private RuntimeException first;
  private int failures;

  /**
   * Does one step.
   *
   * @param what names it in the log
   * @return whether it ended well; what it threw is logged, and thrown by {@link #end}
   */
  public boolean step(String what, Runnable action) {
    try {
      action.run();
      return true;
    } catch (RuntimeException e) {
      if (Router.isUnregistered(e)) {
        // As it is between the first deployment and approval: no reason to wake anybody.
        log.warn(
            "the sweep failed at {}: whoever was called does not know this party, or has not"
                + " approved it yet: {}",
            what,
            e.getMessage());
      } else {
        log.error("the sweep failed at {}", what, e);
      }
      failures++;
      if (first == null) {
        first = e;
      }
      return false;
    }
  }

  /**
   * Ends the run.
   *
   * @throws RuntimeException the first error met; every step has been tried all the same
   */
  public void end() {
    if (first == null) {
      return;
    }
    if (failures > 1) {
      log.error("{} steps of the sweep failed", failures);
    }
    throw first;
  }
}
