package org.aureole.platform.work;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;

/**
 * The processes of one party that stand by for a job, and the one job that each may be handed.
 *
 * <p>A process promises, a while ahead, to look again. Whoever has a job to start hands it to one
 * that has promised and was handed none; that process cannot leave without it, as both write one
 * row. One that dies in between takes the job with it: that is a start that was lost, and {@link
 * Jobs#reclaim} asks for it again. Thread-safe.
 */
public final class Standbys {
  private final Database database;
  private final Duration promise;

  /**
   * @param promise how far ahead a process promises to look again: several times the pause between
   *     two looks. What is handed to a process that died is late by up to a promise and the grace
   *     of a start
   */
  public Standbys(Database database, Duration promise) {
    this.database = Objects.requireNonNull(database);
    this.promise = Objects.requireNonNull(promise);
  }

  /** Stands by from now on; returns the id under which to look. */
  String begin() {
    String id = UUID.randomUUID().toString();
    database.run(
        "beginStandby",
        tx -> {
          // Of those that died: nobody hands them anything any more.
          tx.update("delete from standbys where promised_until < ?", tx.now().minus(promise));
          promise(tx, id);
        });
    return id;
  }

  private void promise(Tx tx, String id) {
    Columns fresh = Columns.of("id", id).and("promised_until", tx.now().plus(promise));
    if (!tx.insertIfAbsent("standbys", List.of("id"), fresh)) {
      tx.update("update standbys set promised_until = ? where id = ?", tx.now().plus(promise), id);
    }
  }

  /**
   * Hands a job to one that stands by.
   *
   * @return false where nobody does
   */
  boolean hand(JobName job) {
    if (!database.read("readStandbys", tx -> free(tx).isPresent())) {
      return false;
    }
    return database.inTransaction(
        "handToStandby",
        tx -> {
          Optional<String> id = free(tx);
          id.ifPresent(
              free -> tx.update("update standbys set job = ? where id = ?", job.toString(), free));
          return id.isPresent();
        });
  }

  /** The one whose promise reaches furthest: it was seen alive last. */
  private static Optional<String> free(Tx tx) {
    return tx.one(
        "select id from standbys where job is null and promised_until > ?"
            + " order by promised_until desc, id limit 1",
        row -> row.string("id"),
        tx.now());
  }

  /** Keeps the promise; returns the job that was handed over, and then stands by no longer. */
  Optional<JobName> look(String id) {
    Optional<Standby> seen = database.read("readStandby", tx -> find(tx, id));
    if (seen.flatMap(Standby::job).isPresent()) {
      return end(id);
    }
    if (!seen.map(Standby::lastsHalf).orElse(false)) {
      database.run("renewStandby", tx -> promise(tx, id));
    }
    return Optional.empty();
  }

  /** Stands by no longer; returns the job that was handed over before. */
  Optional<JobName> end(String id) {
    return database.inTransaction(
        "endStandby",
        tx -> {
          Optional<JobName> job = find(tx, id).flatMap(Standby::job);
          tx.update("delete from standbys where id = ?", id);
          return job;
        });
  }

  private Optional<Standby> find(Tx tx, String id) {
    return tx.one(
        "select promised_until, job from standbys where id = ?",
        row ->
            new Standby(
                row.instant("promised_until").isAfter(tx.now().plus(promise.dividedBy(2))),
                row.optString("job").map(JobName::parse)),
        id);
  }

  private record Standby(boolean lastsHalf, Optional<JobName> job) {}
}
