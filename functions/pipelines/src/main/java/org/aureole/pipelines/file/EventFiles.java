package org.aureole.pipelines.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.zip.GZIPInputStream;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventObjectReader;
import org.aureole.model.error.DomainException;
import org.aureole.pipelines.template.EventTemplates;

/**
 * Opens event files. The content, not the name, tells the format: Parquet, gzipped CSV, or CSV.
 * Safe for use by several threads.
 */
public final class EventFiles {
  private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ENCRYPTED_PARQUET = "PARE".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final int SNIFFED = 512;
  private static final int BUFFER = 1 << 16;

  private final EventObjectReader reader;
  private final EventTemplates templates;

  public EventFiles(EventObjectReader reader, EventTemplates templates) {
    this.reader = reader;
    this.templates = templates;
  }

  /** The event templates whose fields the columns name. */
  public EventTemplates templates() {
    return templates;
  }

  /** Opens a file for all its fields; see {@link #open(EventObject, IntPredicate)}. */
  public EventCursor open(EventObject object) {
    return open(object, field -> true);
  }

  /**
   * Opens a file.
   *
   * @param needed the fields, by index, that the caller will ask for; others may read as unset
   * @throws DomainException {@code EVENT_FILE_INVALID} if the file is empty, has no usable header
   *     or schema, or is of another format; {@code UNAVAILABLE} if the store cannot be read
   */
  public EventCursor open(EventObject object, IntPredicate needed) {
    EventFileFault fault = new EventFileFault(object);
    if (object.size() == 0) {
      throw fault.file("is empty; an event file has a header and at least one event");
    }
    ObjectStream source = new ObjectStream(reader, object);
    try {
      return open(fault, source, object, needed);
    } catch (IOException e) {
      throw closing(source, fault.translate(e, "CSV or Parquet", 0));
    } catch (RuntimeException e) {
      throw closing(source, e);
    }
  }

  private EventCursor open(
      EventFileFault fault, ObjectStream source, EventObject object, IntPredicate needed)
      throws IOException {
    byte[] start = source.readNBytes((int) Math.min(SNIFFED, object.size()));
    source.seek(0);
    if (startsWith(start, ENCRYPTED_PARQUET)) {
      throw fault.file("is encrypted Parquet; upload it unencrypted");
    }
    if (startsWith(start, PARQUET)) {
      return new ParquetEventCursor(fault, templates, source, object, needed);
    }
    InputStream text = new BufferedInputStream(source, BUFFER);
    if (startsWith(start, GZIP)) {
      text = new GZIPInputStream(text, BUFFER);
    } else if (hasZeroByte(start)) {
      throw fault.file("is neither CSV in UTF-8, plain or gzipped, nor Parquet");
    }
    return new CsvEventCursor(fault, templates, source, text);
  }

  private static RuntimeException closing(ObjectStream source, RuntimeException thrown) {
    try {
      source.close();
    } catch (IOException e) {
      thrown.addSuppressed(e);
    }
    return thrown;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static boolean hasZeroByte(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }
}
