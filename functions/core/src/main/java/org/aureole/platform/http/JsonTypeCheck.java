package org.aureole.platform.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.ParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** Checks a JSON tree against a message type and names the first field that does not fit. */
final class JsonTypeCheck {
  /** Well-known types with a JSON form of their own, which JsonFormat checks itself. */
  private static final Set<String> FREE_FORM =
      Set.of(
          "google.protobuf.Struct",
          "google.protobuf.Value",
          "google.protobuf.ListValue",
          "google.protobuf.Any");

  private JsonTypeCheck() {}

  static void check(JsonElement body, Descriptor type) {
    message("", body, type);
  }

  private static void message(String path, JsonElement json, Descriptor type) {
    if (FREE_FORM.contains(type.getFullName())) {
      return;
    }
    if (!json.isJsonObject()) {
      throw wrong(path, "a JSON object", json);
    }
    Map<FieldDescriptor, String> seen = new HashMap<>();
    Map<OneofDescriptor, String> chosen = new HashMap<>();
    for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject().entrySet()) {
      String name = entry.getKey();
      String fieldPath = path.isEmpty() ? name : path + "." + name;
      FieldDescriptor field = find(type, name);
      if (field == null) {
        throw DomainException.invalid(fieldPath, "unknown field; " + knownFields(type));
      }
      String before = seen.put(field, name);
      if (before != null) {
        throw DomainException.invalid(fieldPath, "is the same field as " + before);
      }
      if (entry.getValue().isJsonNull()) {
        continue;
      }
      OneofDescriptor oneof = field.getRealContainingOneof();
      String other = oneof == null ? null : chosen.put(oneof, name);
      if (other != null) {
        throw DomainException.invalid(
            fieldPath, "only one of " + other + " and " + name + " may be set");
      }
      field(fieldPath, entry.getValue(), field);
    }
  }

  private static FieldDescriptor find(Descriptor type, String name) {
    for (FieldDescriptor field : type.getFields()) {
      if (field.getJsonName().equals(name) || field.getName().equals(name)) {
        return field;
      }
    }
    return null;
  }

  private static String knownFields(Descriptor type) {
    return type.getFields().isEmpty()
        ? "none is expected here"
        : "the fields here are "
            + type.getFields().stream()
                .map(FieldDescriptor::getJsonName)
                .collect(Collectors.joining(", "));
  }

  private static void field(String path, JsonElement json, FieldDescriptor field) {
    if (field.isMapField()) {
      if (!json.isJsonObject()) {
        throw wrong(path, "a JSON object", json);
      }
      FieldDescriptor value = field.getMessageType().findFieldByName("value");
      JsonObject map = json.getAsJsonObject();
      map.entrySet().forEach(entry -> single(path + "." + entry.getKey(), entry.getValue(), value));
    } else if (field.isRepeated()) {
      if (!json.isJsonArray()) {
        throw wrong(path, "a JSON array", json);
      }
      for (int i = 0; i < json.getAsJsonArray().size(); i++) {
        single(path + "[" + i + "]", json.getAsJsonArray().get(i), field);
      }
    } else {
      single(path, json, field);
    }
  }

  private static void single(String path, JsonElement json, FieldDescriptor field) {
    switch (field.getType()) {
      case STRING -> string(path, json, "a string");
      case BOOL -> {
        if (!(json instanceof JsonPrimitive value && value.isBoolean())) {
          throw wrong(path, "true or false", json);
        }
      }
      case BYTES -> base64(path, string(path, json, "a string of base64"));
      case INT32, SINT32, SFIXED32 -> integer(path, json, 31, true);
      case UINT32, FIXED32 -> integer(path, json, 32, false);
      case INT64, SINT64, SFIXED64 -> integer(path, json, 63, true);
      case UINT64, FIXED64 -> integer(path, json, 64, false);
      case FLOAT, DOUBLE -> number(path, json);
      case ENUM -> enumeration(path, json, field);
      case MESSAGE, GROUP -> wellKnownOrMessage(path, json, field.getMessageType());
    }
  }

  private static void wellKnownOrMessage(String path, JsonElement json, Descriptor type) {
    switch (type.getFullName()) {
      case "google.protobuf.Timestamp" -> {
        String right = "a time such as \"2026-01-31T00:00:00Z\"";
        String text = string(path, json, right);
        try {
          Timestamps.parse(text);
        } catch (ParseException e) {
          throw wrong(path, right, json);
        }
      }
      case "google.protobuf.Duration" -> {
        String right = "a duration in seconds such as \"3600s\"";
        String text = string(path, json, right);
        try {
          Durations.parse(text);
        } catch (ParseException e) {
          throw wrong(path, right, json);
        }
      }
      case "google.protobuf.FieldMask" -> string(path, json, "field names joined by commas");
      case "google.protobuf.DoubleValue",
          "google.protobuf.FloatValue",
          "google.protobuf.Int64Value",
          "google.protobuf.UInt64Value",
          "google.protobuf.Int32Value",
          "google.protobuf.UInt32Value",
          "google.protobuf.BoolValue",
          "google.protobuf.StringValue",
          "google.protobuf.BytesValue" ->
          single(path, json, type.findFieldByName("value"));
      default -> message(path, json, type);
    }
  }

  private static String string(String path, JsonElement json, String right) {
    if (json instanceof JsonPrimitive value && value.isString()) {
      return value.getAsString();
    }
    throw wrong(path, right, json);
  }

  private static void base64(String path, String text) {
    try {
      Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      throw DomainException.invalid(path, "must be base64");
    }
  }

  private static BigDecimal decimal(String path, JsonElement json, String right) {
    if (json instanceof JsonPrimitive value && !value.isBoolean()) {
      String text = value.getAsString();
      try {
        if (text.length() <= 64) {
          return new BigDecimal(text);
        }
      } catch (NumberFormatException e) {
        // Told below.
      }
    }
    throw wrong(path, right, json);
  }

  private static void integer(String path, JsonElement json, int bits, boolean signed) {
    BigInteger end = BigInteger.ONE.shiftLeft(bits);
    BigInteger min = signed ? end.negate() : BigInteger.ZERO;
    BigInteger max = end.subtract(BigInteger.ONE);
    String right = "a whole number from " + min + " to " + max;
    BigDecimal value = decimal(path, json, right);
    // The range is looked at first: it is cheap, while 1e999999999 as an integer is not.
    if (value.compareTo(new BigDecimal(min)) < 0
        || value.compareTo(new BigDecimal(max)) > 0
        || value.stripTrailingZeros().scale() > 0) {
      throw wrong(path, right, json);
    }
  }

  private static void number(String path, JsonElement json) {
    if (json instanceof JsonPrimitive value
        && value.isString()
        && Set.of("NaN", "Infinity", "-Infinity").contains(value.getAsString())) {
      return;
    }
    decimal(path, json, "a number");
  }

  private static void enumeration(String path, JsonElement json, FieldDescriptor field) {
    String names =
        field.getEnumType().getValues().stream()
            .map(EnumValueDescriptor::getName)
            // Is taken, but says nothing.
            .filter(name -> !name.endsWith("_UNSPECIFIED"))
            .collect(Collectors.joining(", "));
    String text = string(path, json, "one of " + names);
    if (field.getEnumType().findValueByName(text) == null) {
      throw wrong(path, "one of " + names, json);
    }
  }

  private static DomainException wrong(String path, String right, JsonElement json) {
    String message = "must be " + right + ", not " + shown(json);
    return path.isEmpty()
        ? DomainException.of(ErrorCode.INVALID_ARGUMENT, "the body " + message)
        : DomainException.invalid(path, message);
  }

  private static String shown(JsonElement json) {
    if (json.isJsonObject()) {
      return "an object";
    }
    if (json.isJsonArray()) {
      return "an array";
    }
    String text = json.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
