package org.aureole.kingdom.access;

import java.util.Locale;
import org.aureole.kingdom.store.PartyStore.PartyRow;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.identity.Role;

/** Whose resource a caller may act on. The role alone is checked before, by the endpoint. */
public final class Callers {
  private Callers() {}

  /** Refuses everybody but the party itself. */
  public static void requireSelf(Principal caller, PartyName party) {
    if (!isSelf(caller, party)) {
      throw DomainException.denied("only " + party + " itself may do this");
    }
  }

  /** Refuses everybody but the party itself and the market operator. */
  public static void requireSelfOrOperator(Principal caller, PartyName party) {
    if (!isOperator(caller) && !isSelf(caller, party)) {
      throw DomainException.denied("only " + party + " itself or the market operator may do this");
    }
  }

  /** Refuses a party that takes part in nothing new. */
  public static void requireApproved(PartyRow party) {
    if (!party.isApproved()) {
      throw DomainException.precondition(
          party.name() + " is " + party.state() + "; the market operator must approve it first");
    }
  }

  public static boolean isSelf(Principal caller, PartyName party) {
    return caller.party().equals(party.toString());
  }

  public static boolean isOperator(Principal caller) {
    return caller.role() == Role.OPERATOR;
  }

  /** How history rows name a caller. */
  public static String cause(Principal caller) {
    return caller.party().isEmpty()
        ? caller.role().name().toLowerCase(Locale.ROOT)
        : caller.party();
  }
}
