package org.aureole.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.TestDatabases;
import org.aureole.platform.sql.Tx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How a run ends, on every database. Its clock is real, as renewals are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class JobRunnerContract {
  private static final JobName JOB = new JobName("stage", "computations/1");

  private final List<String> abandoned = new CopyOnWriteArrayList<>();
  private Database database;
  private Jobs jobs;

  protected abstract TestDatabases databases();

  @BeforeAll
  void open() {
    database = databases().create(InstantSource.system());
    OutboxRelay relay = new OutboxRelay(database, message -> {}, job -> {}, Runnable::run);
    jobs = new Jobs(database, new Outbox(relay, Duration.ofSeconds(5)), Duration.ofSeconds(30));
  }

  @AfterAll
  void close() {
    if (database != null) {
      database.close();
    }
  }

  @BeforeEach
  void enqueue() {
    database.run(
        "reset",
        tx -> {
          tx.update("delete from jobs where name <> ''");
          tx.update("delete from history where entity <> ''");
          jobs.enqueue(tx, JOB);
        });
    abandoned.clear();
  }

  @Test
  void aRunThatReturnsIsDone() {
    assertThat(run(lease -> database.run("work", lease::check))).isEqualTo(JobRunner.Outcome.DONE);
    assertThat(state()).isEqualTo(JobState.DONE);
    assertThat(run(lease -> {})).isEqualTo(JobRunner.Outcome.NOT_ACQUIRED);
  }

  @Test
  void aRetryableFailureIsQueuedForLater() {
    assertThat(
            run(lease -> {
              throw DomainException.unavailable("the peer does not answer", null);
            }))
        .isEqualTo(JobRunner.Outcome.RETRY_LATER);
    assertThat(state()).isEqualTo(JobState.QUEUED);
    assertThat(abandoned).isEmpty();
  }

  @Test
  void aFailureOfInputOrOutputIsRetryable() {
    assertThat(
            run(lease -> {
              throw new IOException("connection reset");
            }))
        .isEqualTo(JobRunner.Outcome.RETRY_LATER);
  }

  @Test
  void aTokenThatAPeerDoesNotAcceptIsRetryable() {
    assertThat(
            run(lease -> {
              throw DomainException.of(ErrorCode.UNAUTHENTICATED, "the token expired on its way");
            }))
        .isEqualTo(JobRunner.Outcome.RETRY_LATER);
    assertThat(abandoned).isEmpty();
  }

  @Test
  void aRunThatIsInterruptedIsQueuedForLaterWhateverItThrows() {
    assertThat(
            run(lease -> {
              Thread.currentThread().interrupt();
              throw DomainException.bug("interrupted while it waited for a peer");
            }))
        .isEqualTo(JobRunner.Outcome.RETRY_LATER);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(state()).isEqualTo(JobState.QUEUED);
    assertThat(abandoned).isEmpty();
  }

  @Test
  void aRejectionAbandonsWithItsReason() {
    assertThat(
            run(lease -> {
              throw DomainException.invalid("spec.epsilon", "is negative");
            }))
        .isEqualTo(JobRunner.Outcome.ABANDONED);
    assertThat(state()).isEqualTo(JobState.ABANDONED);
    assertThat(abandoned).containsExactly("INVALID_ARGUMENT: spec.epsilon: is negative");
  }

  /** The text may be a peer's: whatever it holds, the run is settled. */
  @Test
  void whateverAnErrorSaysItsRunIsSettled() {
    String text = "later\u0000 \ud83d " + "x".repeat(5000);
    assertThat(
            run(lease -> {
              throw DomainException.unavailable(text, null);
            }))
        .isEqualTo(JobRunner.Outcome.RETRY_LATER);
    assertThat(lastError()).startsWith("UNAVAILABLE: later? \uFFFD xxx");
    database.run(
        "now", tx -> tx.update("update jobs set not_before = created_at where name <> ''"));
    assertThat(
            run(lease -> {
              throw DomainException.precondition(text);
            }))
        .isEqualTo(JobRunner.Outcome.ABANDONED);
    assertThat(lastError()).startsWith("FAILED_PRECONDITION: later? \uFFFD xxx");
    assertThat(abandoned).containsExactly(lastError());
  }

  @Test
  void aBugAbandonsWithoutItsInnerWorkings() {
    assertThat(
            run(lease -> {
              throw new IllegalStateException("share 42 of the secret");
            }))
        .isEqualTo(JobRunner.Outcome.ABANDONED);
    assertThat(abandoned).containsExactly("INTERNAL: unexpected java.lang.IllegalStateException");
  }

  @Test
  void aProcessThatStopsAbandonsNothingWhateverTheRunFailsWith() {
    try {
      run(lease -> {
        Thread.currentThread().interrupt();
        throw DomainException.bug("interrupted in the middle");
      });
    } catch (DomainException e) {
      assertThat(e.isRetryable()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(abandoned).isEmpty();
    assertThat(state()).isIn(JobState.QUEUED, JobState.RUNNING);
  }

  @Test
  void anErrorPassesAndLeavesTheLeaseToExpire() {
    assertThatThrownBy(() ->
            run(lease -> {
              throw new OutOfMemoryError("of the test");
            }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void aRunThatIsOvertakenEndsAsLost() {
    assertThat(
            run(lease -> {
              database.run(
                  "overtake",
                  tx ->
                      tx.update(
                          "update jobs set lease_token = 'other' where name = ?", JOB.toString()));
              database.run("work", lease::check);
            }))
        .isEqualTo(JobRunner.Outcome.LEASE_LOST);
    assertThat(state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void aLongRunIsRenewedInTheBackground() {
    JobPolicy shortLease =
        new JobPolicy(
            Duration.ofMillis(1500), 1, 0, Duration.ZERO, Duration.ZERO, Duration.ofHours(1));
    assertThat(
            run(
                shortLease,
                lease -> {
                  Instant first = due();
                  while (!due().isAfter(first)) {
                    Thread.onSpinWait();
                  }
                }))
        .isEqualTo(JobRunner.Outcome.DONE);
  }

  @Test
  void aKindWithoutHandlerIsRefused() {
    try (JobRunner runner = new JobRunner(jobs, List.of())) {
      assertThatThrownBy(() -> runner.run(JOB)).hasMessageContaining("no handler for job stage/");
    }
  }

  private JobRunner.Outcome run(Body body) {
    return run(JobPolicy.STANDARD, body);
  }

  private JobRunner.Outcome run(JobPolicy policy, Body body) {
    JobHandler handler =
        new JobHandler() {
          @Override
          public String kind() {
            return JOB.kind();
          }

          @Override
          public JobPolicy policy() {
            return policy;
          }

          @Override
          public void run(Lease lease) throws Exception {
            body.run(lease);
          }

          @Override
          public void abandoned(Tx tx, JobName job, String reason) {
            tx.afterCommit(() -> abandoned.add(reason));
          }
        };
    try (JobRunner runner = new JobRunner(jobs, List.of(handler))) {
      return runner.run(JOB);
    }
  }

  private String lastError() {
    return database.read("read", tx -> jobs.find(tx, JOB)).orElseThrow().lastError().orElseThrow();
  }

  private JobState state() {
    return database.read("read", tx -> jobs.find(tx, JOB)).orElseThrow().state();
  }

  private Instant due() {
    return database.read("read", tx -> jobs.find(tx, JOB)).orElseThrow().dueAt().orElseThrow();
  }

  private interface Body {
    void run(Lease lease) throws Exception;
  }
}
