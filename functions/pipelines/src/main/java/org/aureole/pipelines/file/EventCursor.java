package org.aureole.pipelines.file;

import java.util.List;
import org.aureole.model.error.DomainException;
import org.aureole.pipelines.template.EventRow;

/**
 * A pass over events, in the order of their source, in bounded memory. The cursor is itself the
 * view of the row that it stands on. For use by one thread.
 *
 * <p>{@link #next}, {@link #isSet}, {@link #raw} and {@link #text} throw a {@link DomainException}:
 * {@code EVENT_FILE_INVALID} naming object, row and column, or {@code UNAVAILABLE} where the store
 * could not be read.
 */
public interface EventCursor extends EventRow, AutoCloseable {
  /** Moves to the next event; false after the last. */
  boolean next();

  /** The number of the row that the cursor stands on, from 1; a header does not count. */
  long row();

  /** The columns of the source, in its order. */
  List<String> columns();

  /** Bytes of the stored object read so far; 0 where nothing is stored. */
  long bytesRead();

  @Override
  void close();
}
