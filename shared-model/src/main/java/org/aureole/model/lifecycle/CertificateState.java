package org.aureole.model.lifecycle;

/** States of a certificate at the Kingdom. */
public enum CertificateState {
  /** May be used while its dates allow it. */
  VALID,
  /** Is refused for ever. Terminal. */
  REVOKED
}
