package org.aureole.duchy.computation;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.duchy.kingdom.Progress;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.sql.ColumnText;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.StateTable;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.Jobs;
import org.aureole.platform.work.Reminders;
import org.aureole.v1.SignedMessage;

/**
 * The rows of Computations. Every change of stage leaves a progress report and, at the end, asks
 * for the job that destroys the secrets, in the same transaction. Thread-safe.
 */
public final class ComputationStore {
  /** The kind of the job that carries a computation forward. */
  public static final String WORK = "computation";

  /** The kind of the job that destroys the secrets of an ended computation. */
  public static final String SETTLE = "settlement";

  private static final StateTable<ComputationStage> TABLE =
      StateTable.of("computations", Lifecycles.COMPUTATION);
  private static final int SHARDS = 8;

  /** Longer than any run goes on after it was taken for dead: it may still store something. */
  private static final Duration SECOND_SETTLEMENT = Duration.ofDays(1);

  private static final String SELECT =
      "select name, state, measurement, measurement_spec, requisition_params, confirmed, failure,"
          + " created_at, updated_at from computations where ";

  private final Jobs jobs;
  private final Progress progress;
  private final Reminders reminders;

  /**
   * @param reminders when a sweep looks again at a computation that waits
   */
  public ComputationStore(Jobs jobs, Progress progress, Reminders reminders) {
    this.jobs = jobs;
    this.progress = progress;
    this.reminders = reminders;
  }

  /** Sees to it that there is a row, and asks for a run of its job. */
  public void lookAt(Tx tx, ComputationName name, MeasurementName measurement) {
    Columns columns =
        Columns.of("measurement", measurement.toString())
            .and("confirmed", false)
            .and("shard", shard(name))
            .and("open_since", tx.now())
            .and("due_at", reminders.next(tx.now(), tx.now()));
    boolean fresh =
        TABLE.insertIfAbsent(
            tx, name.toString(), ComputationStage.INITIALIZED, columns, "notification", "");
    if (fresh) {
      progress.stage(
          tx,
          measurement,
          name,
          new Progress.StageChange("", ComputationStage.INITIALIZED.name(), 1, ""));
    }
    if (fresh || !find(tx, name).orElseThrow().isTerminal()) {
      jobs.insist(tx, new JobName(WORK, name.toString()));
    }
  }

  /** Asks for a run of the job of a computation that is known and has not ended. */
  public void wake(Tx tx, ComputationName name) {
    find(tx, name)
        .filter(row -> !row.isTerminal())
        .ifPresent(row -> jobs.insist(tx, new JobName(WORK, name.toString())));
  }

  /**
   * Asks for another run of the settlement of computations that have ended and whose secrets may
   * still be there, also where it was given up.
   */
  public void settleLeftovers(Tx tx) {
    tx.query(
            "select name from computations where unsettled_shard = any(?)",
            row -> row.string("name"),
            LongStream.range(0, SHARDS).toArray())
        .forEach(name -> jobs.insist(tx, new JobName(SETTLE, name)));
  }

  /** Records that nothing is left of what an ended computation held. */
  public void settled(Tx tx, ComputationName name) {
    tx.update("update computations set unsettled_shard = null where name = ?", name.toString());
  }

  public Optional<ComputationRow> find(Tx tx, ComputationName name) {
    return tx.one(SELECT + "name = ?", ComputationStore::read, name.toString());
  }

  /** The row of a computation; NOT_FOUND if there is none. */
  public ComputationRow get(Tx tx, ComputationName name) {
    return find(tx, name).orElseThrow(() -> DomainException.notFound(name.toString()));
  }

  /** Which of some computations have a row. */
  public Set<ComputationName> known(Tx tx, List<ComputationName> names) {
    return Set.copyOf(
        tx.query(
            "select name from computations where name = any(?)",
            row -> ComputationName.parse(row.string("name")),
            (Object) names.stream().map(ComputationName::toString).toArray(String[]::new)));
  }

  /** Up to {@code limit} computations that must be looked at now. */
  public List<ComputationName> due(Tx tx, int limit) {
    return tx.query(
        "select name from computations where shard = any(?) and due_at is not null"
            + " and due_at <= ? limit ?",
        row -> ComputationName.parse(row.string("name")),
        LongStream.range(0, SHARDS).toArray(),
        tx.now(),
        limit);
  }

  /**
   * Asks for a run of the job of a computation that has waited, and says when to look again; or,
   * long after its end, for another settlement.
   */
  public void lookAgain(Tx tx, ComputationName name) {
    ComputationRow row = get(tx, name);
    jobs.insist(tx, new JobName(row.isTerminal() ? SETTLE : WORK, name.toString()));
    tx.update(
        "update computations set due_at = ? where name = ?",
        row.isTerminal() ? null : reminders.next(row.updatedAt(), tx.now()),
        name.toString());
  }

  /**
   * Pins what the first run verified and made.
   *
   * @throws DomainException ALREADY_EXISTS if another computation serves the same specification
   */
  public void pin(Tx tx, ComputationName name, Fingerprint spec, ComputationRow.Pinned pinned) {
    tx.update(
        "update computations set measurement_spec = ?, spec_fingerprint = ?,"
            + " requisition_params = ? where name = ?",
        pinned.spec().toByteString(),
        spec.hex(),
        pinned.params().toByteString(),
        name.toString());
  }

  /** Records that this Duchy has confirmed. */
  public void confirmed(Tx tx, ComputationName name) {
    tx.update("update computations set confirmed = ? where name = ?", true, name.toString());
  }

  /**
   * Moves a computation to its next stage.
   *
   * @param detail for a person; without secrets
   */
  public void transition(
      Tx tx, ComputationRow row, ComputationStage next, String cause, String detail) {
    Columns columns = Columns.none();
    boolean ends = Lifecycles.COMPUTATION.isTerminal(next);
    String text = ColumnText.of(detail);
    if (ends) {
      columns =
          columns
              .and("open_since", null)
              .and("due_at", tx.now().plus(SECOND_SETTLEMENT))
              .and("unsettled_shard", shard(row.name()));
    } else {
      columns = columns.and("due_at", reminders.next(tx.now(), tx.now()));
    }
    if (next == ComputationStage.FAILED) {
      columns = columns.and("failure", text);
    }
    long version =
        TABLE.transition(tx, row.name().toString(), row.stage(), next, columns, cause, text);
    progress.stage(
        tx,
        row.measurement(),
        row.name(),
        new Progress.StageChange(row.stage().name(), next.name(), version, text));
    if (ends) {
      jobs.enqueue(tx, new JobName(SETTLE, row.name().toString()));
    }
  }

  private static ComputationRow read(Row row) {
    return new ComputationRow(
        ComputationName.parse(row.string("name")),
        MeasurementName.parse(row.string("measurement")),
        row.enumValue("state", ComputationStage.class),
        row.optBytes("measurement_spec")
            .map(spec ->
                new ComputationRow.Pinned(signed(spec), signed(row.bytes("requisition_params")))),
        row.bool("confirmed"),
        row.optString("failure"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }

  private static SignedMessage signed(byte[] bytes) {
    try {
      return SignedMessage.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.bug("a row of computations holds a message that does not parse");
    }
  }

  private static long shard(ComputationName name) {
    CRC32 crc = new CRC32();
    crc.update(name.toString().getBytes(StandardCharsets.UTF_8));
    return crc.getValue() % SHARDS;
  }
}
