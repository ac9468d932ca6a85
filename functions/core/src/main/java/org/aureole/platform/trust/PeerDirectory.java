package org.aureole.platform.trust;

import java.util.Map;
import java.util.Optional;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.identity.PrincipalDirectory;
import org.aureole.platform.identity.Role;
import org.aureole.v1.OidcSubject;

/**
 * Who calls a Duchy or a data provider: its own operator and platform, which its configuration
 * names, and the parties whose roots it approved. Thread-safe.
 */
public final class PeerDirectory implements PrincipalDirectory {
  private final TrustedRoots roots;
  private final Map<OidcSubject, Role> own;

  /**
   * @param own the identities that this party's configuration names, with their role
   */
  public PeerDirectory(TrustedRoots roots, Map<OidcSubject, Role> own) {
    this.roots = roots;
    this.own = Map.copyOf(own);
  }

  @Override
  public Optional<Principal> find(String issuer, String subject) {
    Role role = own.get(OidcSubject.newBuilder().setIssuer(issuer).setSubject(subject).build());
    if (role != null) {
      return Optional.of(new Principal(role, "", issuer, subject));
    }
    return roots
        .caller(issuer, subject)
        .map(party -> new Principal(role(party), party.toString(), issuer, subject));
  }

  private static Role role(PartyName party) {
    return switch (party.kind()) {
      case MEASUREMENT_CONSUMER -> Role.MEASUREMENT_CONSUMER;
      case DATA_PROVIDER -> Role.DATA_PROVIDER;
      case DUCHY -> Role.DUCHY;
    };
  }
}
