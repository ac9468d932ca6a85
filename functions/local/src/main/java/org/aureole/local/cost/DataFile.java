package org.aureole.local.cost;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.aureole.local.cli.console.FileErrors;
import org.aureole.model.error.DomainException;

/** Records in JSON files, of which every field is there and no number is below zero. */
final class DataFile {
  private final String name;
  private final String json;

  private DataFile(String name, String json) {
    this.name = name;
    this.json = json;
  }

  /** One that comes with this program. */
  static DataFile packed(String name) {
    try (InputStream in = DataFile.class.getResourceAsStream(name)) {
      return new DataFile(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws DomainException INVALID_ARGUMENT if it cannot be read
   */
  static DataFile at(Path file) {
    try {
      return new DataFile(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw DomainException.invalid(file.toString(), "cannot be read: " + FileErrors.reason(e));
    }
  }

  /**
   * What is in it.
   *
   * @throws DomainException INVALID_ARGUMENT naming the field that is missing or negative
   */
  <T extends Record> T read(Class<T> type) {
    T value;
    try {
      value = new Gson().fromJson(json, type);
    } catch (JsonParseException e) {
      throw DomainException.invalid(name, "is not as it should be: " + e.getMessage());
    }
    check(value, type.getSimpleName().toLowerCase(Locale.ROOT));
    return value;
  }

  private void check(Object value, String path) {
    if (value == null) {
      throw DomainException.invalid(name, "lacks " + path);
    }
    if (value instanceof Number number && !(number.doubleValue() >= 0)) {
      throw DomainException.invalid(name, path + " is " + number + "; it must not be below 0");
    }
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> {
        if (key == null) {
          throw DomainException.invalid(name, path + " holds a name that is not known");
        }
        check(inner, path + "." + key);
      });
    }
    if (value instanceof Record) {
      for (RecordComponent field : value.getClass().getRecordComponents()) {
        try {
          field.getAccessor().setAccessible(true);
          check(field.getAccessor().invoke(value), path + "." + field.getName());
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
