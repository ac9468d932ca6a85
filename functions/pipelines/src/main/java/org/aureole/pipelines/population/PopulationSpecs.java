package org.aureole.pipelines.population;

import com.google.common.base.CaseFormat;
import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TypeRegistry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import org.aureole.crypto.vid.VidRange;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.TemplateField;
import org.aureole.v1.PopulationSpec;
import org.aureole.v1.published.Person;

/**
 * Reads population specifications. Attributes may be given in the market's own template messages or
 * in the published test market's {@code Person}, whose fields are taken over by name. Immutable,
 * safe for use by several threads.
 */
public final class PopulationSpecs {
  private final EventTemplates templates;
  private final TypeRegistry types;

  public PopulationSpecs(EventTemplates templates) {
    this.templates = templates;
    TypeRegistry.Builder registry = TypeRegistry.newBuilder().add(Person.getDescriptor());
    templates.eventMessage().getFields().forEach(field -> registry.add(field.getMessageType()));
    this.types = registry.build();
  }

  /**
   * Reads the text form of a {@link PopulationSpec}.
   *
   * @throws DomainException {@code SPEC_INVALID} naming line and column
   */
  public PopulationSpec parse(String text) {
    PopulationSpec.Builder spec = PopulationSpec.newBuilder();
    try {
      TextFormat.Parser.newBuilder().setTypeRegistry(types).build().merge(text, spec);
    } catch (TextFormat.ParseException e) {
      throw DomainException.of(
          ErrorCode.SPEC_INVALID,
          "the population specification is not a PopulationSpec in text form, at line:column "
              + e.getMessage(),
          e);
    }
    return spec.build();
  }

  /** Reads the text form, and checks it as {@link #of(PopulationSpec)} does. */
  public Population of(String text) {
    return of(parse(text));
  }

  /**
   * Checks a specification.
   *
   * @throws DomainException {@code SPEC_INVALID} if ranges overlap or leave 1 to 2³¹ − 1, or a
   *     sub-population lacks a population attribute
   */
  public Population of(PopulationSpec spec) {
    List<SubPopulationRange> ranges = new ArrayList<>();
    List<long[]> attributes = new ArrayList<>();
    for (int i = 0; i < spec.getSubpopulationsCount(); i++) {
      PopulationSpec.SubPopulation part = spec.getSubpopulations(i);
      for (PopulationSpec.VidRange range : part.getVidRangesList()) {
        ranges.add(new SubPopulationRange(vids(i, range), i));
      }
      attributes.add(readAttributes("subpopulations[" + i + "].attributes", part));
    }
    return new Population(templates, ranges, attributes);
  }

  private static VidRange vids(int subPopulation, PopulationSpec.VidRange range) {
    long first = range.getStartVid();
    long last = range.getEndVidInclusive();
    if (first < 1 || last > Integer.MAX_VALUE || first > last) {
      throw invalid(
          "subpopulations[" + subPopulation + "].vid_ranges",
          "must run upwards within 1 to 2147483647, was %d to %d".formatted(first, last));
    }
    return new VidRange(first, last);
  }

  private long[] readAttributes(String place, PopulationSpec.SubPopulation part) {
    long[] values = new long[templates.fields().size()];
    BitSet set = new BitSet();
    for (Any any : part.getAttributesList()) {
      DynamicMessage message = unpack(place, any);
      String template = templateName(message.getDescriptorForType());
      message
          .getAllFields()
          .forEach((field, value) -> {
            TemplateField target = attribute(place, template + "." + field.getName());
            if (set.get(target.index())) {
              throw invalid(place, target.path() + " is set twice");
            }
            set.set(target.index());
            values[target.index()] = toRaw(place, target, field, value);
          });
    }
    String missing =
        templates.populationAttributes().stream()
            .filter(field -> !set.get(field.index()))
            .map(TemplateField::path)
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw invalid(place, "every population attribute must be set; missing: " + missing);
    }
    return values;
  }

  private DynamicMessage unpack(String place, Any any) {
    try {
      Descriptor type = types.getDescriptorForTypeUrl(any.getTypeUrl());
      if (type == null) {
        throw invalid(place, any.getTypeUrl() + " is not an event template of this market");
      }
      return DynamicMessage.parseFrom(type, any.getValue());
    } catch (InvalidProtocolBufferException e) {
      throw invalid(place, "cannot be read as " + any.getTypeUrl() + ": " + e.getMessage());
    }
  }

  private String templateName(Descriptor type) {
    return templates.eventMessage().getFields().stream()
        .filter(field -> field.getMessageType().equals(type))
        .map(FieldDescriptor::getName)
        .findFirst()
        .orElseGet(() -> CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, type.getName()));
  }

  private TemplateField attribute(String place, String path) {
    return templates
        .field(path)
        .filter(TemplateField::populationAttribute)
        .orElseThrow(() -> invalid(place, path + " is not a population attribute of this market"));
  }

  private static long toRaw(
      String place, TemplateField target, FieldDescriptor source, Object value) {
    if (source.equals(target.field())) {
      return target.toRaw(value);
    }
    if (source.getType() != FieldDescriptor.Type.ENUM
        || target.field().getType() != FieldDescriptor.Type.ENUM) {
      throw invalid(place, target.path() + " has another type in this market");
    }
    String name = value.toString();
    var mapped = target.field().getEnumType().findValueByName(name);
    if (mapped == null) {
      throw invalid(place, target.path() + " cannot be " + name + " in this market");
    }
    return mapped.getNumber();
  }

  private static DomainException invalid(String field, String message) {
    return DomainException.at(ErrorCode.SPEC_INVALID, field, message);
  }
}
