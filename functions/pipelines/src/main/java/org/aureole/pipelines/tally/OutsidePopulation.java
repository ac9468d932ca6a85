package org.aureole.pipelines.tally;

import org.aureole.pipelines.file.EventFileFault;

/** Counts the rows of one file whose VID is not in the population. */
final class OutsidePopulation {
  private long rows;
  private long firstRow;

  /** Rows come in ascending order, each once. */
  void note(long row) {
    if (rows++ == 0) {
      firstRow = row;
    }
  }

  void check(EventFileFault fault) {
    if (rows > 0) {
      throw fault.cell(
          firstRow,
          "vid",
          "is not in the population%s; label the events with the population that the market uses"
              .formatted(rows == 1 ? "" : ", nor are those of " + (rows - 1) + " other rows"));
    }
  }
}
