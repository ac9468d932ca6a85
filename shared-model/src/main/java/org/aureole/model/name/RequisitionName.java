package org.aureole.model.name;

import java.util.List;

/** Name of a Requisition. Written {@code dataProviders/{id}/requisitions/{id}}. */
public record RequisitionName(String dataProvider, String requisition) implements ResourceName {
  private static final NamePattern PATTERN =
      new NamePattern("dataProviders/{id}/requisitions/{id}");

  public RequisitionName {
    NamePattern.checkId(dataProvider);
    NamePattern.checkId(requisition);
  }

  /** The name written as {@code text}; INVALID_ARGUMENT if it is of another form. */
  public static RequisitionName parse(String text) {
    List<String> ids = PATTERN.parse(text);
    return new RequisitionName(ids.get(0), ids.get(1));
  }

  /** The data provider that has to answer it. */
  public PartyName parent() {
    return new PartyName(PartyKind.DATA_PROVIDER, dataProvider);
  }

  @Override
  public String toString() {
    return PATTERN.format(dataProvider, requisition);
  }
}
