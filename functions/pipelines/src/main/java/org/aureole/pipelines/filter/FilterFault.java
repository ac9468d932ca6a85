package org.aureole.pipelines.filter;

import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** What can be wrong with a filter; the name starts the message of every refusal. */
public enum FilterFault {
  /** It is not CEL, names a field that does not exist, or compares different types. */
  INVALID_CEL_EXPRESSION,
  /** It uses an operator or function that filters do not have. */
  UNSUPPORTED_OPERATION,
  /** A list or value stands where none can, or an operand of a comparison is not a field. */
  INVALID_VALUE_TYPE,
  /** The whole expression is a value and not a condition. */
  EXPRESSION_IS_NOT_CONDITIONAL,
  /** A field or value stands directly below {@code !}, {@code &&} or {@code ||}. */
  FIELD_COMPARISON_OUTSIDE_LEAF,
  /** A condition stands inside a comparison. */
  INVALID_OPERATION_OUTSIDE_LEAF;

  DomainException with(String message) {
    return DomainException.at(ErrorCode.INVALID_FILTER, "filter", name() + " " + message);
  }

  DomainException at(String position, String message) {
    return with("at " + position + ": " + message);
  }
}
