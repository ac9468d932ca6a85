package org.aureole.edp.events;

/**
 * Hears from time to time (not for each row) how far a pass has come. Called on the thread of the
 * pass; an exception thrown from it ends the pass, which is how a job that lost its lease stops.
 */
@FunctionalInterface
public interface EventProgress {
  EventProgress NONE = (rows, bytes) -> {};

  /**
   * Says how far the pass is.
   *
   * @param rows rows read since the start of the pass, over all files
   * @param bytes bytes of the stored objects read since the start of the pass
   */
  void advanced(long rows, long bytes);
}
