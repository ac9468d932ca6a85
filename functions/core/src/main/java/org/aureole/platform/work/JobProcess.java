package org.aureole.platform.work;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.aureole.platform.sql.Database;

/**
 * Where a platform bills every start of a process, by the minute and with its cold start: one that
 * was started for a job goes on with the next.
 *
 * <p>A job that follows from the one that runs is taken by the same process. Afterwards the process
 * stands by for a while, and jobs are handed to it that would have cost a start: as long as a start
 * costs, so that at worst twice as much is paid as by somebody who knew what was to come.
 * Thread-safe.
 */
public final class JobProcess implements JobStarter {
  private final Standbys standbys;
  private final JobStarter starts;
  private final Terms terms;
  private final InstantSource clock;
  private final Pause pause;

  @SuppressWarnings("ThreadLocalUsage") // a process is one of several in a simulated party
  private final ThreadLocal<Turn> turns = new ThreadLocal<>();

  /**
   * How long a process lives.
   *
   * @param standby how long it stands by for the next job; zero where it ends with its own
   * @param look the pause before the first look for a job; the pauses grow to four times as long
   * @param oldest from which age on it takes no further job: then new releases get their turn
   */
  public record Terms(Duration standby, Duration look, Duration oldest) {
    /** As long as the shortest time that Cloud Run bills; first after half a second; an hour. */
    public static final Terms USUAL =
        new Terms(Duration.ofMinutes(1), Duration.ofMillis(500), Duration.ofHours(1));

    public Terms {
      if (standby.isNegative() || look.isZero() || look.isNegative() || oldest.isNegative()) {
        throw new IllegalArgumentException("need standby >= 0, look > 0 and oldest >= 0");
      }
    }

    /** The same with another time of standing by. */
    public Terms standingBy(Duration other) {
      return new Terms(other, look, oldest);
    }

    private Duration after(Duration pause) {
      Duration longer = pause.multipliedBy(3).dividedBy(2);
      Duration longest = look.multipliedBy(4);
      return longer.compareTo(longest) < 0 ? longer : longest;
    }

    private Duration promise() {
      return look.multipliedBy(20);
    }
  }

  Standbys standbys() {
    return standbys;
  }

  /** Waits, in whatever time the process lives in. */
  @FunctionalInterface
  public interface Pause {
    void pause(Duration time) throws InterruptedException;

    /** The time of this machine. */
    static Pause real() {
      return time -> Thread.sleep(time.toMillis());
    }
  }

  /**
   * @param database the party's
   * @param starts starts further processes
   */
  public JobProcess(
      Database database, JobStarter starts, Terms terms, InstantSource clock, Pause pause) {
    this.standbys = new Standbys(database, terms.promise());
    this.starts = Objects.requireNonNull(starts);
    this.terms = Objects.requireNonNull(terms);
    this.clock = Objects.requireNonNull(clock);
    this.pause = Objects.requireNonNull(pause);
  }

  /**
   * Has the job run by the process that asks, if it runs jobs and has taken no other to follow; by
   * one that stands by; or by a new one.
   */
  @Override
  public void start(JobName job) {
    Turn turn = turns.get();
    if (turn != null && turn.takes(job)) {
      return;
    }
    if (terms.standby().isZero() || !standbys.hand(job)) {
      starts.start(job);
    }
  }

  /**
   * Runs a job in the calling thread, then what follows from it or is handed over, until nothing
   * comes any more.
   *
   * @throws RuntimeException of {@code runner}: what was taken to follow is then a start that was
   *     lost, which is asked for again
   */
  public void run(JobName first, Consumer<JobName> runner) {
    Turn turn = new Turn(clock.instant().plus(terms.oldest()));
    turns.set(turn);
    try {
      Optional<JobName> next = Optional.of(first);
      while (next.isPresent()) {
        runner.accept(next.get());
        next = turn.next();
        if (next.isEmpty()) {
          next = standBy(turn);
        }
      }
    } finally {
      turns.remove();
    }
  }

  private Optional<JobName> standBy(Turn turn) {
    Instant end = clock.instant().plus(terms.standby());
    if (turn.endsBy(end)) {
      return Optional.empty();
    }
    String id = standbys.begin();
    Duration next = terms.look();
    while (clock.instant().isBefore(end)) {
      try {
        pause.pause(next);
        next = terms.after(next);
      } catch (InterruptedException e) {
        // Left before the thread goes on to stop: a database may refuse one that is interrupted.
        try {
          return standbys.end(id);
        } finally {
          Thread.currentThread().interrupt();
        }
      }
      Optional<JobName> handed = standbys.look(id);
      if (handed.isPresent()) {
        return handed;
      }
    }
    return standbys.end(id);
  }

  /** What one process does from its start to its end; used by its thread alone. */
  private final class Turn {
    private final Instant end;
    private JobName next;

    Turn(Instant end) {
      this.end = end;
    }

    boolean endsBy(Instant time) {
      return terms.standby().isZero() || !end.isAfter(time);
    }

    boolean takes(JobName job) {
      if (next != null || endsBy(clock.instant())) {
        return false;
      }
      next = job;
      return true;
    }

    Optional<JobName> next() {
      Optional<JobName> taken = Optional.ofNullable(next);
      next = null;
      return taken;
    }
  }
}
