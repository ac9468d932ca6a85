package org.aureole.pipelines.file;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.regex.Pattern;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventObjectReplacedException;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** Words what is wrong with one event file. Messages never hold a VID. */
public final class EventFileFault {
  private static final Pattern CLASS_NAME =
      Pattern.compile("\\b[a-z]+(?:\\.[a-z0-9_]+)+\\.[A-Z]|\\b[A-Z]\\w*(?:Exception|Error)\\b");

  private final EventObject object;

  public EventFileFault(EventObject object) {
    this.object = object;
  }

  /** The file as a whole is wrong. */
  public DomainException file(String message) {
    return DomainException.at(ErrorCode.EVENT_FILE_INVALID, object.name(), message);
  }

  /** One cell is wrong; rows count from 1, without the header. */
  public DomainException cell(long row, String column, String message) {
    return file("row %d, column %s: %s".formatted(row, column, message));
  }

  /** One row is wrong. */
  public DomainException row(long row, String message) {
    return file("row %d: %s".formatted(row, message));
  }

  /**
   * Sorts out what a reader threw: the store's failures may pass with time, anything else comes
   * from the content.
   *
   * @param format what the file was read as, such as {@code CSV}
   * @throws Error the one behind what was thrown, if there is one: readers wrap those, too, and a
   *     machine that is out of memory says nothing about the file. But a corrupt Parquet header
   *     that nests structures without end exhausts the stack, and that is the file's fault.
   */
  DomainException translate(Throwable thrown, String format, long row) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Error error && !(error instanceof StackOverflowError)) {
        throw error;
      }
      if (cause instanceof DomainException known) {
        return known;
      }
      if (cause instanceof EventObjectReplacedException) {
        return file(
            "was replaced or deleted while it was read; upload a new version under a new name"
                + " and keep this one until the measurements that use it are done");
      }
      if (cause instanceof StoreReadException) {
        return DomainException.unavailable(object.name() + ": cannot be read now", thrown);
      }
      if (cause instanceof TruncatedObjectException) {
        return file("ends before its " + object.size() + " bytes; upload it again");
      }
    }
    return file("is not readable as %s after row %d: %s".formatted(format, row, reason(thrown)));
  }

  /**
   * What lies deepest; the readers' own places of it are where they had read to in advance. What a
   * library says of its own classes tells a person nothing.
   */
  private static String reason(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof CharacterCodingException) {
      return "some bytes further on are no UTF-8; save the file in UTF-8";
    }
    String message = root.getMessage();
    return message == null || CLASS_NAME.matcher(message).find()
        ? "its structure is damaged"
        : message;
  }

  /** The store failed, not the content. */
  static final class StoreReadException extends IOException {
    private static final long serialVersionUID = 1L;

    StoreReadException(IOException cause) {
      super(cause);
    }
  }

  /** The store delivered fewer bytes than the object has. */
  static final class TruncatedObjectException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
