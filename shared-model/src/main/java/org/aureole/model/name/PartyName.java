package org.aureole.model.name;

import org.aureole.model.error.DomainException;

/**
 * Name of a party. Written {@code measurementConsumers/{id}}, {@code dataProviders/{id}} or {@code
 * duchies/{id}}.
 */
public record PartyName(PartyKind kind, String id) implements ResourceName {
  public PartyName {
    NamePattern.checkId(id);
  }

  /** The name written as {@code text}; INVALID_ARGUMENT if it is of another form. */
  public static PartyName parse(String text) {
    for (PartyKind kind : PartyKind.values()) {
      if (text.startsWith(kind.collection() + "/")) {
        return parse(kind, text);
      }
    }
    throw DomainException.invalid(
        "name", "a party is named measurementConsumers/{id}, dataProviders/{id} or duchies/{id}");
  }

  /** The name written as {@code text}; INVALID_ARGUMENT if it is not of that kind. */
  public static PartyName parse(PartyKind kind, String text) {
    return new PartyName(kind, new NamePattern(kind.collection() + "/{id}").parse(text).get(0));
  }

  public static PartyName measurementConsumer(String id) {
    return new PartyName(PartyKind.MEASUREMENT_CONSUMER, id);
  }

  public static PartyName dataProvider(String id) {
    return new PartyName(PartyKind.DATA_PROVIDER, id);
  }

  public static PartyName duchy(String id) {
    return new PartyName(PartyKind.DUCHY, id);
  }

  @Override
  public String toString() {
    return kind.collection() + "/" + id;
  }
}
