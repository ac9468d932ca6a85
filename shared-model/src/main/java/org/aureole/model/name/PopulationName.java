package org.aureole.model.name;

import java.util.List;

/** Name of a Population. Written {@code populations/{id}}. */
public record PopulationName(String population) implements ResourceName {
  private static final NamePattern PATTERN = new NamePattern("populations/{id}");

  public PopulationName {
    NamePattern.checkId(population);
  }

  /** The name written as {@code text}; INVALID_ARGUMENT if it is of another form. */
  public static PopulationName parse(String text) {
    List<String> ids = PATTERN.parse(text);
    return new PopulationName(ids.get(0));
  }

  @Override
  public String toString() {
    return PATTERN.format(population);
  }
}
