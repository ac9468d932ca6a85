package org.aureole.local.market;

import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;

/** What a party of a local market is. */
public enum PartyRole {
  /** The market operator; exactly one. */
  KINGDOM,
  /** A Duchy that aggregates. */
  AGGREGATOR,
  /** A Duchy that works on shares. */
  WORKER,
  EVENT_DATA_PROVIDER,
  POPULATION_DATA_PROVIDER,
  MEASUREMENT_CONSUMER;

  /** The resource name of a party with that id; the Kingdom has none. */
  public PartyName name(String id) {
    return switch (this) {
      case KINGDOM -> throw new IllegalStateException("the Kingdom is no resource of itself");
      case AGGREGATOR, WORKER -> PartyName.duchy(id);
      case EVENT_DATA_PROVIDER, POPULATION_DATA_PROVIDER -> PartyName.dataProvider(id);
      case MEASUREMENT_CONSUMER -> PartyName.measurementConsumer(id);
    };
  }

  /** What a party of that kind is, where no more than its name is known. */
  static PartyRole of(PartyKind kind) {
    return switch (kind) {
      case DUCHY -> WORKER;
      case DATA_PROVIDER -> EVENT_DATA_PROVIDER;
      case MEASUREMENT_CONSUMER -> MEASUREMENT_CONSUMER;
    };
  }

  /** Whether the party runs functions; a measurement consumer only calls others. */
  public boolean isServer() {
    return this != MEASUREMENT_CONSUMER;
  }

  public boolean isDataProvider() {
    return this == EVENT_DATA_PROVIDER || this == POPULATION_DATA_PROVIDER;
  }

  public boolean isDuchy() {
    return this == AGGREGATOR || this == WORKER;
  }
}
