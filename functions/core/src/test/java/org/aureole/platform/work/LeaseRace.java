package org.aureole.platform.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.aureole.interleaving.Actor;
import org.aureole.interleaving.Orders;
import org.aureole.interleaving.Played;
import org.aureole.interleaving.Turns;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.History;
import org.aureole.platform.sql.TestClock;
import org.aureole.platform.sql.Tx;

/**
 * One job with one piece of work, and two who act on it at the same time. Whatever the order, the
 * work is done once, and nobody is left waiting for it.
 */
final class LeaseRace implements Orders.Race {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration START_GRACE = Duration.ofSeconds(30);

  private final Database database;
  private final TestClock clock;
  private final JobName job;
  private final List<JobName> started = new CopyOnWriteArrayList<>();
  private final Jobs jobs;
  private final List<JobRunner> runners = new ArrayList<>();
  private final List<Actor> actors = new ArrayList<>();
  private long expectedWork = 1;
  private JobState expectedState = JobState.DONE;

  private LeaseRace(Database database, TestClock clock, int number) {
    this.database = database;
    this.clock = clock;
    this.job = new JobName("piece", "works/" + number);
    OutboxRelay relay = new OutboxRelay(database, message -> {}, started::add, Runnable::run);
    this.jobs = new Jobs(database, new Outbox(relay, Duration.ofSeconds(5)), START_GRACE);
    enqueue();
    started.clear();
  }

  /** Two processes are told to run the job. */
  static LeaseRace twoRunners(Database database, TestClock clock, int number) {
    LeaseRace race = new LeaseRace(database, clock, number);
    race.actors.add(new Actor("one", race::run));
    race.actors.add(new Actor("other", race::run));
    return race;
  }

  /** At any moment of a run its lease runs out, and another run begins. */
  static LeaseRace takeOver(Database database, TestClock clock, Turns turns, int number) {
    LeaseRace race = new LeaseRace(database, clock, number);
    race.actors.add(new Actor("slow", race::run));
    race.actors.add(
        new Actor(
            "next",
            () -> {
              turns.step("the lease runs out", () -> clock.advance(LEASE));
              return race.run();
            }));
    return race;
  }

  /** A run goes on after its lease ran out, while the job is started anew. */
  static LeaseRace reclaim(Database database, TestClock clock, int number) {
    LeaseRace race = new LeaseRace(database, clock, number);
    Piece piece = race.new Piece();
    Lease stale = race.jobs.acquire(race.job, piece).orElseThrow();
    clock.advance(LEASE);
    race.actors.add(
        Actor.of(
            "stale",
            () -> {
              piece.run(stale);
              race.jobs.done(stale);
            }));
    race.actors.add(
        new Actor(
            "sweep",
            () -> {
              race.jobs.reclaim(1);
              return race.run();
            }));
    return race;
  }

  /** More work is asked for while a run ends. */
  static LeaseRace moreWork(Database database, TestClock clock, int number) {
    LeaseRace race = new LeaseRace(database, clock, number);
    Lease lease = race.jobs.acquire(race.job, race.new Piece()).orElseThrow();
    race.expectedWork = 0;
    race.expectedState = JobState.QUEUED;
    race.actors.add(Actor.of("done", () -> race.jobs.done(lease)));
    race.actors.add(new Actor("enqueue", race::enqueue));
    return race;
  }

  @Override
  public List<Actor> actors() {
    return actors;
  }

  @Override
  public void judge(Played played) {
    runners.forEach(JobRunner::close);
    Optional<Job> ended = database.read("readJob", tx -> jobs.find(tx, job));
    assertThat(ended.orElseThrow().state()).isEqualTo(expectedState);
    assertThat(database.<Long>read("readWork", tx -> work(tx, job.resource() + "/")))
        .as("pieces of work done")
        .isEqualTo(expectedWork);
    if (expectedState == JobState.QUEUED) {
      assertThat(started).as("starts asked for").containsExactly(job);
    } else {
      // A lost lease is no refusal that a caller sees, but the stale run must hear of it.
      long done =
          played.replies().stream()
              .filter(reply ->
                  reply
                      .answer()
                      .filter(a -> a == JobRunner.Outcome.DONE || "done".equals(a))
                      .isPresent())
              .count();
      assertThat(done).as("runs that count as done").isEqualTo(1);
    }
    checkHistory(database.read("readHistory", tx -> History.of(tx, job.toString())));
  }

  private static void checkHistory(List<History.Change> steps) {
    Optional<String> at = Optional.empty();
    for (History.Change step : steps) {
      assertThat(step.from()).as("%s", steps).isEqualTo(at);
      JobState to = JobState.valueOf(step.to());
      step.from()
          .ifPresent(
              from -> assertThat(JobState.LIFECYCLE.allows(JobState.valueOf(from), to)).isTrue());
      at = Optional.of(step.to());
    }
  }

  private boolean enqueue() {
    return database.inTransaction("enqueueJob", tx -> jobs.enqueue(tx, job));
  }

  private JobRunner.Outcome run() {
    JobRunner runner = new JobRunner(jobs, List.of(new Piece()));
    runners.add(runner);
    return runner.run(job);
  }

  private static long work(Tx tx, String prefix) {
    return tx.one(
            "select count(*) as n from contract_counters where starts_with(id, ?)",
            row -> row.longValue("n"),
            prefix)
        .orElseThrow();
  }

  /** Looks whether the work is done, does it, and writes that: three moments to be overtaken. */
  private final class Piece implements JobHandler {
    @Override
    public String kind() {
      return job.kind();
    }

    @Override
    public JobPolicy policy() {
      return new JobPolicy(
          LEASE, 5, 5, Duration.ofSeconds(1), Duration.ofSeconds(4), JobPolicy.USUAL_LONGEST_RUN);
    }

    @Override
    public void run(Lease lease) {
      long before = database.read("lookAtWork", tx -> work(tx, job.resource() + "/"));
      if (before == 0) {
        database.run(
            "writeWork",
            tx -> {
              lease.check(tx);
              String id = job.resource() + "/by-" + lease.attempt();
              tx.insert("contract_counters", Columns.of("id", id).and("value", 1));
            });
      }
    }

    @Override
    public void abandoned(Tx tx, JobName name, String reason) {
      throw new AssertionError("nobody gives up " + name + ": " + reason);
    }
  }
}
