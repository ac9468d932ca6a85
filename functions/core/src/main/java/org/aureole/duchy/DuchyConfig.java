package org.aureole.duchy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.Role;
import org.aureole.platform.work.Jobs;
import org.aureole.platform.work.Outbox;
import org.aureole.v1.OidcSubject;

/**
 * How one Duchy is set up. Immutable.
 *
 * @param name the Duchy's resource name
 * @param market the name of the market that it serves, as all of its parties write it
 * @param apiUrl the base URL under which other parties reach its API
 * @param callers its own operator and platform, and the Kingdom's topics: identity to role
 * @param uploadValidity how long an upload URL is good for, up to one hour
 * @param startGrace how long the start of a job may take before it is asked for again
 * @param longestLease how long a run of a job may be silent at most before another takes over
 * @param outboxGrace how long a sweep leaves a fresh message to the process that wrote it
 * @param patience how long a computation may wait before a sweep looks at it for the first time
 */
public record DuchyConfig(
    PartyName name,
    String market,
    URI apiUrl,
    Map<OidcSubject, Role> callers,
    Duration uploadValidity,
    Duration startGrace,
    Duration longestLease,
    Duration outboxGrace,
    Duration patience) {
  /** A quarter of an hour: long enough for the largest share over a slow line. */
  public static final Duration USUAL_UPLOAD_VALIDITY = Duration.ofMinutes(15);

  /** Five minutes: messages are rarely lost. */
  public static final Duration USUAL_PATIENCE = Duration.ofMinutes(5);

  public DuchyConfig {
    callers = Map.copyOf(callers);
    Objects.requireNonNull(apiUrl);
    Objects.requireNonNull(uploadValidity);
    Objects.requireNonNull(startGrace);
    Objects.requireNonNull(longestLease);
    Objects.requireNonNull(outboxGrace);
    Objects.requireNonNull(patience);
    if (name.kind() != PartyKind.DUCHY) {
      throw DomainException.invalid("name", "is " + name + "; a Duchy is named duchies/{id}");
    }
    if (market.isBlank()) {
      throw DomainException.invalid("market", "is blank; give the name of the market");
    }
  }

  /** With the usual patience everywhere. */
  public static DuchyConfig of(
      PartyName name, String market, URI apiUrl, Map<OidcSubject, Role> callers) {
    return new DuchyConfig(
        name,
        market,
        apiUrl,
        callers,
        USUAL_UPLOAD_VALIDITY,
        Jobs.USUAL_START_GRACE,
        Jobs.USUAL_LEASE,
        Outbox.USUAL_GRACE,
        USUAL_PATIENCE);
  }
}
