package org.aureole.pipelines.template;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.v1.AdEvent;
import org.aureole.v1.EventTemplatesProto;
import org.aureole.v1.TemplateFieldOptions;

/**
 * The fields that events of one event message type have. Immutable, safe for use by several
 * threads.
 *
 * <p>Rules, checked on construction: every field of the event message is a message with the {@code
 * event_template} option whose name equals the field's; every field of a template has the {@code
 * template_field} option, is singular, and has a type of {@link FieldType}; population attributes
 * are enums; at most one field is the watch duration, and it is a Duration.
 */
public final class EventTemplates {
  /** The templates of {@link AdEvent}. */
  public static final EventTemplates AD_EVENT = new EventTemplates(AdEvent.getDescriptor());

  private final Descriptor eventMessage;
  private final List<TemplateField> fields;
  private final Map<String, TemplateField> byPath;
  private final Optional<TemplateField> watchDuration;

  /**
   * @throws DomainException {@code SPEC_INVALID} if the message breaks a rule
   */
  public EventTemplates(Descriptor eventMessage) {
    this.eventMessage = eventMessage;
    List<TemplateField> all = new ArrayList<>();
    for (FieldDescriptor template : eventMessage.getFields()) {
      checkTemplate(template);
      for (FieldDescriptor field : template.getMessageType().getFields()) {
        all.add(toTemplateField(all.size(), template, field));
      }
    }
    this.fields = List.copyOf(all);
    Map<String, TemplateField> paths = new LinkedHashMap<>();
    fields.forEach(field -> paths.put(field.path(), field));
    this.byPath = Map.copyOf(paths);
    List<TemplateField> durations = fields.stream().filter(TemplateField::watchDuration).toList();
    if (durations.size() > 1) {
      throw broken(durations.get(1).path(), "only one field can be the watch duration");
    }
    this.watchDuration = durations.stream().findFirst();
  }

  private static void checkTemplate(FieldDescriptor template) {
    if (template.getType() != FieldDescriptor.Type.MESSAGE || template.isRepeated()) {
      throw broken(template.getFullName(), "must be a singular message, an event template");
    }
    var options = template.getMessageType().getOptions();
    if (!options.hasExtension(EventTemplatesProto.eventTemplate)) {
      throw broken(template.getFullName(), "its type lacks the event_template option");
    }
    String name = options.getExtension(EventTemplatesProto.eventTemplate).getName();
    if (!name.equals(template.getName())) {
      throw broken(template.getFullName(), "must be named as its template, which is " + name);
    }
  }

  private static TemplateField toTemplateField(
      int index, FieldDescriptor template, FieldDescriptor field) {
    String path = template.getName() + "." + field.getName();
    if (!field.getOptions().hasExtension(EventTemplatesProto.templateField)) {
      throw broken(path, "lacks the template_field option");
    }
    Optional<FieldType> type = FieldType.of(field);
    if (field.isRepeated() || type.isEmpty()) {
      throw broken(path, "must be a singular string, bool, enum, number, Duration or Timestamp");
    }
    TemplateFieldOptions options =
        field.getOptions().getExtension(EventTemplatesProto.templateField);
    if (options.getPopulationAttribute() && type.get() != FieldType.ENUM) {
      throw broken(path, "a population attribute must be an enum");
    }
    if (options.getWatchDuration() && type.get() != FieldType.DURATION) {
      throw broken(path, "the watch duration must be a Duration");
    }
    return new TemplateField(
        index,
        path,
        template,
        field,
        type.get(),
        options.getPopulationAttribute(),
        options.getWatchDuration());
  }

  private static DomainException broken(String path, String message) {
    return DomainException.at(ErrorCode.SPEC_INVALID, path, message);
  }

  /** The event message type. */
  public Descriptor eventMessage() {
    return eventMessage;
  }

  /** All fields, each at its {@link TemplateField#index}. */
  public List<TemplateField> fields() {
    return fields;
  }

  /** The population attributes, in the order of {@link #fields}. */
  public List<TemplateField> populationAttributes() {
    return fields.stream().filter(TemplateField::populationAttribute).toList();
  }

  /** The field of that path, such as {@code video_ad.viewed_fraction}. */
  public Optional<TemplateField> field(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  /** The field that watch-duration measurements sum. */
  public Optional<TemplateField> watchDuration() {
    return watchDuration;
  }
}
