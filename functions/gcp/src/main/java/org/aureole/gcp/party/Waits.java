package org.aureole.gcp.party;

import java.time.Duration;
import org.aureole.v1.Patience;

/**
 * How long a party waits: what its deployment says, or what is usual. Immutable.
 *
 * @param given as {@link Deployments} checked it
 */
record Waits(Patience given) {
  Duration reminder(Duration usual) {
    return given.hasReminder() ? duration(given.getReminder()) : usual;
  }

  Duration start(Duration usual) {
    return given.hasStart() ? duration(given.getStart()) : usual;
  }

  Duration lease(Duration usual) {
    return given.hasLease() ? duration(given.getLease()) : usual;
  }

  Duration outbox(Duration usual) {
    return given.hasOutbox() ? duration(given.getOutbox()) : usual;
  }

  Duration standby(Duration usual) {
    return given.hasStandby() ? duration(given.getStandby()) : usual;
  }

  private static Duration duration(com.google.protobuf.Duration given) {
    return Duration.ofSeconds(given.getSeconds(), given.getNanos());
  }
}
