package org.aureole.pipelines;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventObjectReader;
import org.aureole.edp.events.EventObjectReplacedException;

/** Event objects in memory: each put makes a new generation and takes the old one away. */
public final class InMemoryObjects implements EventObjectReader {
  private record Stored(EventObject object, byte[] bytes) {}

  private final Map<String, Stored> byName = new HashMap<>();
  private int puts;

  public EventObject put(String name, byte[] bytes) {
    EventObject object = new EventObject(name, "g" + ++puts, bytes.length);
    byName.put(name, new Stored(object, bytes.clone()));
    return object;
  }

  public EventObject put(String name, String text) {
    return put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  public byte[] bytes(EventObject object) {
    return byName.get(object.name()).bytes().clone();
  }

  public static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public InputStream open(EventObject object, long offset, long length) throws IOException {
    checkCurrent(object);
    byte[] bytes = byName.get(object.name()).bytes();
    InputStream range = new ByteArrayInputStream(bytes, (int) offset, (int) length);
    return new InputStream() {
      @Override
      public int read() throws IOException {
        checkCurrent(object);
        return range.read();
      }

      @Override
      public int read(byte[] buffer, int at, int count) throws IOException {
        checkCurrent(object);
        return range.read(buffer, at, count);
      }
    };
  }

  private void checkCurrent(EventObject object) throws EventObjectReplacedException {
    Stored stored = byName.get(object.name());
    if (stored == null || !stored.object().generation().equals(object.generation())) {
      throw new EventObjectReplacedException(object);
    }
  }
}
