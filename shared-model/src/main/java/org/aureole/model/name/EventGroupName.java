package org.aureole.model.name;

import java.util.List;

/** Name of an EventGroup. Written {@code dataProviders/{id}/eventGroups/{id}}. */
public record EventGroupName(String dataProvider, String eventGroup) implements ResourceName {
  private static final NamePattern PATTERN = new NamePattern("dataProviders/{id}/eventGroups/{id}");

  public EventGroupName {
    NamePattern.checkId(dataProvider);
    NamePattern.checkId(eventGroup);
  }

  /** The name written as {@code text}; INVALID_ARGUMENT if it is of another form. */
  public static EventGroupName parse(String text) {
    List<String> ids = PATTERN.parse(text);
    return new EventGroupName(ids.get(0), ids.get(1));
  }

  /** The data provider whose events they are. */
  public PartyName parent() {
    return new PartyName(PartyKind.DATA_PROVIDER, dataProvider);
  }

  @Override
  public String toString() {
    return PATTERN.format(dataProvider, eventGroup);
  }
}
