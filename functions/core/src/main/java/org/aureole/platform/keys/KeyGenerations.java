package org.aureole.platform.keys;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.aureole.model.error.DomainException;

/**
 * Encrypted records of a few fields each, some of them numbered generations of one key. The name is
 * bound into the encryption, so no record can stand in another's place. Thread-safe.
 */
final class KeyGenerations {
  private static final int GENERATION_DIGITS = 6;

  private final KeyRecords records;
  private final SecretWrap wrap;

  KeyGenerations(KeyRecords records, SecretWrap wrap) {
    this.records = records;
    this.wrap = wrap;
  }

  /** The name of a generation, from 1. */
  static String name(String prefix, int generation) {
    return prefix + String.format("%0" + GENERATION_DIGITS + "d", generation);
  }

  /** The name of the generation after the one of that name. */
  static String next(String prefix, String name) {
    return name(prefix, Integer.parseInt(name.substring(prefix.length())) + 1);
  }

  /** The names of all generations, newest first. */
  List<String> newestFirst(String prefix) {
    List<String> names = new ArrayList<>(records.list(prefix));
    names.removeIf(
        name -> !name.substring(prefix.length()).matches("[0-9]{" + GENERATION_DIGITS + "}"));
    Collections.reverse(names);
    return names;
  }

  /** Has the next list of generations hold those that another process has just made. */
  void refresh() {
    records.refresh();
  }

  /** The name of the newest generation. */
  Optional<String> current(String prefix) {
    return newestFirst(prefix).stream().findFirst();
  }

  /**
   * The fields of a record, if it exists.
   *
   * @throws DomainException FAILED_PRECONDITION if it was altered or is under another key
   */
  Optional<List<byte[]>> read(String name) {
    String what = records.place(name);
    return records.read(name).map(content -> decode(wrap.unwrap(name, content, what), what));
  }

  /** Writes a record unless it exists already. */
  void createIfAbsent(String name, Supplier<List<byte[]>> fields) {
    if (records.read(name).isPresent()) {
      return;
    }
    byte[] plaintext = encode(fields.get());
    records.create(name, wrap.wrap(name, plaintext));
    Arrays.fill(plaintext, (byte) 0);
  }

  @Override
  public String toString() {
    return records.toString();
  }

  private static byte[] encode(List<byte[]> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] field : fields) {
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
      out.writeBytes(field);
    }
    return out.toByteArray();
  }

  private static List<byte[]> decode(byte[] plaintext, String what) {
    List<byte[]> fields = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(plaintext);
    try {
      while (in.hasRemaining()) {
        byte[] field = new byte[in.getInt()];
        in.get(field);
        fields.add(field);
      }
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      throw DomainException.bug(what + " holds no list of fields though it decrypts");
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
    return fields;
  }
}
