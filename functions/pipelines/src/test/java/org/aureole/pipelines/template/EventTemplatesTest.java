package org.aureole.pipelines.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.v1.EventTemplateOptions;
import org.aureole.v1.EventTemplatesProto;
import org.aureole.v1.TemplateFieldOptions;
import org.junit.jupiter.api.Test;

class EventTemplatesTest {
  private static final TemplateFieldOptions PLAIN = TemplateFieldOptions.getDefaultInstance();

  @Test
  void adEventHasItsFieldsInOrder() {
    EventTemplates templates = EventTemplates.AD_EVENT;
    assertThat(templates.fields())
        .extracting(TemplateField::path)
        .containsExactly(
            "person.gender",
            "person.age_group",
            "person.social_grade_group",
            "video_ad.length",
            "video_ad.viewed_fraction",
            "video_ad.watch_duration",
            "banner_ad.viewable");
    assertThat(templates.populationAttributes()).hasSize(3).allMatch(f -> f.path().startsWith("p"));
    assertThat(templates.watchDuration().orElseThrow().path()).isEqualTo("video_ad.watch_duration");
    assertThat(templates.field("person.height")).isEmpty();
    for (int i = 0; i < templates.fields().size(); i++) {
      assertThat(templates.fields().get(i).index()).isEqualTo(i);
    }
  }

  @Test
  void acceptsATemplateOfAllSimpleTypes() throws DescriptorValidationException {
    DescriptorProto.Builder template = template("ad");
    Type[] types = {
      Type.TYPE_STRING, Type.TYPE_BOOL, Type.TYPE_DOUBLE,
      Type.TYPE_FLOAT, Type.TYPE_INT32, Type.TYPE_INT64
    };
    for (Type type : types) {
      template.addField(field(type.name().toLowerCase(java.util.Locale.ROOT), type, PLAIN));
    }
    template.addField(durationField("watched", PLAIN.toBuilder().setWatchDuration(true).build()));
    EventTemplates templates = new EventTemplates(event("ad", template));
    assertThat(templates.fields())
        .extracting(TemplateField::type)
        .containsExactly(
            FieldType.STRING,
            FieldType.BOOL,
            FieldType.DOUBLE,
            FieldType.FLOAT,
            FieldType.INT32,
            FieldType.INT64,
            FieldType.DURATION);
    assertThat(templates.watchDuration().orElseThrow().path()).isEqualTo("ad.watched");
  }

  @Test
  void refusesWhatBreaksARule() throws DescriptorValidationException {
    DescriptorProto.Builder fine = template("ad").addField(field("x", Type.TYPE_BOOL, PLAIN));
    assertBroken(event("other", fine), "must be named as its template, which is ad");
    assertBroken(
        event("ad", fine.clone().clearOptions()), "its type lacks the event_template option");
    assertBroken(
        event("ad", template("ad").addField(field("x", Type.TYPE_BOOL, null))),
        "ad.x: lacks the template_field option");
    assertBroken(
        event("ad", template("ad").addField(field("x", Type.TYPE_BYTES, PLAIN))),
        "ad.x: must be a singular string, bool, enum, number, Duration or Timestamp");
    assertBroken(
        event(
            "ad",
            template("ad")
                .addField(field("x", Type.TYPE_BOOL, PLAIN).setLabel(Label.LABEL_REPEATED))),
        "ad.x: must be a singular");
    assertBroken(
        event(
            "ad",
            template("ad")
                .addField(
                    field(
                        "x",
                        Type.TYPE_BOOL,
                        PLAIN.toBuilder().setPopulationAttribute(true).build()))),
        "ad.x: a population attribute must be an enum");
    TemplateFieldOptions watch = PLAIN.toBuilder().setWatchDuration(true).build();
    assertBroken(
        event("ad", template("ad").addField(field("x", Type.TYPE_INT64, watch))),
        "ad.x: the watch duration must be a Duration");
    assertBroken(
        event(
            "ad",
            template("ad")
                .addField(durationField("x", watch))
                .addField(durationField("y", watch).setNumber(2))),
        "ad.y: only one field can be the watch duration");
  }

  private static void assertBroken(Descriptor event, String message) {
    assertThatThrownBy(() -> new EventTemplates(event))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SPEC_INVALID))
        .hasMessageContaining(message);
  }

  private static DescriptorProto.Builder template(String name) {
    return DescriptorProto.newBuilder()
        .setName("Ad")
        .setOptions(
            MessageOptions.newBuilder()
                .setExtension(
                    EventTemplatesProto.eventTemplate,
                    EventTemplateOptions.newBuilder().setName(name).build()));
  }

  /** A field whose number follows from its type, so that a template can have one of each. */
  private static FieldDescriptorProto.Builder field(
      String name, Type type, TemplateFieldOptions options) {
    FieldDescriptorProto.Builder field =
        FieldDescriptorProto.newBuilder()
            .setName(name)
            .setNumber(type.getNumber())
            .setLabel(Label.LABEL_OPTIONAL)
            .setType(type);
    if (options != null) {
      field.setOptions(
          FieldOptions.newBuilder().setExtension(EventTemplatesProto.templateField, options));
    }
    return field;
  }

  private static FieldDescriptorProto.Builder durationField(
      String name, TemplateFieldOptions options) {
    return field(name, Type.TYPE_MESSAGE, options).setTypeName(".google.protobuf.Duration");
  }

  private static Descriptor event(String fieldName, DescriptorProto.Builder template)
      throws DescriptorValidationException {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("test.proto")
            .setSyntax("proto3")
            .addDependency("google/protobuf/duration.proto")
            .addMessageType(template)
            .addMessageType(
                DescriptorProto.newBuilder()
                    .setName("Event")
                    .addField(
                        FieldDescriptorProto.newBuilder()
                            .setName(fieldName)
                            .setNumber(1)
                            .setLabel(Label.LABEL_OPTIONAL)
                            .setType(Type.TYPE_MESSAGE)
                            .setTypeName(".Ad")))
            .build();
    return FileDescriptor.buildFrom(file, new FileDescriptor[] {DurationProto.getDescriptor()})
        .findMessageTypeByName("Event");
  }
}
