package org.aureole.pipelines.filter;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.Operator;
import java.util.Optional;

/**
 * The weakening of a filter to what it says of population attributes: negation is pushed to the
 * leaves by De Morgan's laws, then every leaf that is not operative becomes true, also below a
 * negation. An event that matches the filter therefore matches the projection. For one use on one
 * thread.
 */
final class OperativeProjection {
  private final FilterGrammar grammar;
  private long nextId;

  private OperativeProjection(FilterGrammar grammar) {
    this.grammar = grammar;
  }

  /** The projection of a parsed filter whose checked form has that grammar. */
  static CelExpr of(FilterGrammar grammar, CelExpr parsed) {
    return new OperativeProjection(grammar).project(parsed, false);
  }

  private CelExpr project(CelExpr expr, boolean negated) {
    if (!FilterGrammar.isJoin(expr)) {
      return leaf(expr, negated);
    }
    ImmutableList<CelExpr> parts = expr.call().args();
    if (expr.call().function().equals(Operator.LOGICAL_NOT.getFunction())) {
      return project(parts.get(0), !negated);
    }
    boolean and = expr.call().function().equals(Operator.LOGICAL_AND.getFunction());
    Operator join = and == negated ? Operator.LOGICAL_OR : Operator.LOGICAL_AND;
    return call(
        join,
        parts.stream()
            .map(part -> project(part, negated))
            .collect(ImmutableList.toImmutableList()));
  }

  private CelExpr leaf(CelExpr leaf, boolean negated) {
    if (!grammar.isOperative(leaf.id())) {
      return CelExpr.ofConstant(freshId(), CelConstant.ofValue(true));
    }
    CelExpr kept = withFreshIds(leaf);
    return negated ? call(Operator.LOGICAL_NOT, ImmutableList.of(kept)) : kept;
  }

  private CelExpr call(Operator operator, ImmutableList<CelExpr> args) {
    return CelExpr.ofCall(freshId(), Optional.empty(), operator.getFunction(), args);
  }

  /** Ids must be unique in a tree: the checker keeps types by id. */
  private CelExpr withFreshIds(CelExpr expr) {
    return switch (expr.getKind()) {
      case CALL ->
          CelExpr.ofCall(
              freshId(), expr.call().target(), expr.call().function(), fresh(expr.call().args()));
      case LIST -> CelExpr.ofList(freshId(), fresh(expr.list().elements()), ImmutableList.of());
      case SELECT ->
          CelExpr.ofSelect(
              freshId(),
              withFreshIds(expr.select().operand()),
              expr.select().field(),
              expr.select().testOnly());
      case IDENT -> CelExpr.ofIdent(freshId(), expr.ident().name());
      case CONSTANT -> CelExpr.ofConstant(freshId(), expr.constant());
      default -> throw new IllegalStateException("not in the filter grammar: " + expr.getKind());
    };
  }

  private ImmutableList<CelExpr> fresh(ImmutableList<CelExpr> exprs) {
    return exprs.stream().map(this::withFreshIds).collect(ImmutableList.toImmutableList());
  }

  private long freshId() {
    return ++nextId;
  }
}
