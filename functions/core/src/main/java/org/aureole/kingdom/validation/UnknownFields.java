package org.aureole.kingdom.validation;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import org.aureole.model.error.ErrorCode;

/** Refuses a message that says more than this program understands. */
public final class UnknownFields {
  private UnknownFields() {}

  /**
   * Refuses unknown fields of a message and of all messages in it.
   *
   * @throws org.aureole.model.error.DomainException SPEC_INVALID at the message that holds them
   */
  public static void refuse(FieldPath path, Message message) {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      throw path.error(
          ErrorCode.SPEC_INVALID,
          "holds fields that this version does not know, with the numbers "
              + message.getUnknownFields().asMap().keySet());
    }
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      FieldPath fieldPath = path.field(field.getKey().getJsonName());
      if (field.getKey().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      if (field.getKey().isRepeated()) {
        List<?> values = (List<?>) field.getValue();
        for (int i = 0; i < values.size(); i++) {
          refuse(fieldPath.at(i), (Message) values.get(i));
        }
      } else {
        refuse(fieldPath, (Message) field.getValue());
      }
    }
  }
}
