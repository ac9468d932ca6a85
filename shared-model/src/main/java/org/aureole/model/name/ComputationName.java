package org.aureole.model.name;

import java.util.List;

/** Name of a Computation. Written {@code computations/{id}}. */
public record ComputationName(String computation) implements ResourceName {
  private static final NamePattern PATTERN = new NamePattern("computations/{id}");

  public ComputationName {
    NamePattern.checkId(computation);
  }

  /** The name written as {@code text}; INVALID_ARGUMENT if it is of another form. */
  public static ComputationName parse(String text) {
    List<String> ids = PATTERN.parse(text);
    return new ComputationName(ids.get(0));
  }

  @Override
  public String toString() {
    return PATTERN.format(computation);
  }
}
