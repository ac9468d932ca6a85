package org.aureole.kingdom.party;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.consent.SignatureCheck;
import org.aureole.kingdom.store.Page;
import org.aureole.kingdom.store.PartyStore;
import org.aureole.kingdom.store.PartyStore.PartyRow;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.RegistrationState;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.identity.Role;
import org.aureole.platform.sql.Database;
import org.aureole.v1.ListPartiesResponse;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.Party;
import org.aureole.v1.RegisterPartyRequest;

/** Registers parties, and lets the market operator approve and suspend them. Thread-safe. */
public final class Registration {
  private static final int MAX_DISPLAY_NAME = 200;

  private final Database database;
  private final PartyStore parties;

  public Registration(Database database, PartyStore parties) {
    this.database = Objects.requireNonNull(database);
    this.parties = Objects.requireNonNull(parties);
  }

  /**
   * Registers the caller's identity as a party, which then awaits approval.
   *
   * <p>The same identity with the same party gets that party as it is now.
   */
  public Party register(Principal caller, RegisterPartyRequest request) {
    FieldPath path = FieldPath.ROOT.field("party");
    Party wanted = request.getParty();
    PartyName name = Checks.name(path.field("name"), wanted.getName(), PartyName::parse);
    checkWanted(path, name, wanted);
    String rootKey = rootKey(path.field("rootCertificate"), name, wanted);
    OidcSubject subject =
        OidcSubject.newBuilder().setIssuer(caller.issuer()).setSubject(caller.subject()).build();
    Party details = wanted.toBuilder().clearName().clearSubject().build();
    return database.inTransaction(
        "registerParty",
        tx -> {
          Optional<PartyRow> known =
              parties.findBySubject(tx, subject.getIssuer(), subject.getSubject());
          if (known.isPresent()) {
            return repeated(known.get(), name, rootKey, wanted);
          }
          if (!parties.register(tx, name, subject, rootKey, details)) {
            throw path.field("name")
                .error(ErrorCode.ALREADY_EXISTS, name + " is taken; choose another id");
          }
          return parties.get(tx, name).toParty();
        });
  }

  /** Lets a party take part. */
  public Party approve(Principal caller, PartyName name) {
    return database.inTransaction(
        "approveParty",
        tx -> {
          PartyRow party = parties.get(tx, name);
          List<PartyName> others = parties.othersWithRoot(tx, party);
          if (!others.isEmpty()) {
            throw DomainException.precondition(
                name
                    + " has the same root key as "
                    + others.get(0)
                    + "; each party needs a root of its own, or one could pass for the other");
          }
          if (!party.isApproved()) {
            parties.approve(tx, party, Callers.cause(caller));
          }
          return parties.get(tx, name).toParty();
        });
  }

  /** Keeps a party from taking part in anything new. */
  public Party suspend(Principal caller, PartyName name) {
    return database.inTransaction(
        "suspendParty",
        tx -> {
          PartyRow party = parties.get(tx, name);
          if (party.state() != RegistrationState.SUSPENDED) {
            parties.suspend(tx, party, Callers.cause(caller));
          }
          return parties.get(tx, name).toParty();
        });
  }

  /** A party that the caller may see: itself, or any that was approved; the operator sees all. */
  public Party get(Principal caller, PartyName name) {
    return database
        .read("getParty", tx -> parties.find(tx, name))
        .filter(party -> isVisible(caller, party))
        .orElseThrow(() -> DomainException.notFound(name.toString()))
        .toParty();
  }

  /** The approved parties of a kind; for the operator, all of them. */
  public ListPartiesResponse list(Principal caller, PartyKind kind, Page page) {
    boolean onlyApproved = !Callers.isOperator(caller);
    Page.Slice<PartyRow> slice =
        database.read("listParties", tx -> parties.list(tx, kind, onlyApproved, page));
    return ListPartiesResponse.newBuilder()
        .addAllParties(slice.entries().stream().map(PartyRow::toParty).toList())
        .setNextPageToken(slice.nextToken())
        .build();
  }

  private static boolean isVisible(Principal caller, PartyRow party) {
    if (caller.role() == Role.UNREGISTERED) {
      return party.subject().getIssuer().equals(caller.issuer())
          && party.subject().getSubject().equals(caller.subject());
    }
    return Callers.isOperator(caller)
        || Callers.isSelf(caller, party.name())
        || party.wasApproved();
  }

  private static Party repeated(PartyRow known, PartyName name, String rootKey, Party wanted) {
    if (!known.name().equals(name)) {
      throw DomainException.of(
          ErrorCode.ALREADY_EXISTS,
          "this identity is registered as " + known.name() + "; use another one for " + name);
    }
    boolean same =
        known.rootKey().equals(rootKey)
            && known.details().getRootCertificate().equals(wanted.getRootCertificate())
            && known.details().getDisplayName().equals(wanted.getDisplayName());
    if (!same) {
      throw DomainException.of(
          ErrorCode.ALREADY_EXISTS,
          name + " is registered with another root certificate or display name");
    }
    return known.toParty();
  }

  private static void checkWanted(FieldPath path, PartyName name, Party wanted) {
    Checks.text(path.field("displayName"), wanted.getDisplayName(), MAX_DISPLAY_NAME);
    Checks.absent(path.field("state"), wanted.getStateValue() != 0);
    Checks.absent(path.field("subject"), wanted.hasSubject());
    Checks.absent(path.field("certificate"), !wanted.getCertificate().isEmpty());
    Checks.absent(path.field("encryptionPublicKey"), wanted.hasEncryptionPublicKey());
    Checks.absent(path.field("createTime"), wanted.hasCreateTime());
    Checks.absent(path.field("updateTime"), wanted.hasUpdateTime());
    switch (name.kind()) {
      case MEASUREMENT_CONSUMER -> {
        if (wanted.hasDataProvider() || wanted.hasDuchy()) {
          throw path.field("capabilities").invalid("must be those of a measurement consumer");
        }
      }
      case DATA_PROVIDER -> {
        if (!wanted.hasDataProvider()) {
          throw path.field("dataProvider").invalid("is missing; say what the provider can do");
        }
        CapabilityChecks.check(path.field("dataProvider"), wanted.getDataProvider());
      }
      case DUCHY -> {
        if (!wanted.hasDuchy()) {
          throw path.field("duchy").invalid("is missing; say what the Duchy can do");
        }
        CapabilityChecks.check(path.field("duchy"), wanted.getDuchy());
      }
    }
  }

  private static String rootKey(FieldPath path, PartyName name, Party wanted) {
    byte[] root =
        Checks.bytes(path, wanted.getRootCertificate(), Certificates.MAX_BYTES).toByteArray();
    path.check(() -> SignatureCheck.trustIn(name, root));
    return Fingerprint.of(Certificates.parse(root).getPublicKey().getEncoded()).hex();
  }
}
