package org.aureole.local.cost;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.aureole.local.cli.console.FileErrors;
import org.aureole.model.error.DomainException;

/** Records in JSON files, of which every field is there, no other one, and no number below zero. */
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
   * @throws DomainException INVALID_ARGUMENT naming the field that is missing, not known, or no
   *     number from 0 on
   */
  <T extends Record> T read(Class<T> type) {
    try {
      JsonElement tree = JsonParser.parseString(json);
      check(tree, type, type.getSimpleName().toLowerCase(Locale.ROOT));
      return new Gson().fromJson(tree, type);
    } catch (JsonParseException e) {
      throw DomainException.invalid(name, "is not as it should be: " + e.getMessage());
    }
  }

  /** Holds what was read against what is to be read: missing numbers would pass for 0. */
  private void check(JsonElement value, Type type, String path) {
    Class<?> raw =
        type instanceof ParameterizedType map ? (Class<?>) map.getRawType() : (Class<?>) type;
    if (value == null || value.isJsonNull()) {
      throw DomainException.invalid(name, "lacks " + path);
    }
    if (raw.isRecord() || raw == Map.class) {
      if (!value.isJsonObject()) {
        throw DomainException.invalid(name, path + " must be an object");
      }
      if (raw.isRecord()) {
        checkFields(value.getAsJsonObject(), raw, path);
      } else {
        checkEntries(value.getAsJsonObject(), (ParameterizedType) type, path);
      }
    } else if (raw != String.class) {
      checkNumber(value, path);
    }
  }

  private void checkFields(JsonObject object, Class<?> type, String path) {
    Set<String> unknown = new TreeSet<>(object.keySet());
    for (RecordComponent field : type.getRecordComponents()) {
      unknown.remove(field.getName());
      check(object.get(field.getName()), field.getGenericType(), path + "." + field.getName());
    }
    if (!unknown.isEmpty()) {
      throw DomainException.invalid(name, path + " has " + unknown + ", which means nothing here");
    }
  }

  /** A map by an enum has each of its values, but where it says how much of each is used. */
  private void checkEntries(JsonObject object, ParameterizedType type, String path) {
    Type key = type.getActualTypeArguments()[0];
    object
        .entrySet()
        .forEach(entry ->
            check(entry.getValue(), type.getActualTypeArguments()[1], path + "." + entry.getKey()));
    if (key instanceof Class<?> named && named.isEnum()) {
      Set<String> known =
          Arrays.stream(named.getEnumConstants())
              .map(Object::toString)
              .collect(Collectors.toCollection(TreeSet::new));
      object
          .keySet()
          .forEach(given -> {
            if (!known.contains(given)) {
              throw DomainException.invalid(
                  name, path + "." + given + " is not known; there are " + known);
            }
          });
      known.removeAll(object.keySet());
      if (key != Use.class && !known.isEmpty() && !path.contains(".measurements.")) {
        throw DomainException.invalid(name, path + " lacks " + known);
      }
    }
  }

  private void checkNumber(JsonElement value, String path) {
    double number;
    try {
      number = value.getAsDouble();
    } catch (NumberFormatException | IllegalStateException | UnsupportedOperationException e) {
      throw DomainException.invalid(name, path + " must be a number");
    }
    if (!Double.isFinite(number) || number < 0) {
      throw DomainException.invalid(name, path + " is " + value + "; it must be 0 or more");
    }
  }
}
