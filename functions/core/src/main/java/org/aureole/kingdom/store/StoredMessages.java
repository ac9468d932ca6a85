package org.aureole.kingdom.store;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;

/** The form that protobuf values have in the columns of the Kingdom's tables. */
final class StoredMessages {
  private StoredMessages() {}

  /** The JSON of a message, on one line. */
  static String write(Message message) {
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "no JSON for " + message.getDescriptorForType().getFullName(), e);
    }
  }

  /** Reads what {@link #write} wrote; fields that a newer version added are dropped. */
  @SuppressWarnings("unchecked")
  static <M extends Message> M read(String json, M prototype) {
    Message.Builder builder = prototype.newBuilderForType();
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(json, builder);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "a stored " + prototype.getDescriptorForType().getFullName() + " is damaged", e);
    }
    return (M) builder.build();
  }
}
