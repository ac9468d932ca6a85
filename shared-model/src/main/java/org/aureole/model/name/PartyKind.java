package org.aureole.model.name;

/** The kinds of party that have a resource at the Kingdom. */
public enum PartyKind {
  MEASUREMENT_CONSUMER("measurementConsumers"),
  DATA_PROVIDER("dataProviders"),
  DUCHY("duchies");

  private final String collection;

  PartyKind(String collection) {
    this.collection = collection;
  }

  /** The first segment of the names of such parties. */
  public String collection() {
    return collection;
  }
}
