package org.aureole.kingdom.store;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import org.aureole.crypto.consent.SigningTime;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.StateTable;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementSpec;

/**
 * The Measurements and when each must be looked at again. Stateless and thread-safe; every method
 * runs in the caller's transaction.
 */
public final class MeasurementStore {
  private static final StateTable<MeasurementState> STATES =
      StateTable.of("measurements", Lifecycles.MEASUREMENT);
  private static final String COLUMNS =
      "name, state, created_at, updated_at, computation, expire_at, failure, details";

  /** Rows that are due are spread over this many places of the index. */
  private static final int SHARDS = 8;

  /**
   * A Measurement.
   *
   * @param computation empty for Direct
   * @param details the signed specification and what only people read
   */
  public record MeasurementRow(
      MeasurementName name,
      MeasurementState state,
      Optional<ComputationName> computation,
      Instant createdAt,
      Instant updatedAt,
      Instant expireAt,
      Optional<Measurement.Failure> failure,
      Measurement details) {
    public boolean isTerminal() {
      return Lifecycles.MEASUREMENT.isTerminal(state);
    }

    /**
     * When parties have signed what they answer: since the Measurement was created. An answer may
     * be on its way for long, and one that was signed in time does not become another one when the
     * certificate expires under which it was signed.
     */
    public SigningTime answered(Instant now) {
      return new SigningTime(now.isBefore(createdAt) ? now : createdAt, now);
    }

    /** The specification, which was verified when the Measurement was created. */
    public MeasurementSpec spec() {
      try {
        return MeasurementSpec.parseFrom(details.getMeasurementSpec().getPayload());
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("the stored specification of " + name + " is damaged", e);
      }
    }
  }

  /** Creates a Measurement; ALREADY_EXISTS if the name is taken. */
  public void create(
      Tx tx,
      MeasurementName name,
      MeasurementState state,
      Optional<ComputationName> computation,
      Instant expireAt,
      Instant dueAt,
      Measurement details) {
    Columns columns =
        Columns.of("measurement_consumer", name.parent().toString())
            .and("computation", computation.map(ComputationName::toString))
            .and("expire_at", expireAt)
            .and("shard", shard(name))
            .and("due_at", dueAt)
            .and("failure", null)
            .and("details", StoredMessages.write(details));
    if (!STATES.insertIfAbsent(
        tx, name.toString(), state, columns, name.parent().toString(), "created")) {
      throw DomainException.of(
          ErrorCode.ALREADY_EXISTS, name + " exists already; choose another id");
    }
  }

  /**
   * Moves a Measurement on that is not ending.
   *
   * @param dueAt when to look again
   */
  public void advance(
      Tx tx, MeasurementRow row, MeasurementState next, Instant dueAt, String cause) {
    STATES.transition(
        tx, row.name().toString(), row.state(), next, Columns.of("due_at", dueAt), cause, "");
  }

  /** Ends a Measurement: nobody needs to look again. */
  public void end(
      Tx tx,
      MeasurementRow row,
      MeasurementState next,
      Optional<Measurement.Failure> failure,
      String cause) {
    STATES.transition(
        tx,
        row.name().toString(),
        row.state(),
        next,
        Columns.of("due_at", null)
            .and("ended_at", tx.now())
            .and("failure", failure.map(StoredMessages::write)),
        cause,
        failure.map(Measurement.Failure::getMessage).orElse(""));
  }

  public Optional<MeasurementRow> find(Tx tx, MeasurementName name) {
    return tx.one(
        "select " + COLUMNS + " from measurements where name = ?",
        MeasurementStore::read,
        name.toString());
  }

  /** The Measurement; NOT_FOUND if there is none of that name. */
  public MeasurementRow get(Tx tx, MeasurementName name) {
    return find(tx, name).orElseThrow(() -> DomainException.notFound(name.toString()));
  }

  /** The Measurements of those names; a name that is unknown is left out. */
  public List<MeasurementRow> getAll(Tx tx, List<MeasurementName> names) {
    return tx.query(
        "select " + COLUMNS + " from measurements where name = any(?)",
        MeasurementStore::read,
        (Object) names.stream().map(MeasurementName::toString).distinct().toArray(String[]::new));
  }

  /** The Measurements of a consumer, newest first. */
  public Page.Slice<MeasurementRow> list(Tx tx, PartyName consumer, Page page) {
    return slice(page, newest(tx, consumer, Optional.empty(), page));
  }

  /** The Measurements of a consumer in those states, newest first. */
  public Page.Slice<MeasurementRow> list(
      Tx tx, PartyName consumer, Set<MeasurementState> states, Page page) {
    List<MeasurementRow> rows = new ArrayList<>();
    for (MeasurementState state : states) {
      rows.addAll(newest(tx, consumer, Optional.of(state), page));
    }
    return slice(page, page.newestFirst(rows, MeasurementStore::cursor));
  }

  private static Page.Slice<MeasurementRow> slice(Page page, List<MeasurementRow> rows) {
    return page.slice(rows, MeasurementStore::cursor);
  }

  private static Page.Cursor cursor(MeasurementRow row) {
    return new Page.Cursor(row.createdAt(), row.name().toString());
  }

  /** In the order of an index, so that what lies before and after the page is not read. */
  private static List<MeasurementRow> newest(
      Tx tx, PartyName consumer, Optional<MeasurementState> state, Page page) {
    List<Object> args = new ArrayList<>();
    args.add(consumer.toString());
    state.ifPresent(args::add);
    args.addAll(page.olderArguments());
    args.add(page.size() + 1);
    return tx.query(
        "select "
            + COLUMNS
            + " from measurements where measurement_consumer = ?"
            + (state.isPresent() ? " and state = ?" : "")
            + page.older()
            + " order by created_at desc, name limit ?",
        MeasurementStore::read,
        args.toArray());
  }

  /** Up to {@code limit} Measurements that must be looked at now. */
  public List<MeasurementName> due(Tx tx, int limit) {
    return tx.query(
        "select name from measurements where shard = any(?) and due_at is not null"
            + " and due_at <= ? limit ?",
        row -> MeasurementName.parse(row.string("name")),
        LongStream.range(0, SHARDS).toArray(),
        tx.now(),
        limit);
  }

  /** Up to {@code limit} Measurements that ended at that time or before. */
  public List<MeasurementName> ended(Tx tx, Instant until, int limit) {
    return tx.query(
        "select name from measurements where shard = any(?) and ended_at is not null"
            + " and ended_at <= ? limit ?",
        row -> MeasurementName.parse(row.string("name")),
        LongStream.range(0, SHARDS).toArray(),
        until,
        limit);
  }

  /** Whether the Measurement that now bears the name ended at that time or before. */
  public boolean hasEnded(Tx tx, MeasurementName name, Instant until) {
    return tx.one(
            "select name from measurements where name = ? and ended_at <= ?",
            row -> row.string("name"),
            name.toString(),
            until)
        .isPresent();
  }

  /** Deletes a Measurement and its history. */
  public void forget(Tx tx, MeasurementName name) {
    STATES.forget(tx, name.toString());
  }

  /** Says when to look again at a Measurement that stays as it is; nothing if it has ended. */
  public void lookAgain(Tx tx, MeasurementName name, Instant dueAt) {
    tx.update(
        "update measurements set due_at = ? where name = ? and due_at is not null",
        dueAt,
        name.toString());
  }

  private static long shard(MeasurementName name) {
    CRC32 crc = new CRC32();
    crc.update(name.toString().getBytes(StandardCharsets.UTF_8));
    return crc.getValue() % SHARDS;
  }

  private static MeasurementRow read(Row row) {
    return new MeasurementRow(
        MeasurementName.parse(row.string("name")),
        row.enumValue("state", MeasurementState.class),
        row.optString("computation").map(ComputationName::parse),
        row.instant("created_at"),
        row.instant("updated_at"),
        row.instant("expire_at"),
        row.optString("failure")
            .map(json -> StoredMessages.read(json, Measurement.Failure.getDefaultInstance())),
        StoredMessages.read(row.string("details"), Measurement.getDefaultInstance()));
  }
}
