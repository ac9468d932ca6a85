package org.aureole.platform.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * The JSON mapping of protobuf, read strictly.
 *
 * <p>{@link JsonFormat} alone is lenient: it takes malformed JSON, repeated names, a number where a
 * string is meant, and text after the end. Here the text must be JSON of RFC 8259 without repeated
 * names (as I-JSON, RFC 7493, asks), and every field must exist and have its type; the error names
 * the field by its path.
 */
public final class StrictJson {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NUMBER_CHARS = 64;

  private StrictJson() {}

  /**
   * Reads one message.
   *
   * @param utf8 the JSON text; empty counts as {@code {}}
   * @param prototype the default instance of the type
   * @throws DomainException INVALID_ARGUMENT saying where and what is wrong, and what would be
   *     right
   */
  public static <M extends Message> M parse(byte[] utf8, M prototype) {
    if (utf8.length == 0) {
      return prototype;
    }
    JsonElement tree = tree(text(utf8));
    JsonTypeCheck.check(tree, prototype.getDescriptorForType());
    Message.Builder builder = prototype.newBuilderForType();
    try {
      JsonFormat.parser().merge(tree.toString(), builder);
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.of(ErrorCode.INVALID_ARGUMENT, "body: " + e.getMessage(), e);
    }
    @SuppressWarnings("unchecked")
    M message = (M) builder.build();
    return message;
  }

  /** The JSON of a message, for people: indented, fields at their default left out. */
  public static String print(Message message) {
    try {
      return JsonFormat.printer().print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "no JSON for " + message.getDescriptorForType().getFullName(), e);
    }
  }

  /** The text of a body, which must be UTF-8. */
  static String text(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(utf8))
          .toString();
    } catch (CharacterCodingException e) {
      throw DomainException.of(ErrorCode.INVALID_ARGUMENT, "the body is not UTF-8 text", e);
    }
  }

  /** Parses JSON text strictly, without knowing any message type. */
  static JsonElement tree(String json) {
    JsonReader reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement tree = element(reader, 0);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw malformed(reader, null);
      }
      return tree;
    } catch (MalformedJsonException e) {
      throw malformed(reader, e);
    } catch (IOException e) {
      throw DomainException.of(
          ErrorCode.INVALID_ARGUMENT, "the body is not JSON: it ends too early", e);
    }
  }

  private static JsonElement element(JsonReader reader, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw DomainException.of(
          ErrorCode.INVALID_ARGUMENT, "the JSON is nested deeper than " + MAX_DEPTH + " levels");
    }
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object(reader, depth);
      case BEGIN_ARRAY -> array(reader, depth);
      case STRING -> new JsonPrimitive(whole(reader.nextString()));
      case NUMBER -> new JsonPrimitive(number(reader));
      case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
      case NULL -> {
        reader.nextNull();
        yield JsonNull.INSTANCE;
      }
      default -> throw malformed(reader, null);
    };
  }

  private static BigDecimal number(JsonReader reader) throws IOException {
    String text = reader.nextString();
    if (text.length() > MAX_NUMBER_CHARS) {
      throw DomainException.of(
          ErrorCode.INVALID_ARGUMENT,
          "a number in the JSON is longer than " + MAX_NUMBER_CHARS + " characters");
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw DomainException.of(
          ErrorCode.INVALID_ARGUMENT, "a number in the JSON has too large an exponent: " + text);
    }
  }

  /** Half a surrogate pair is no character, and would not survive as UTF-8 (RFC 7493 §2.1). */
  private static String whole(String text) {
    for (int i = 0; i < text.length(); i++) {
      boolean pair =
          Character.isHighSurrogate(text.charAt(i))
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        throw DomainException.of(
            ErrorCode.INVALID_ARGUMENT,
            "a text in the JSON holds half of a surrogate pair; write the whole character");
      }
    }
    return text;
  }

  private static JsonObject object(JsonReader reader, int depth) throws IOException {
    JsonObject object = new JsonObject();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = whole(reader.nextName());
      if (object.has(name)) {
        String path = reader.getPath();
        throw DomainException.invalid(
            path.startsWith("$.") ? path.substring(2) : name, "the name is given twice");
      }
      object.add(name, element(reader, depth + 1));
    }
    reader.endObject();
    return object;
  }

  private static JsonArray array(JsonReader reader, int depth) throws IOException {
    JsonArray array = new JsonArray();
    reader.beginArray();
    while (reader.hasNext()) {
      array.add(element(reader, depth + 1));
    }
    reader.endArray();
    return array;
  }

  private static DomainException malformed(JsonReader reader, Exception cause) {
    String place = reader.toString().replaceFirst("^JsonReader at ", "");
    return DomainException.of(
        ErrorCode.INVALID_ARGUMENT, "the body is not JSON: something is wrong at " + place, cause);
  }
}
