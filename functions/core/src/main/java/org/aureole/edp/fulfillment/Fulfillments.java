package org.aureole.edp.fulfillment;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.aureole.edp.Timestamps;
import org.aureole.edp.market.Progress;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.FulfillmentState;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.sql.ColumnText;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.StateTable;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.Reminders;
import org.aureole.v1.PinnedInputs;
import org.aureole.v1.Requisition;

/** The rows of the work on requisitions. Every change of state is reported for the timeline. */
public final class Fulfillments {
  private static final StateTable<FulfillmentState> TABLE =
      StateTable.of("fulfillments", Lifecycles.FULFILLMENT);
  private static final long SHARDS = 8;
  private static final String SELECT =
      "select name, state, created_at, updated_at, measurement, requisition, expires_at, message,"
          + " justification, refusal_message, pinned_inputs, events_read_at, answer_object,"
          + " answer_digest from fulfillments ";

  private final Progress progress;
  private final Reminders reminders;

  public Fulfillments(Progress progress, Reminders reminders) {
    this.progress = Objects.requireNonNull(progress);
    this.reminders = Objects.requireNonNull(reminders);
  }

  /** Begins work on a requisition, unless it is known already. */
  void receive(Tx tx, Requisition requisition) {
    String name = requisition.getName();
    Columns columns =
        Columns.of("measurement", requisition.getMeasurement())
            .and("requisition", requisition.toByteString())
            .and("expires_at", Timestamps.toInstant(requisition.getExpireTime()))
            .and("message", "")
            .and("active_shard", Math.floorMod(name.hashCode(), SHARDS))
            .and(
                "due_at",
                nextLook(tx, tx.now(), Timestamps.toInstant(requisition.getExpireTime())));
    if (TABLE.insertIfAbsent(tx, name, FulfillmentState.RECEIVED, columns, "receive", "")) {
      progress.report(
          tx,
          MeasurementName.parse(requisition.getMeasurement()),
          name,
          1,
          "",
          FulfillmentState.RECEIVED.name(),
          "");
    }
  }

  public Optional<FulfillmentRow> find(Tx tx, RequisitionName name) {
    return tx.one(SELECT + "where name = ?", Fulfillments::read, name.toString());
  }

  /** Rows in order of their names, after one name. */
  public List<FulfillmentRow> list(Tx tx, String after, int limit) {
    return tx.query(
        SELECT + "where name > ? order by name limit ?", Fulfillments::read, after, limit);
  }

  /** Which of some requisitions have a row. */
  Set<RequisitionName> known(Tx tx, List<RequisitionName> names) {
    return Set.copyOf(
        tx.query(
            "select name from fulfillments where name = any(?)",
            row -> RequisitionName.parse(row.string("name")),
            (Object) strings(names)));
  }

  private static String[] strings(List<RequisitionName> names) {
    return names.stream().map(RequisitionName::toString).toArray(String[]::new);
  }

  /** Up to {@code limit} rows that must be looked at now. */
  List<RequisitionName> due(Tx tx, int limit) {
    return tx.query(
        "select name from fulfillments where active_shard = any(?) and due_at is not null"
            + " and due_at <= ? limit ?",
        row -> RequisitionName.parse(row.string("name")),
        LongStream.range(0, SHARDS).toArray(),
        tx.now(),
        limit);
  }

  /** Says when to look again at a row that stays as it is. */
  void lookAgain(Tx tx, FulfillmentRow row) {
    tx.update(
        "update fulfillments set due_at = ? where name = ?",
        nextLook(tx, row.updatedAt(), row.expiry()),
        row.name().toString());
  }

  /**
   * Up to {@code limit} rows that wait for events of a group, those first that wait for the
   * earliest.
   *
   * @param end up to when there are events now: who waits for later ones is left out
   */
  List<RequisitionName> awaiting(Tx tx, String eventGroup, Instant end, int limit) {
    return tx.query(
        "select name from fulfillments where awaited_group = ? and awaited_until <= ?"
            + " order by awaited_until limit ?",
        row -> RequisitionName.parse(row.string("name")),
        eventGroup,
        end,
        limit);
  }

  /** Those rows wait for no file until they are looked at, and say what they then wait for. */
  void woken(Tx tx, List<RequisitionName> names) {
    tx.update(
        "update fulfillments set awaited_group = null, awaited_until = null where name = any(?)",
        (Object) strings(names));
  }

  private Instant nextLook(Tx tx, Instant since, Instant expiry) {
    Instant next = reminders.next(since, tx.now());
    return expiry.isAfter(tx.now()) && expiry.isBefore(next) ? expiry : next;
  }

  /**
   * Moves a row on. The timeline learns the states and, of a refusal, what the consumer is told:
   * not the message, which may speak of what only this provider and the consumer know.
   *
   * @param message for the operator
   */
  void transition(
      Tx tx, FulfillmentRow row, FulfillmentState next, Columns columns, String message) {
    Columns set = Columns.of("message", ColumnText.of(message)).and(columns);
    if (Lifecycles.FULFILLMENT.isTerminal(next)) {
      set = set.and("active_shard", null).and("due_at", null);
    } else {
      set = set.and("due_at", nextLook(tx, tx.now(), row.expiry()));
    }
    if (row.state() == FulfillmentState.AWAITING_DATA && next != FulfillmentState.PREPARING) {
      set = set.and(Inputs.Missing.nothing());
    }
    long version =
        TABLE.transition(tx, row.name().toString(), row.state(), next, set, "fulfill", message);
    boolean refused = next == FulfillmentState.REFUSED;
    progress.report(
        tx,
        row.measurement(),
        row.name().toString(),
        version,
        row.state().name(),
        next.name(),
        refused ? row.refusal().map(Requisition.Refusal::getMessage).orElse("") : "");
  }

  /** Says something new about a row that stays in its state. */
  void note(Tx tx, RequisitionName name, String message) {
    tx.update(
        "update fulfillments set message = ?, updated_at = ? where name = ?",
        ColumnText.of(message),
        tx.now(),
        name.toString());
  }

  /** A row waits for what it waited for before. */
  void stillAwaits(Tx tx, RequisitionName name, Inputs.Missing missing) {
    tx.update(
        "update fulfillments set awaited_group = ?, awaited_until = ? where name = ?",
        missing.group(),
        missing.until(),
        name.toString());
  }

  /** Says anew what a row waits for. */
  void awaits(Tx tx, RequisitionName name, Inputs.Missing missing) {
    tx.update(
        "update fulfillments set message = ?, updated_at = ?, awaited_group = ?, awaited_until = ?"
            + " where name = ?",
        ColumnText.of(missing.message()),
        tx.now(),
        missing.group(),
        missing.until(),
        name.toString());
  }

  /** Pins other versions where the ones pinned first are gone and nothing was made of them. */
  void repin(Tx tx, RequisitionName name, PinnedInputs inputs) {
    tx.update(
        "update fulfillments set pinned_inputs = ?, updated_at = ? where name = ?",
        print(inputs),
        tx.now(),
        name.toString());
  }

  /**
   * Takes the one answer that a signed specification gets for a requisition, for good.
   *
   * @throws DomainException CONSENT_SIGNAL_INVALID if another requisition has it: the Kingdom
   *     delivers one consent under several names
   */
  void claim(Tx tx, FulfillmentRow row) {
    String fingerprint = row.specFingerprint().hex();
    Optional<String> taken =
        tx.one(
            "select name from fulfillments where spec_fingerprint = ?",
            found -> found.string("name"),
            fingerprint);
    if (taken.filter(name -> !name.equals(row.name().toString())).isPresent()) {
      throw ConsentCheck.invalidConsent(
          "another requisition of the same signed specification is answered already; a consent is"
              + " answered and charged once");
    }
    tx.update(
        "update fulfillments set spec_fingerprint = ? where name = ?",
        fingerprint,
        row.name().toString());
  }

  /** Notes that event rows are read from now on. */
  void beginReading(Tx tx, RequisitionName name) {
    tx.update(
        "update fulfillments set events_read_at = ?, updated_at = ? where name = ?",
        tx.now(),
        tx.now(),
        name.toString());
  }

  static Columns pinned(PinnedInputs inputs) {
    return Columns.of("pinned_inputs", print(inputs));
  }

  static Columns refused(Requisition.Refusal refusal) {
    return Columns.of("justification", refusal.getJustification())
        .and("refusal_message", refusal.getMessage());
  }

  static Columns answered(FulfillmentRow.AnswerRef answer) {
    return Columns.of("answer_object", answer.object()).and("answer_digest", answer.sha256());
  }

  private static FulfillmentRow read(Row row) {
    return new FulfillmentRow(
        RequisitionName.parse(row.string("name")),
        row.enumValue("state", FulfillmentState.class),
        row.instant("created_at"),
        row.instant("updated_at"),
        MeasurementName.parse(row.string("measurement")),
        requisition(row.bytes("requisition")),
        row.instant("expires_at"),
        row.string("message"),
        row.optEnum("justification", Requisition.Refusal.Justification.class)
            .map(justification ->
                Requisition.Refusal.newBuilder()
                    .setJustification(justification)
                    .setMessage(row.string("refusal_message"))
                    .build()),
        row.optString("pinned_inputs").map(Fulfillments::inputs),
        row.optInstant("events_read_at").isPresent(),
        row.optString("answer_object")
            .map(object -> new FulfillmentRow.AnswerRef(object, row.string("answer_digest"))));
  }

  private static Requisition requisition(byte[] stored) {
    try {
      return Requisition.parseFrom(stored);
    } catch (InvalidProtocolBufferException e) {
      throw unreadable(e);
    }
  }

  private static PinnedInputs inputs(String json) {
    PinnedInputs.Builder inputs = PinnedInputs.newBuilder();
    try {
      JsonFormat.parser().merge(json, inputs);
    } catch (InvalidProtocolBufferException e) {
      throw unreadable(e);
    }
    return inputs.build();
  }

  private static String print(PinnedInputs inputs) {
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(inputs);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DomainException unreadable(Exception e) {
    return DomainException.of(ErrorCode.INTERNAL, "a stored fulfilment cannot be read", e);
  }
}
