package org.aureole.platform.http;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;

/** A message type with one field of each kind, so that the JSON tests depend on no contract. */
final class SampleMessages {
  static final DynamicMessage SAMPLE = sample();

  private SampleMessages() {}

  private static DynamicMessage sample() {
    EnumDescriptorProto color =
        EnumDescriptorProto.newBuilder()
            .setName("Color")
            .addValue(
                EnumValueDescriptorProto.newBuilder().setName("COLOR_UNSPECIFIED").setNumber(0))
            .addValue(EnumValueDescriptorProto.newBuilder().setName("RED").setNumber(1))
            .build();
    DescriptorProto entry =
        DescriptorProto.newBuilder()
            .setName("LabelsEntry")
            .setOptions(MessageOptions.newBuilder().setMapEntry(true))
            .addField(field("key", 1, Type.TYPE_STRING))
            .addField(field("value", 2, Type.TYPE_INT32))
            .build();
    DescriptorProto sample =
        DescriptorProto.newBuilder()
            .setName("Sample")
            .addNestedType(entry)
            .addOneofDecl(OneofDescriptorProto.newBuilder().setName("shape"))
            .addField(field("display_name", 1, Type.TYPE_STRING))
            .addField(field("small", 2, Type.TYPE_INT32))
            .addField(field("big", 3, Type.TYPE_INT64))
            .addField(field("unsigned", 4, Type.TYPE_UINT32))
            .addField(field("ratio", 5, Type.TYPE_DOUBLE))
            .addField(field("on", 6, Type.TYPE_BOOL))
            .addField(field("raw", 7, Type.TYPE_BYTES))
            .addField(field("color", 8, Type.TYPE_ENUM).setTypeName(".t.Color"))
            .addField(message("child", 9, ".t.Sample"))
            .addField(message("children", 10, ".t.Sample").setLabel(Label.LABEL_REPEATED))
            .addField(message("labels", 11, ".t.Sample.LabelsEntry").setLabel(Label.LABEL_REPEATED))
            .addField(message("time", 12, ".google.protobuf.Timestamp"))
            .addField(message("span", 13, ".google.protobuf.Duration"))
            .addField(message("limit", 14, ".google.protobuf.Int32Value"))
            .addField(field("circle", 15, Type.TYPE_STRING).setOneofIndex(0))
            .addField(field("square", 16, Type.TYPE_STRING).setOneofIndex(0))
            .build();
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("t.proto")
            .setPackage("t")
            .setSyntax("proto3")
            .addDependency("google/protobuf/timestamp.proto")
            .addDependency("google/protobuf/duration.proto")
            .addDependency("google/protobuf/wrappers.proto")
            .addEnumType(color)
            .addMessageType(sample)
            .build();
    try {
      FileDescriptor built =
          FileDescriptor.buildFrom(
              file,
              new FileDescriptor[] {
                TimestampProto.getDescriptor(),
                DurationProto.getDescriptor(),
                WrappersProto.getDescriptor()
              });
      return DynamicMessage.getDefaultInstance(built.findMessageTypeByName("Sample"));
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FieldDescriptorProto.Builder field(String name, int number, Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(Label.LABEL_OPTIONAL);
  }

  private static FieldDescriptorProto.Builder message(String name, int number, String type) {
    return field(name, number, Type.TYPE_MESSAGE).setTypeName(type);
  }
}
