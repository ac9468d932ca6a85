package org.aureole.edp.events;

import java.io.IOException;
import java.io.InputStream;

/**
 * The port through which event files are read; a blob store stands behind it. Implementations are
 * safe for use by several threads.
 */
@FunctionalInterface
public interface EventObjectReader {
  /**
   * Opens a range of bytes of exactly the named generation.
   *
   * @param offset the first byte, 0 to {@code object.size()}
   * @param length the number of bytes, at least 0, with {@code offset + length <= object.size()}
   * @return a stream of that range; it need not be buffered. A read of it also throws {@link
   *     EventObjectReplacedException} once the store sees that the bytes are no longer those of the
   *     generation
   * @throws EventObjectReplacedException if that generation is no longer there
   * @throws IOException if the store cannot be read now; a later attempt may succeed
   */
  InputStream open(EventObject object, long offset, long length) throws IOException;
}
