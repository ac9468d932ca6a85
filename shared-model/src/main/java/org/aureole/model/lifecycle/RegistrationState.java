package org.aureole.model.lifecycle;

/** States of a party's registration. */
public enum RegistrationState {
  /** Registered itself; the operator has not decided. */
  AWAITING_APPROVAL,
  /** Takes part. */
  APPROVED,
  /** Takes part in nothing new. */
  SUSPENDED
}
