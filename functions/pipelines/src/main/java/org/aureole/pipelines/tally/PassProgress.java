package org.aureole.pipelines.tally;

import org.aureole.edp.events.EventProgress;
import org.aureole.pipelines.file.EventCursor;

/** Tells progress over several files, every so many rows and at the end of each file. */
final class PassProgress {
  private static final int ROWS_BETWEEN_CALLS = 1 << 16;

  private final EventProgress progress;
  private long rowsBefore;
  private long bytesBefore;

  PassProgress(EventProgress progress) {
    this.progress = progress;
  }

  void row(EventCursor cursor) {
    if (cursor.row() % ROWS_BETWEEN_CALLS == 0) {
      progress.advanced(rowsBefore + cursor.row(), bytesBefore + cursor.bytesRead());
    }
  }

  void endOfFile(EventCursor cursor) {
    rowsBefore += cursor.row();
    bytesBefore += cursor.bytesRead();
    progress.advanced(rowsBefore, bytesBefore);
  }
}
