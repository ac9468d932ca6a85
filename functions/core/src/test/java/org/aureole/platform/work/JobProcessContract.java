package org.aureole.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.TestClock;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Which process runs what is to be started, on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class JobProcessContract {
  private static final JobName FIRST = new JobName("stage", "computations/1");
  private static final JobName SECOND = new JobName("stage", "computations/2");
  private static final JobName THIRD = new JobName("stage", "computations/3");
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration STANDBY = Duration.ofSeconds(60);
  private static final Duration OLDEST = Duration.ofMinutes(10);
  private static final JobProcess.Terms TERMS = new JobProcess.Terms(STANDBY, LOOK, OLDEST);

  private final TestClock clock = new TestClock();
  private final List<JobName> started = new ArrayList<>();
  private final List<JobName> ran = new ArrayList<>();
  private Database database;

  protected abstract TestDatabases databases();

  @BeforeAll
  void open() {
    database = databases().create(clock);
  }

  @AfterAll
  void close() {
    if (database != null) {
      database.close();
    }
  }

  @BeforeEach
  void clear() {
    database.run("clear", tx -> tx.update("delete from standbys where id <> ''"));
    started.clear();
    ran.clear();
  }

  @Test
  void whereNobodyStandsByAProcessIsStarted() {
    function().start(FIRST);
    assertThat(started).containsExactly(FIRST);
  }

  @Test
  void aJobThatFollowsIsRunByTheSameProcessAndAFurtherOneIsStarted() {
    JobProcess process = process(clock::advance);
    process.run(
        FIRST,
        job -> {
          ran.add(job);
          if (job.equals(FIRST)) {
            process.start(SECOND);
            process.start(THIRD);
          }
        });
    assertThat(ran).containsExactly(FIRST, SECOND);
    assertThat(started).containsExactly(THIRD);
    process.start(THIRD);
    assertThat(started).as("it has ended").containsExactly(THIRD, THIRD);
  }

  @Test
  void whoStandsByIsHandedOneJob() {
    JobProcess process =
        process(
            atLook(
                3,
                () -> {
                  function().start(SECOND);
                  function().start(THIRD);
                }));
    process.run(FIRST, ran::add);
    assertThat(ran).containsExactly(FIRST, SECOND);
    assertThat(started).containsExactly(THIRD);
  }

  @Test
  void eachOfTwoThatStandByIsHandedOne() {
    JobProcess other =
        process(
            atLook(
                1,
                () -> {
                  function().start(SECOND);
                  function().start(THIRD);
                }));
    process(atLook(1, () -> other.run(FIRST, ran::add))).run(FIRST, ran::add);
    assertThat(ran).containsExactlyInAnyOrder(FIRST, FIRST, SECOND, THIRD);
    assertThat(started).isEmpty();
  }

  @Test
  void whoStandsByStandsByAnewAfterEachJob() {
    AtomicInteger handed = new AtomicInteger();
    JobProcess process =
        process(time -> {
          clock.advance(time);
          if (handed.incrementAndGet() <= 3) {
            function().start(SECOND);
          }
        });
    process.run(FIRST, ran::add);
    assertThat(ran).containsExactly(FIRST, SECOND, SECOND, SECOND);
    assertThat(started).isEmpty();
  }

  @Test
  void whatIsHandedOverInTheLastMomentIsRun() {
    // The last pause is the one that ends the minute; it brings the job.
    Instant end = clock.instant().plus(STANDBY);
    AtomicBoolean brought = new AtomicBoolean();
    JobProcess process =
        process(time -> {
          clock.advance(time);
          if (!clock.instant().isBefore(end) && brought.compareAndSet(false, true)) {
            function().start(SECOND);
          }
        });
    process.run(FIRST, ran::add);
    assertThat(ran).containsExactly(FIRST, SECOND);
    assertThat(started).isEmpty();
  }

  @Test
  void whoHasLeftIsHandedNothing() {
    process(clock::advance).run(FIRST, ran::add);
    function().start(SECOND);
    assertThat(started).containsExactly(SECOND);
    assertThat(standing()).isZero();
  }

  @Test
  void whoDiedIsHandedNothingOnceItsPromiseIsOverAndIsForgotten() {
    dieStandingBy();
    function().start(SECOND);
    assertThat(started).as("a start that is lost").isEmpty();
    dieStandingBy();
    clock.advance(STANDBY);
    function().start(THIRD);
    assertThat(started).containsExactly(THIRD);
    assertThat(standing()).isEqualTo(2);
    process(clock::advance).run(FIRST, ran::add);
    assertThat(standing()).isZero();
  }

  private void dieStandingBy() {
    JobProcess process =
        process(time -> {
          throw new OutOfMemoryError("of the test");
        });
    assertThatThrownBy(() -> process.run(FIRST, ran::add)).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void whoWasSilentForLongGoesOnStandingBy() {
    AtomicInteger looks = new AtomicInteger();
    JobProcess process =
        process(time -> {
          clock.advance(time);
          int look = looks.incrementAndGet();
          if (look == 1) {
            clock.advance(STANDBY.dividedBy(2));
            process(clock::advance).standbys().begin();
          } else if (look == 3) {
            database.run("clear", tx -> tx.update("delete from standbys where job is null"));
          } else if (look == 5) {
            function().start(SECOND);
          }
        });
    process.run(FIRST, ran::add);
    assertThat(ran).containsExactly(FIRST, SECOND);
  }

  @Test
  void anOldProcessTakesNothing() {
    JobProcess process = process(clock::advance);
    process.run(
        FIRST,
        job -> {
          ran.add(job);
          clock.advance(OLDEST);
          process.start(SECOND);
        });
    assertThat(ran).containsExactly(FIRST);
    assertThat(started).containsExactly(SECOND);
    assertThat(standing()).isZero();
  }

  @Test
  void aProcessThatDoesNotStandByEndsWithItsJob() {
    JobProcess process =
        new JobProcess(
            database,
            started::add,
            TERMS.standingBy(Duration.ZERO),
            clock,
            time -> {
              throw new AssertionError("it waits");
            });
    process.run(
        FIRST,
        job -> {
          ran.add(job);
          process.start(SECOND);
        });
    assertThat(ran).containsExactly(FIRST);
    assertThat(started).containsExactly(SECOND);
  }

  @Test
  void aProcessThatIsInterruptedLeaves() {
    JobProcess process =
        process(time -> {
          throw new InterruptedException("of the test");
        });
    process.run(FIRST, ran::add);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(standing()).isZero();
  }

  @Test
  void whatARunThrowsEndsTheProcess() {
    JobProcess process = process(clock::advance);
    assertThatThrownBy(() ->
            process.run(
                FIRST,
                job -> {
                  throw new IllegalStateException("of the test");
                }))
        .hasMessage("of the test");
    process.start(SECOND);
    assertThat(started).containsExactly(SECOND);
    assertThat(standing()).isZero();
  }

  /** One that does something in the n-th pause, counted from 1. */
  private JobProcess.Pause atLook(int look, Runnable action) {
    AtomicInteger looks = new AtomicInteger();
    return time -> {
      clock.advance(time);
      if (looks.incrementAndGet() == look) {
        action.run();
      }
    };
  }

  private JobProcess process(JobProcess.Pause pause) {
    return new JobProcess(database, started::add, TERMS, clock, pause);
  }

  /** A process that runs no jobs, and starts them. */
  private JobProcess function() {
    return process(time -> {
      throw new AssertionError("a function waits");
    });
  }

  private long standing() {
    return database
        .read("read", tx -> tx.one("select count(*) as n from standbys", row -> row.longValue("n")))
        .orElseThrow();
  }
}
