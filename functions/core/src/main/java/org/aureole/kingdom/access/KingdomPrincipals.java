package org.aureole.kingdom.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.aureole.kingdom.store.PartyStore;
import org.aureole.kingdom.store.PartyStore.PartyRow;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.identity.PrincipalDirectory;
import org.aureole.platform.identity.Role;
import org.aureole.platform.sql.Database;
import org.aureole.v1.OidcSubject;

/**
 * The identities that the Kingdom knows: its own operators and machinery from its configuration,
 * and the registered parties from their rows.
 *
 * <p>A party has its role once the operator approved it, and keeps it while it is suspended, so
 * that it can finish what it takes part in; what starts something new asks for an approved party.
 * Thread-safe.
 */
public final class KingdomPrincipals implements PrincipalDirectory {
  private final Database database;
  private final PartyStore parties;
  private final Map<OidcSubject, Role> own;

  /**
   * @param operators who acts for the market operator
   * @param platform under which identities topics and schedulers call
   */
  public KingdomPrincipals(
      Database database,
      PartyStore parties,
      List<OidcSubject> operators,
      List<OidcSubject> platform) {
    this.database = Objects.requireNonNull(database);
    this.parties = Objects.requireNonNull(parties);
    Map<OidcSubject, Role> roles = new HashMap<>();
    operators.forEach(subject -> put(roles, subject, Role.OPERATOR));
    platform.forEach(subject -> put(roles, subject, Role.PLATFORM));
    this.own = Map.copyOf(roles);
  }

  private static void put(Map<OidcSubject, Role> roles, OidcSubject subject, Role role) {
    if (roles.put(subject, role) != null) {
      throw new IllegalArgumentException("two roles for the identity " + subject.getSubject());
    }
  }

  @Override
  public Optional<Principal> find(String issuer, String subject) {
    OidcSubject identity = OidcSubject.newBuilder().setIssuer(issuer).setSubject(subject).build();
    Role role = own.get(identity);
    if (role != null) {
      return Optional.of(new Principal(role, "", issuer, subject));
    }
    return database
        .read("findPrincipal", tx -> parties.findBySubject(tx, issuer, subject))
        .filter(PartyRow::wasApproved)
        .map(party -> new Principal(role(party), party.name().toString(), issuer, subject));
  }

  private static Role role(PartyRow party) {
    return switch (party.name().kind()) {
      case MEASUREMENT_CONSUMER -> Role.MEASUREMENT_CONSUMER;
      case DATA_PROVIDER -> Role.DATA_PROVIDER;
      case DUCHY -> Role.DUCHY;
    };
  }
}
