package org.aureole.pipelines.filter;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aureole.pipelines.template.EventRow;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.FieldType;
import org.aureole.pipelines.template.TemplateField;

/**
 * A compiled event filter. Immutable, safe for use by several threads; a pass over many events uses
 * a {@link FilterEvaluation} of its own, which is faster.
 */
public final class EventFilter {
  private final EventTemplates templates;
  private final String expression;
  private final List<TemplateField> fields;
  private final Map<TemplateField, FieldCuts> cuts;
  private final CelRuntime.Program program;
  private final CelRuntime.Program projection;

  EventFilter(
      EventTemplates templates,
      String expression,
      List<TemplateField> fields,
      Map<TemplateField, FieldCuts> cuts,
      CelRuntime.Program program,
      CelRuntime.Program projection) {
    this.templates = templates;
    this.expression = expression;
    this.fields = fields;
    this.cuts = Map.copyOf(cuts);
    this.program = program;
    this.projection = projection;
  }

  /** The filter as written. */
  public String expression() {
    return expression;
  }

  /** The fields that the filter looks at, in the order of the templates. */
  public List<TemplateField> fields() {
    return fields;
  }

  /** Whether the filter looks at population attributes only. */
  public boolean isOnPopulationOnly() {
    return fields.stream().allMatch(TemplateField::populationAttribute);
  }

  /**
   * Whether the event matches; unset fields compare as their default. An event on which the
   * evaluation fails does not match: an error would tell whoever wrote the filter, without noise,
   * that there is such an event.
   */
  public boolean matches(EventRow row) {
    return evaluate(program, row, false);
  }

  /**
   * Whether an event with the row's population attributes may match. True for every row that {@link
   * #matches}, and possibly for others: conditions on other fields are taken to hold.
   */
  public boolean mayMatch(EventRow row) {
    return evaluate(projection, row, true);
  }

  /** A faster {@link #matches} for one pass over many rows. */
  public FilterEvaluation evaluation() {
    return new FilterEvaluation(this, cuts);
  }

  private boolean evaluate(CelRuntime.Program toRun, EventRow row, boolean undecided) {
    try {
      return toRun.eval(variables(row)) instanceof Boolean matches ? matches : undecided;
    } catch (CelEvaluationException | RuntimeException e) {
      return undecided; // Whatever it is, the row may have caused it.
    }
  }

  private Map<String, Object> variables(EventRow row) {
    Map<String, Object> variables = new HashMap<>();
    for (FieldDescriptor template : templates.eventMessage().getFields()) {
      DynamicMessage.Builder message = DynamicMessage.newBuilder(template.getMessageType());
      for (TemplateField field : fields) {
        if (field.template().equals(template) && row.isSet(field.index())) {
          String text = field.type() == FieldType.STRING ? row.text(field.index()) : null;
          Object value = field.toMessageValue(row.raw(field.index()), text);
          message.setField(field.field(), value);
        }
      }
      variables.put(template.getName(), message.build());
    }
    return variables;
  }
}
