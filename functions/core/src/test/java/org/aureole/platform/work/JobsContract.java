package org.aureole.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Contenders;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.TestClock;
import org.aureole.platform.sql.TestDatabases;
import org.aureole.platform.sql.Tx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What jobs and their leases do on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class JobsContract {
  private static final JobName JOB = new JobName("stage", "computations/1");
  private static final Duration START_GRACE = Duration.ofSeconds(30);
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final int MAX_ATTEMPTS = 3;
  private static final int MAX_FAILURES = 2;
  private static final Duration LONGEST_RUN = LEASE.multipliedBy(3);

  private final TestClock clock = new TestClock();
  private final List<JobName> started = new CopyOnWriteArrayList<>();
  private final Handler handler = new Handler();
  private Database database;
  private OutboxRelay relay;
  private Jobs jobs;

  protected abstract TestDatabases databases();

  @BeforeAll
  void open() {
    database = databases().create(clock, "contract");
    relay = new OutboxRelay(database, message -> {}, started::add, Runnable::run);
    jobs = new Jobs(database, new Outbox(relay, Duration.ofSeconds(5)), START_GRACE);
  }

  @AfterAll
  void close() {
    if (database != null) {
      database.close();
    }
  }

  @BeforeEach
  void clear() {
    database.run(
        "clear",
        tx -> {
          tx.update("delete from jobs where name <> ''");
          tx.update("delete from outbox where id <> ''");
          tx.update("delete from history where entity <> ''");
          tx.update("delete from contract_counters where id <> ''");
        });
    started.clear();
  }

  @Test
  void aJobIsStartedAfterItsTransactionAndDoneOnce() {
    assertThat(enqueue()).isTrue();
    assertThat(started).containsExactly(JOB);
    assertThat(job().state()).isEqualTo(JobState.QUEUED);

    Lease lease = acquire().orElseThrow();
    assertThat(lease.job()).isEqualTo(JOB);
    assertThat(lease.attempt()).isEqualTo(1);
    assertThat(job().state()).isEqualTo(JobState.RUNNING);
    jobs.done(lease);

    assertThat(job().state()).isEqualTo(JobState.DONE);
    assertThat(job().leaseToken()).isEmpty();
    assertThat(acquire()).isEmpty();
    assertThat(jobs.nextDue()).isEmpty();
  }

  @Test
  void aLeaseWhoseAnswerWasLostIsTakenAllTheSameAndIsOneAttempt() {
    enqueue();
    for (int lost = 1; lost <= MAX_ATTEMPTS + 1; lost++) {
      Jobs forgetful =
          new Jobs(new LosesOneAnswer(true), new Outbox(relay, Duration.ofSeconds(5)), START_GRACE);
      Lease lease = forgetful.acquire(JOB, handler).orElseThrow();
      assertThat(lease.attempt()).isEqualTo(1);
      assertThat(acquire()).as("somebody holds it").isEmpty();
      assertThat(job().attempts()).isEqualTo(1);
      assertThat(jobs.retryLater(lease, "not now", handler)).as("the lease is good").isTrue();
      clock.advance(Duration.ofHours(1));
      jobs.done(acquire().orElseThrow());
      enqueue();
    }
  }

  @Test
  void aReportThatWasLostOnItsWayIsMadeAgain() {
    enqueue();
    Lease lease = acquire().orElseThrow();
    Jobs unheard =
        new Jobs(new LosesOneAnswer(false), new Outbox(relay, Duration.ofSeconds(5)), START_GRACE);
    assertThat(unheard.retryLater(lease, "not now", handler)).isTrue();
    assertThat(job().attempts()).as("the run has spoken").isZero();

    clock.advance(Duration.ofHours(1));
    Lease last = acquire().orElseThrow();
    Jobs heard =
        new Jobs(new LosesOneAnswer(true), new Outbox(relay, Duration.ofSeconds(5)), START_GRACE);
    assertLost(() -> heard.done(last));
    assertThat(job().state()).isEqualTo(JobState.DONE);
  }

  /** Loses the answer of its first transaction, with or without the transaction itself. */
  private final class LosesOneAnswer implements Database {
    private final boolean commits;
    private boolean lost;

    LosesOneAnswer(boolean commits) {
      this.commits = commits;
    }

    @Override
    public <T> T inTransaction(String name, Work<T> work) {
      if (!lost) {
        lost = true;
        if (commits) {
          database.inTransaction(name, work);
        }
        throw DomainException.unavailable("the answer was lost", null);
      }
      return database.inTransaction(name, work);
    }

    @Override
    public <T> T read(String name, Work<T> work) {
      return database.read(name, work);
    }

    @Override
    public void close() {
      // It is another's.
    }
  }

  @Test
  void aQueuedJobIsNotStartedTwice() {
    enqueue();
    enqueue();
    assertThat(started).containsExactly(JOB);

    jobs.done(acquire().orElseThrow());
    assertThat(job().state()).as("the run began after both requests").isEqualTo(JobState.DONE);
  }

  @Test
  void workThatArrivesDuringARunLeadsToAnother() {
    enqueue();
    Lease lease = acquire().orElseThrow();
    enqueue();
    assertThat(started).as("not beside the running one").containsExactly(JOB);

    jobs.done(lease);
    assertThat(job().state()).isEqualTo(JobState.QUEUED);
    assertThat(started).containsExactly(JOB, JOB);
    jobs.done(acquire().orElseThrow());
    assertThat(job().state()).isEqualTo(JobState.DONE);
  }

  @Test
  void workThatArrivesDuringARunThatFailsForGoodLeadsToAnother() {
    enqueue();
    Lease lease = acquire().orElseThrow();
    assertThat(enqueue()).isTrue();
    assertThat(jobs.abandon(lease, "cannot be done", handler)).as("runs again").isTrue();
    assertThat(job().state()).isEqualTo(JobState.QUEUED);
    assertThat(job().lastError()).contains("cannot be done");
    assertThat(counters()).as("not abandoned").isEmpty();

    clock.advance(Duration.ofSeconds(4));
    assertThat(jobs.abandon(acquire().orElseThrow(), "cannot be done", handler)).isFalse();
    assertThat(job().state()).isEqualTo(JobState.ABANDONED);
    assertThat(counters()).hasSize(1);
  }

  @Test
  void workThatArrivesDuringTheLastFailureLeadsToAnotherRun() {
    enqueue();
    for (int i = 0; i < MAX_FAILURES; i++) {
      assertThat(jobs.retryLater(acquire().orElseThrow(), "not now", handler)).isTrue();
      clock.advance(Duration.ofSeconds(4));
    }
    Lease last = acquire().orElseThrow();
    enqueue();
    assertThat(jobs.retryLater(last, "not now", handler)).isTrue();
    clock.advance(Duration.ofSeconds(4));
    assertThat(jobs.retryLater(acquire().orElseThrow(), "not now", handler)).isFalse();
    assertThat(job().state()).isEqualTo(JobState.ABANDONED);
  }

  @Test
  void whoInsistsGetsAnAbandonedJobRunAgain() {
    enqueue();
    jobs.abandon(acquire().orElseThrow(), "cannot be done", handler);
    assertThat(enqueue()).as("only asked for").isFalse();
    assertThat(job().state()).isEqualTo(JobState.ABANDONED);

    database.run("insist", tx -> jobs.insist(tx, JOB));
    assertThat(job().state()).isEqualTo(JobState.QUEUED);
    jobs.done(acquire().orElseThrow());
    assertThat(job().state()).isEqualTo(JobState.DONE);
  }

  @Test
  void workForAJobThatIsDoneQueuesItAgain() {
    enqueue();
    jobs.done(acquire().orElseThrow());
    assertThat(enqueue()).isTrue();
    assertThat(started).containsExactly(JOB, JOB);
    assertThat(acquire()).isPresent();
  }

  @Test
  void ofManyAtOnceOneGetsTheLease() throws Exception {
    enqueue();
    AtomicInteger held = new AtomicInteger();
    Contenders.run(
        databases().contenders(), () -> acquire().ifPresent(lease -> held.incrementAndGet()));
    assertThat(held).hasValue(1);
  }

  @Test
  void aLeaseIsTakenOverOnlyAfterItExpired() {
    enqueue();
    Lease first = acquire().orElseThrow();
    clock.advance(LEASE.minusMillis(1));
    assertThat(acquire()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    Lease second = acquire().orElseThrow();
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.token()).isNotEqualTo(first.token());
  }

  /** It hangs, and its renewals go on: another takes over all the same. */
  @Test
  void aRunThatTakesLongerThanAnyMayIsTakenOver() {
    enqueue();
    Lease hung = acquire().orElseThrow();
    Instant began = clock.instant();
    Duration renewing = LEASE.dividedBy(2);
    while (clock.instant().plus(renewing).isBefore(began.plus(LONGEST_RUN))) {
      clock.advance(renewing);
      hung.renew();
      assertThat(jobs.reclaim(10)).isZero();
    }
    assertThat(job().dueAt()).contains(began.plus(LONGEST_RUN));
    clock.advance(renewing);
    hung.renew();

    assertThat(jobs.reclaim(10)).isEqualTo(1);
    assertLost(hung::renew);
    assertThat(acquire().orElseThrow().attempt()).isEqualTo(2);
  }

  @Test
  void noLeaseIsLongerThanTheSurroundingsWant() {
    Duration longest = Duration.ofSeconds(10);
    Jobs hurried =
        new Jobs(database, new Outbox(relay, Duration.ofSeconds(5)), START_GRACE, longest);
    enqueue();
    assertThat(hurried.acquire(JOB, handler).orElseThrow().duration()).isEqualTo(longest);
    clock.advance(longest.minusMillis(1));
    assertThat(hurried.acquire(JOB, handler)).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(hurried.acquire(JOB, handler)).isPresent();
  }

  @Test
  void whoLostTheLeaseChangesNothing() {
    enqueue();
    Lease first = acquire().orElseThrow();
    clock.advance(LEASE);
    Lease second = acquire().orElseThrow();

    assertLost(() ->
        database.run(
            "write",
            tx -> {
              tx.insert("contract_counters", Columns.of("id", "a").and("value", 1));
              first.check(tx);
            }));
    assertLost(first::throwIfLost);
    assertLost(() -> jobs.done(first));
    assertLost(() -> jobs.retryLater(first, "no", handler));
    assertLost(() -> jobs.abandon(first, "no", handler));
    assertThat(counters()).isEmpty();

    second.throwIfLost();
    database.run(
        "write",
        tx -> {
          second.check(tx);
          tx.insert("contract_counters", Columns.of("id", "a").and("value", 2));
        });
    assertThat(counters()).containsExactly("a");
  }

  @Test
  void aTakeOverWhileATransactionIsUnderWayExcludesIt() throws Exception {
    enqueue();
    Lease first = acquire().orElseThrow();
    clock.advance(LEASE);
    AtomicInteger written = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();

    // The write renews the lease that has expired but is not taken yet: one of the two comes first.
    AtomicInteger turn = new AtomicInteger();
    Contenders.run(
        2,
        () -> {
          if (turn.getAndIncrement() == 0) {
            try {
              database.run(
                  "write",
                  tx -> {
                    first.check(tx);
                    tx.insert("contract_counters", Columns.of("id", "a").and("value", 1));
                  });
              written.incrementAndGet();
            } catch (DomainException e) {
              assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST);
            }
          } else {
            acquire().ifPresent(lease -> taken.incrementAndGet());
          }
        });

    assertThat(written.get() + taken.get()).isEqualTo(1);
    assertThat(counters()).hasSize(written.get());
  }

  @Test
  void aRenewedLeaseIsNotTaken() {
    enqueue();
    Lease lease = acquire().orElseThrow();
    clock.advance(LEASE.minusSeconds(1));
    lease.renew();
    clock.advance(LEASE.minusSeconds(1));
    assertThat(acquire()).isEmpty();
    database.run("write", lease::check);
    clock.advance(LEASE.minusSeconds(1));
    assertThat(acquire()).as("a checked write renews too").isEmpty();
  }

  @Test
  void aJobWhoseRunsDieIsAbandonedTogetherWithWhatWaitsForIt() {
    enqueue();
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      assertThat(acquire()).isPresent();
      clock.advance(LEASE);
    }
    assertThat(acquire()).isEmpty();
    assertThat(job().state()).isEqualTo(JobState.ABANDONED);
    assertThat(job().lastError().orElseThrow()).contains("3 runs of the job died");
    assertThat(counters()).containsExactly("abandoned computations/1");
    assertThat(enqueue()).as("an abandoned job stays so").isFalse();
    assertThat(jobs.nextDue()).isEmpty();

    database.run("redrive", tx -> jobs.redrive(tx, JOB));
    assertThat(acquire().orElseThrow().attempt()).isEqualTo(1);
  }

  @Test
  void ifWhatWaitsCannotBeSettledTheJobIsNotAbandoned() {
    enqueue();
    Lease lease = acquire().orElseThrow();
    Handler failing =
        new Handler() {
          @Override
          public void abandoned(Tx tx, JobName job, String reason) {
            throw new IllegalStateException("not now");
          }
        };
    assertThatThrownBy(() -> jobs.abandon(lease, "no", failing)).hasMessage("not now");
    assertThat(job().state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void aFailureIsRetriedAfterAPauseAndOnlySoOften() {
    enqueue();
    for (int failure = 1; failure <= MAX_FAILURES; failure++) {
      Lease lease = acquire().orElseThrow();
      assertThat(lease.attempt()).as("a reported failure is no silent death").isEqualTo(1);
      assertThat(jobs.retryLater(lease, "peer is down", handler)).isTrue();
      assertThat(acquire()).as("not before the pause is over").isEmpty();
      assertThat(job().lastError()).contains("peer is down");
      clock.advance(Duration.ofSeconds(4));
    }
    assertThat(jobs.retryLater(acquire().orElseThrow(), "peer is down", handler)).isFalse();
    assertThat(job().state()).isEqualTo(JobState.ABANDONED);
    assertThat(counters()).containsExactly("abandoned computations/1");
  }

  @Test
  void theStartOfARetryIsSentWhenItIsDue() {
    enqueue();
    jobs.retryLater(acquire().orElseThrow(), "peer is down", handler);
    started.clear();
    relay.sweep(10);
    assertThat(started).isEmpty();
    clock.advance(Duration.ofSeconds(4));
    relay.sweep(10);
    assertThat(started).containsExactly(JOB);
    assertThat(acquire()).isPresent();
  }

  @Test
  void aSuccessForgetsEarlierFailures() {
    enqueue();
    jobs.retryLater(acquire().orElseThrow(), "peer is down", handler);
    clock.advance(Duration.ofSeconds(4));
    jobs.done(acquire().orElseThrow());
    assertThat(job().failures()).isZero();
    assertThat(job().attempts()).isZero();
    assertThat(job().lastError()).isEmpty();
  }

  @Test
  void aLostStartIsAskedForAgain() {
    enqueue();
    assertThat(jobs.nextDue()).contains(clock.instant().plus(START_GRACE));
    clock.advance(START_GRACE.minusMillis(1));
    assertThat(jobs.reclaim(10)).isZero();
    clock.advance(Duration.ofMillis(1));
    assertThat(jobs.reclaim(10)).isEqualTo(1);
    assertThat(started).containsExactly(JOB, JOB);
    assertThat(jobs.reclaim(10)).as("it has its time again").isZero();
    assertThat(acquire()).isPresent();
  }

  @Test
  void aDeadRunIsReplacedAndItsAttemptCounts() {
    enqueue();
    Lease dead = acquire().orElseThrow();
    clock.advance(LEASE);
    assertThat(jobs.reclaim(10)).isEqualTo(1);
    assertThat(started).containsExactly(JOB, JOB);
    assertLost(dead::renew);
    assertThat(acquire().orElseThrow().attempt()).isEqualTo(2);
  }

  @Test
  void aSweepRestartsWhatWasLostAndSaysWhenToComeBack() {
    Sweeper sweeper = new Sweeper(relay, jobs);
    assertThat(sweeper.sweep()).isEmpty();
    enqueue();
    assertThat(sweeper.sweep()).contains(clock.instant().plus(START_GRACE));
    assertThat(acquire()).isPresent();
    clock.advance(LEASE);
    assertThat(sweeper.sweep()).contains(clock.instant().plus(START_GRACE));
    assertThat(started).containsExactly(JOB, JOB);
  }

  @Test
  void anUnknownJobIsNotAcquired() {
    assertThat(acquire()).isEmpty();
  }

  @Test
  void theTokenIsNotPrinted() {
    enqueue();
    Lease lease = acquire().orElseThrow();
    assertThat(lease.toString()).doesNotContain(lease.token());
    assertThat(job().toString()).doesNotContain(lease.token());
  }

  private boolean enqueue() {
    return database.inTransaction("ask", tx -> jobs.enqueue(tx, JOB));
  }

  private Optional<Lease> acquire() {
    return jobs.acquire(JOB, handler);
  }

  private Job job() {
    return database.read("read", tx -> jobs.find(tx, JOB)).orElseThrow();
  }

  private List<String> counters() {
    return database.read(
        "read", tx -> tx.query("select id from contract_counters", row -> row.string("id")));
  }

  private static void assertLost(ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(type(DomainException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST));
  }

  private static class Handler implements JobHandler {
    @Override
    public String kind() {
      return JOB.kind();
    }

    @Override
    public JobPolicy policy() {
      return new JobPolicy(
          LEASE,
          MAX_ATTEMPTS,
          MAX_FAILURES,
          Duration.ofSeconds(1),
          Duration.ofSeconds(4),
          LONGEST_RUN);
    }

    @Override
    public void run(Lease lease) {
      throw new UnsupportedOperationException("these tests run nothing");
    }

    @Override
    public void abandoned(Tx tx, JobName job, String reason) {
      tx.insert(
          "contract_counters", Columns.of("id", "abandoned " + job.resource()).and("value", 1));
    }
  }
}
