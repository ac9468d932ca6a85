package org.aureole.pipelines.filter;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelContainer;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSource;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.StructTypeReference;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aureole.model.error.DomainException;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.TemplateField;

/**
 * Compiles event filters for one event message type. The variables are the event templates; enum
 * values may be written as numbers or by name ({@code Person.Gender.FEMALE}). Making one takes some
 * tens of milliseconds: keep it. Safe for use by several threads.
 */
public final class FilterCompiler {
  /** The longest filter, in characters. */
  public static final int MAXIMUM_LENGTH = 10_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .maxExpressionCodePointSize(MAXIMUM_LENGTH)
          .maxParseRecursionDepth(100)
          .build();

  private final EventTemplates templates;
  private final CelCompiler compiler;
  private final CelRuntime runtime;

  public FilterCompiler(EventTemplates templates) {
    this.templates = templates;
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setContainer(CelContainer.ofName(templates.eventMessage().getFile().getPackage()))
            .addMessageTypes(templates.eventMessage());
    for (FieldDescriptor template : templates.eventMessage().getFields()) {
      String type = template.getMessageType().getFullName();
      builder.addVar(template.getName(), StructTypeReference.create(type));
    }
    this.compiler = builder.build();
    this.runtime =
        CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addMessageTypes(templates.eventMessage())
            .build();
  }

  /** The event templates that filters range over. */
  public EventTemplates templates() {
    return templates;
  }

  /**
   * Compiles a filter.
   *
   * @param expression empty admits every event
   * @throws DomainException {@code INVALID_FILTER}; the message starts with a {@link FilterFault},
   *     says where, and what would be right
   */
  public EventFilter compile(String expression) {
    String source = expression.isBlank() ? "true" : expression;
    CelAbstractSyntaxTree parsed = tree(compiler.parse(source));
    CelAbstractSyntaxTree checked = tree(compiler.check(parsed));
    if (expression.isBlank()) {
      CelRuntime.Program always = program(checked);
      return new EventFilter(templates, expression, List.of(), Map.of(), always, always);
    }
    FilterGrammar grammar = FilterGrammar.check(templates, checked);
    CelAbstractSyntaxTree projection =
        CelAbstractSyntaxTree.newParsedAst(
            OperativeProjection.of(grammar, parsed.getExpr()), parsed.getSource());
    return new EventFilter(
        templates,
        expression,
        grammar.fields(),
        cuts(grammar, parsed.getSource()),
        program(checked),
        program(tree(compiler.check(projection))));
  }

  /**
   * Evaluates every constant, whether or not a cut comes of it: one that has no value, such as
   * {@code duration("x")}, must be refused here. Left to the evaluation, it would fail on some
   * events and not on others.
   */
  private Map<TemplateField, FieldCuts> cuts(FilterGrammar grammar, CelSource source) {
    Map<TemplateField, FieldCuts> cuts = new HashMap<>();
    for (TemplateField field : grammar.fields()) {
      List<Object> constants =
          grammar.constantsOf(field).stream().map(constant -> value(constant, source)).toList();
      if (!grammar.isComparedWithField(field)) {
        FieldCuts.of(field, constants).ifPresent(found -> cuts.put(field, found));
      }
    }
    return cuts;
  }

  private Object value(CelExpr constant, CelSource source) {
    CelAbstractSyntaxTree alone = CelAbstractSyntaxTree.newParsedAst(constant, source);
    try {
      return program(tree(compiler.check(alone))).eval();
    } catch (CelEvaluationException e) {
      throw FilterFault.INVALID_CEL_EXPRESSION.with(e.getMessage());
    }
  }

  private static CelAbstractSyntaxTree tree(CelValidationResult result) {
    try {
      return result.getAst();
    } catch (CelValidationException e) {
      CelIssue first = result.getErrors().get(0);
      throw FilterFault.INVALID_CEL_EXPRESSION.at(
          "line "
              + first.getSourceLocation().getLine()
              + ", character "
              + (first.getSourceLocation().getColumn() + 1),
          first.getMessage());
    }
  }

  private CelRuntime.Program program(CelAbstractSyntaxTree checked) {
    try {
      return runtime.createProgram(checked);
    } catch (CelEvaluationException e) {
      throw FilterFault.INVALID_CEL_EXPRESSION.with(e.getMessage());
    }
  }
}
