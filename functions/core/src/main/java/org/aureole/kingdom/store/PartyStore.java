package org.aureole.kingdom.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.lifecycle.RegistrationState;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.StateTable;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.Party;
import org.aureole.v1.PartyState;

/**
 * The registered parties. Stateless and thread-safe; every method runs in the caller's transaction.
 */
public final class PartyStore {
  private static final StateTable<RegistrationState> STATES =
      StateTable.of("parties", Lifecycles.REGISTRATION);
  private static final String COLUMNS =
      "name, state, created_at, updated_at, issuer, subject, root_key, approved_at, details";

  /**
   * A registered party.
   *
   * @param rootKey fingerprint of the public key of its root certificate, in hexadecimal
   * @param wasApproved whether the operator has ever approved it
   * @param details what it registered: display name, root, keys and capabilities
   */
  public record PartyRow(
      PartyName name,
      RegistrationState state,
      OidcSubject subject,
      String rootKey,
      boolean wasApproved,
      Instant createdAt,
      Instant updatedAt,
      Party details) {
    public boolean isApproved() {
      return state == RegistrationState.APPROVED;
    }

    /** The party as its resource shows it. */
    public Party toParty() {
      return details.toBuilder()
          .setName(name.toString())
          .setState(PartyState.valueOf(state.name()))
          .setSubject(subject)
          .setCreateTime(Times.timestamp(createdAt))
          .setUpdateTime(Times.timestamp(updatedAt))
          .build();
    }
  }

  /** Adds a party that awaits approval; false if the name is taken. */
  public boolean register(
      Tx tx, PartyName name, OidcSubject subject, String rootKey, Party details) {
    return STATES.insertIfAbsent(
        tx,
        name.toString(),
        RegistrationState.AWAITING_APPROVAL,
        Columns.of("issuer", subject.getIssuer())
            .and("subject", subject.getSubject())
            .and("root_key", rootKey)
            .and("approved_at", null)
            .and("details", StoredMessages.write(details)),
        name.toString(),
        "registered");
  }

  public void approve(Tx tx, PartyRow party, String cause) {
    STATES.transition(
        tx,
        party.name().toString(),
        party.state(),
        RegistrationState.APPROVED,
        Columns.of("approved_at", tx.now()),
        cause,
        "approved");
  }

  public void suspend(Tx tx, PartyRow party, String cause) {
    STATES.transition(
        tx,
        party.name().toString(),
        party.state(),
        RegistrationState.SUSPENDED,
        cause,
        "suspended");
  }

  /** Replaces what the party registered. */
  public void replaceDetails(Tx tx, PartyName name, Party details) {
    tx.update(
        "update parties set details = ?, updated_at = ? where name = ?",
        StoredMessages.write(details),
        tx.now(),
        name.toString());
  }

  public Optional<PartyRow> find(Tx tx, PartyName name) {
    return tx.one(
        "select " + COLUMNS + " from parties where name = ?", PartyStore::read, name.toString());
  }

  /** The party; NOT_FOUND if there is none of that name. */
  public PartyRow get(Tx tx, PartyName name) {
    return find(tx, name).orElseThrow(() -> DomainException.notFound(name.toString()));
  }

  /** The parties of those names; a name that is unknown is left out. */
  public Map<PartyName, PartyRow> findAll(Tx tx, List<PartyName> names) {
    return tx
        .query(
            "select " + COLUMNS + " from parties where name = any(?)",
            PartyStore::read,
            (Object) names.stream().map(PartyName::toString).distinct().toArray(String[]::new))
        .stream()
        .collect(Collectors.toMap(PartyRow::name, Function.identity()));
  }

  /** The party that registered under an identity. */
  public Optional<PartyRow> findBySubject(Tx tx, String issuer, String subject) {
    return tx.one(
        "select " + COLUMNS + " from parties where issuer = ? and subject = ?",
        PartyStore::read,
        issuer,
        subject);
  }

  /** The other parties that were once approved with a root of that key. */
  public List<PartyName> othersWithRoot(Tx tx, PartyRow party) {
    return tx.query(
        "select name from parties where root_key = ? and name <> ? and approved_at is not null",
        row -> PartyName.parse(row.string("name")),
        party.rootKey(),
        party.name().toString());
  }

  /** Parties of one kind in the order of their names. */
  public Page.Slice<PartyRow> list(Tx tx, PartyKind kind, boolean onlyApproved, Page page) {
    List<PartyRow> rows =
        tx.query(
            "select "
                + COLUMNS
                + " from parties where name > ? and name < ?"
                + (onlyApproved ? " and state = 'APPROVED'" : "")
                + " order by name limit ?",
            PartyStore::read,
            page.after().map(Page.Cursor::name).orElse(kind.collection() + "/"),
            afterLast(kind),
            page.size() + 1);
    return page.slice(rows, party -> Page.Cursor.of(party.name().toString()));
  }

  /** Every approved Duchy in the order of names. */
  public List<PartyRow> approvedDuchies(Tx tx) {
    return tx.query(
        "select "
            + COLUMNS
            + " from parties"
            + " where name > ? and name < ? and state = 'APPROVED' order by name",
        PartyStore::read,
        PartyKind.DUCHY.collection() + "/",
        afterLast(PartyKind.DUCHY));
  }

  /**
   * What follows every name of a kind: names are compared byte by byte, and 0 follows the slash.
   */
  private static String afterLast(PartyKind kind) {
    return kind.collection() + "0";
  }

  private static PartyRow read(Row row) {
    return new PartyRow(
        PartyName.parse(row.string("name")),
        row.enumValue("state", RegistrationState.class),
        OidcSubject.newBuilder()
            .setIssuer(row.string("issuer"))
            .setSubject(row.string("subject"))
            .build(),
        row.string("root_key"),
        row.optInstant("approved_at").isPresent(),
        row.instant("created_at"),
        row.instant("updated_at"),
        StoredMessages.read(row.string("details"), Party.getDefaultInstance()));
  }
}
