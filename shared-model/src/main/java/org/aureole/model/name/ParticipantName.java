package org.aureole.model.name;

import java.util.List;

/** Name of a Duchy's part in a Computation. Written {@code computations/{id}/participants/{id}}. */
public record ParticipantName(String computation, String duchy) implements ResourceName {
  private static final NamePattern PATTERN = new NamePattern("computations/{id}/participants/{id}");

  public ParticipantName {
    NamePattern.checkId(computation);
    NamePattern.checkId(duchy);
  }

  /** The name written as {@code text}; INVALID_ARGUMENT if it is of another form. */
  public static ParticipantName parse(String text) {
    List<String> ids = PATTERN.parse(text);
    return new ParticipantName(ids.get(0), ids.get(1));
  }

  @Override
  public String toString() {
    return PATTERN.format(computation, duchy);
  }
}
