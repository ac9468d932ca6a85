package org.aureole.platform.identity;

/** In what capacity somebody calls a party. */
public enum Role {
  /** The operator of the party that is called: registers and approves parties. */
  OPERATOR,
  /** A measurement consumer, registered with the party that is called. */
  MEASUREMENT_CONSUMER,
  /** An event data provider or a population data provider. */
  DATA_PROVIDER,
  /** An operator of multi-party computation. */
  DUCHY,
  /** The market operator, calling one of its parties. */
  KINGDOM,
  /** The called party's own topics, schedulers and storage notifications. */
  PLATFORM,
  /** The token is valid, but no party is known under its issuer and subject. */
  UNREGISTERED
}
