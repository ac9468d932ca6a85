package org.aureole.pipelines.filter;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.parser.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.aureole.model.error.DomainException;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.TemplateField;

/**
 * The part of CEL that filters may use: comparisons of a field with constants or with another
 * field, {@code in} a list of constants and {@code has(field)}, joined by {@code !}, {@code &&} and
 * {@code ||}. A constant is a literal, an enum value by name, or {@code duration("…")} or {@code
 * timestamp("…")} of a literal.
 *
 * <p>Of one type-checked expression it keeps which fields occur, and which leaves are
 * <em>operative</em>: compare a population attribute with constants only.
 */
final class FilterGrammar {
  private static final Set<String> JOINS =
      functions(Operator.LOGICAL_AND, Operator.LOGICAL_OR, Operator.LOGICAL_NOT);
  private static final Set<String> COMPARISONS =
      functions(
          Operator.EQUALS,
          Operator.NOT_EQUALS,
          Operator.LESS,
          Operator.LESS_EQUALS,
          Operator.GREATER,
          Operator.GREATER_EQUALS);
  private static final Set<String> CONSTANT_FUNCTIONS = Set.of("duration", "timestamp");
  private static final String IN = Operator.IN.getFunction();

  private final EventTemplates templates;
  private final CelAbstractSyntaxTree ast;
  private final TreeMap<Integer, TemplateField> fields = new TreeMap<>();
  private final Set<Long> operativeLeaves = new HashSet<>();
  private final Map<Integer, List<CelExpr>> constants = new HashMap<>();
  private final Set<Integer> comparedWithFields = new HashSet<>();

  private FilterGrammar(EventTemplates templates, CelAbstractSyntaxTree ast) {
    this.templates = templates;
    this.ast = ast;
  }

  private static Set<String> functions(Operator... operators) {
    Set<String> names = new HashSet<>();
    for (Operator operator : operators) {
      names.add(operator.getFunction());
    }
    return Set.copyOf(names);
  }

  /**
   * Walks a type-checked expression.
   *
   * @throws DomainException {@code INVALID_FILTER} if it leaves the grammar
   */
  static FilterGrammar check(EventTemplates templates, CelAbstractSyntaxTree checked) {
    FilterGrammar grammar = new FilterGrammar(templates, checked);
    CelExpr root = checked.getExpr();
    if (!grammar.isCondition(root)) {
      grammar.refuseCall(root);
      throw FilterFault.EXPRESSION_IS_NOT_CONDITIONAL.at(
          grammar.position(root),
          "the filter is a value; write a condition, such as field == true");
    }
    grammar.checkCondition(root);
    return grammar;
  }

  /** The fields that occur, in the order of the templates. */
  List<TemplateField> fields() {
    return List.copyOf(fields.values());
  }

  /** The constants that a field is compared with, as they stand in the expression. */
  List<CelExpr> constantsOf(TemplateField field) {
    return List.copyOf(constants.getOrDefault(field.index(), List.of()));
  }

  /** Whether a field is compared with another one. */
  boolean isComparedWithField(TemplateField field) {
    return comparedWithFields.contains(field.index());
  }

  /** Whether the leaf of that expression id is operative. */
  boolean isOperative(long leafId) {
    return operativeLeaves.contains(leafId);
  }

  static boolean isJoin(CelExpr expr) {
    return expr.getKind() == Kind.CALL && JOINS.contains(expr.call().function());
  }

  private boolean isCondition(CelExpr expr) {
    if (expr.getKind() == Kind.SELECT) {
      return expr.select().testOnly();
    }
    return expr.getKind() == Kind.CALL
        && (isJoin(expr) || isComparison(expr) || expr.call().function().equals(IN));
  }

  private static boolean isComparison(CelExpr expr) {
    return expr.getKind() == Kind.CALL && COMPARISONS.contains(expr.call().function());
  }

  private void checkCondition(CelExpr expr) {
    if (expr.getKind() == Kind.SELECT) {
      checkPresence(expr);
    } else if (isJoin(expr)) {
      expr.call().args().forEach(this::checkJoined);
    } else if (isComparison(expr)) {
      checkComparison(expr);
    } else {
      checkMembership(expr);
    }
  }

  private void checkJoined(CelExpr part) {
    if (!isCondition(part)) {
      refuseCall(part);
      throw FilterFault.FIELD_COMPARISON_OUTSIDE_LEAF.at(
          position(part),
          "!, && and || join conditions, not values; compare the field, such as field == true");
    }
    checkCondition(part);
  }

  private void checkPresence(CelExpr has) {
    TemplateField field =
        asField(has.select().operand(), has.select().field())
            .orElseThrow(() ->
                FilterFault.INVALID_VALUE_TYPE.at(
                    position(has),
                    "has() takes a field of a template, such as has(person.gender)"));
    note(has, List.of(field), List.of());
  }

  private void checkComparison(CelExpr comparison) {
    List<TemplateField> sides =
        comparison.call().args().stream()
            .map(this::checkOperand)
            .flatMap(Optional::stream)
            .toList();
    if (sides.isEmpty()) {
      throw FilterFault.INVALID_VALUE_TYPE.at(
          position(comparison), "one side of a comparison must be a field");
    }
    List<CelExpr> others =
        comparison.call().args().stream().filter(operand -> asField(operand).isEmpty()).toList();
    note(comparison, sides, others);
  }

  private void checkMembership(CelExpr in) {
    CelExpr left = in.call().args().get(0);
    CelExpr right = in.call().args().get(1);
    Optional<TemplateField> field = asField(left);
    if (field.isEmpty()) {
      throw FilterFault.INVALID_VALUE_TYPE.at(
          position(left), "the left side of in must be a field");
    }
    if (right.getKind() != Kind.LIST) {
      throw FilterFault.INVALID_VALUE_TYPE.at(
          position(right), "the right side of in must be a list of constants, such as [1, 2]");
    }
    for (CelExpr element : right.list().elements()) {
      if (!isConstant(element)) {
        throw FilterFault.INVALID_VALUE_TYPE.at(
            position(element), "a list may hold constants only");
      }
    }
    note(in, List.of(field.get()), right.list().elements());
  }

  /** A leaf is operative if it looks at one population attribute and at nothing else. */
  private void note(CelExpr leaf, List<TemplateField> leafFields, List<CelExpr> leafConstants) {
    leafFields.forEach(field -> fields.put(field.index(), field));
    TemplateField first = leafFields.get(0);
    if (leafFields.size() > 1) {
      leafFields.forEach(field -> comparedWithFields.add(field.index()));
      return;
    }
    constants.computeIfAbsent(first.index(), unused -> new ArrayList<>()).addAll(leafConstants);
    if (first.populationAttribute()) {
      operativeLeaves.add(leaf.id());
    }
  }

  private Optional<TemplateField> checkOperand(CelExpr operand) {
    Optional<TemplateField> field = asField(operand);
    if (field.isPresent() || isConstant(operand)) {
      return field;
    }
    if (isCondition(operand)) {
      throw FilterFault.INVALID_OPERATION_OUTSIDE_LEAF.at(
          position(operand), "a comparison compares a field with a constant, not with a condition");
    }
    refuseCall(operand);
    throw FilterFault.INVALID_VALUE_TYPE.at(
        position(operand),
        "an operand must be a field of a template or a constant; lists stand only right of in");
  }

  private void refuseCall(CelExpr expr) {
    boolean call = expr.getKind() == Kind.CALL && !isConstant(expr);
    if (call || expr.getKind() == Kind.COMPREHENSION) {
      String name = call ? symbol(expr.call().function()) : "a macro over lists";
      throw FilterFault.UNSUPPORTED_OPERATION.at(
          position(expr), name + " is not allowed; use !, &&, ||, ==, !=, <, <=, >, >=, in, has()");
    }
  }

  private static String symbol(String function) {
    return function.startsWith("_") || function.endsWith("_")
        ? "operator " + function.replace("_", "")
        : "function " + function;
  }

  private Optional<TemplateField> asField(CelExpr expr) {
    return expr.getKind() == Kind.SELECT && !expr.select().testOnly()
        ? asField(expr.select().operand(), expr.select().field())
        : Optional.empty();
  }

  private Optional<TemplateField> asField(CelExpr template, String field) {
    return template.getKind() == Kind.IDENT
        ? templates.field(template.ident().name() + "." + field)
        : Optional.empty();
  }

  private boolean isConstant(CelExpr expr) {
    if (expr.getKind() == Kind.CONSTANT) {
      return true;
    }
    if (expr.getKind() == Kind.CALL && CONSTANT_FUNCTIONS.contains(expr.call().function())) {
      return expr.call().args().get(0).getKind() == Kind.CONSTANT;
    }
    return ast.getReference(expr.id()).flatMap(reference -> reference.value()).isPresent();
  }

  private String position(CelExpr expr) {
    if (expr.getKind() == Kind.SELECT && !expr.select().testOnly()) {
      return position(expr.select().operand()); // Its own position is that of the dot.
    }
    Integer offset = ast.getSource().getPositionsMap().get(expr.id());
    return "character " + (offset == null ? 1 : offset + 1);
  }
}
