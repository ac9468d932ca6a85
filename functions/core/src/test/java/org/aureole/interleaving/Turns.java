package org.aureole.interleaving;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Lets one actor at a time go from where it paused to where it pauses next. Threads that are no
 * actors never pause. Thread-safe; one race at a time.
 */
public final class Turns {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ThreadLocal<Seat> own = new ThreadLocal<>();
  private final Predicate<Integer> blocked;
  private Predicate<Point> stops = Point.betweenTransactions();
  private boolean dissolved;

  /** For databases where an actor that goes on is never held up by one that pauses. */
  public Turns() {
    this(session -> false);
  }

  /**
   * @param blocked whether a session of the database, by its number, waits for another one
   */
  public Turns(Predicate<Integer> blocked) {
    this.blocked = Objects.requireNonNull(blocked);
  }

  /** Where actors pause from the next race on; at first between transactions. */
  public void pauseAt(Predicate<Point> points) {
    stops = points;
  }

  /** Pauses the calling actor, if it is one and this is a point where actors pause. */
  public void pause(Point point) {
    Seat seat = own.get();
    if (seat == null || !stops.test(point)) {
      return;
    }
    lock.lock();
    try {
      seat.pauseBefore(point);
      changed.signalAll();
      while (!seat.mayGo && !dissolved) {
        changed.awaitUninterruptibly();
      }
      seat.mayGo = false;
    } finally {
      lock.unlock();
    }
  }

  /** A step that others notice, with a pause before it. */
  public void step(String name, Runnable step) {
    pause(new Point(Point.Kind.STEP, name));
    step.run();
  }

  /** As {@link #pause}, in the transaction that the calling actor is in. */
  void pauseWithin(Point.Kind kind) {
    Seat seat = own.get();
    if (seat != null) {
      pause(new Point(kind, seat.transaction));
    }
  }

  /** Notes which transaction the calling actor is in. */
  void enter(String transaction) {
    Seat seat = own.get();
    if (seat != null) {
      seat.transaction = transaction;
    }
  }

  /** Notes that the calling actor has committed a transaction that may have written. */
  void committed(String transaction) {
    Seat seat = own.get();
    if (seat != null) {
      lock.lock();
      try {
        seat.race.add(new Played.Commit(seat.actor.name(), transaction));
      } finally {
        lock.unlock();
      }
    }
  }

  /** The number of the session in which the calling actor's next statement runs. */
  void inSession(int session) {
    Seat seat = own.get();
    if (seat != null) {
      seat.session = session;
    }
  }

  /** Notes that the database gave up an attempt of the calling actor. */
  void aborted() {
    Seat seat = own.get();
    if (seat != null) {
      seat.aborts++;
    }
  }

  /** Plays one order to its end; fails if an actor failed otherwise than by a refusal. */
  Played play(List<Actor> actors, Schedule schedule) {
    List<Played.Commit> commits = new ArrayList<>();
    List<Seat> seats = actors.stream().map(actor -> new Seat(actor, commits)).toList();
    List<String> trace = new ArrayList<>();
    boolean held = false;
    try {
      for (Seat seat : seats) {
        seat.at = At.WORK;
        seat.thread.start();
        settle(seats, trace);
      }
      for (List<Integer> ready = ready(seats); !ready.isEmpty(); ready = ready(seats)) {
        int next = schedule.next(ready);
        trace.add(seats.get(next).actor.name() + ": " + seats.get(next).before);
        go(seats.get(next));
        held |= settle(seats, trace);
      }
    } finally {
      dissolve(seats);
    }
    int aborts = seats.stream().mapToInt(seat -> seat.aborts).sum();
    return new Played(
        trace, commits, seats.stream().map(seat -> seat.reply(trace)).toList(), aborts, held);
  }

  private static List<Integer> ready(List<Seat> seats) {
    List<Integer> ready = new ArrayList<>();
    for (int i = 0; i < seats.size(); i++) {
      if (seats.get(i).at == At.PAUSE) {
        ready.add(i);
      }
    }
    return ready;
  }

  private void go(Seat seat) {
    lock.lock();
    try {
      seat.at = At.WORK;
      seat.mayGo = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns when nobody is on the move: each has paused, ended, or waits for one who has paused.
   *
   * @return whether somebody waits
   */
  private boolean settle(List<Seat> seats, List<String> trace) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    lock.lock();
    try {
      while (true) {
        List<Seat> working = seats.stream().filter(seat -> seat.at == At.WORK).toList();
        if (working.isEmpty()) {
          return false;
        }
        boolean told = changed.await(LOOK.toNanos(), TimeUnit.NANOSECONDS);
        boolean somebodyPauses = seats.stream().anyMatch(seat -> seat.at == At.PAUSE);
        if (!told
            && somebodyPauses
            && working.stream()
                .allMatch(seat -> seat.at == At.WORK && blocked.test(seat.session))) {
          return true;
        }
        if (System.nanoTime() > deadline) {
          throw new AssertionError(working + " does not come to its next pause; so far " + trace);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  /** Lets whoever is left go where it likes, and waits for its end. */
  private void dissolve(List<Seat> seats) {
    lock.lock();
    try {
      dissolved = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      for (Seat seat : seats) {
        seat.thread.join(PATIENCE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    dissolved = false;
  }

  private enum At {
    NOT_THERE,
    /** On its way to the next pause. */
    WORK,
    PAUSE,
    END
  }

  /** An actor in its thread. Its fields are guarded by the lock. */
  private final class Seat {
    private final Actor actor;
    private final List<Played.Commit> race;
    private final Thread thread;
    private volatile At at = At.NOT_THERE;
    private Point before;
    private String transaction = "";
    private boolean mayGo;
    private Object answer;
    private Exception refusal;
    private volatile int session;
    private int aborts;

    Seat(Actor actor, List<Played.Commit> race) {
      this.actor = actor;
      this.race = race;
      this.thread = new Thread(this::act, actor.name());
      thread.setDaemon(true);
    }

    private void act() {
      own.set(this);
      try {
        answer = actor.act().call();
      } catch (Exception e) {
        refusal = e;
      } catch (Error e) {
        refusal = new IllegalStateException("an actor failed", e);
      } finally {
        end();
      }
    }

    private void end() {
      lock.lock();
      try {
        at = At.END;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private void pauseBefore(Point point) {
      before = point;
      at = At.PAUSE;
    }

    private Played.Reply reply(List<String> trace) {
      return Played.Reply.of(actor.name(), answer, refusal, trace);
    }

    @Override
    public String toString() {
      return actor.name() + ", last before " + before + ", in " + List.of(thread.getStackTrace());
    }
  }
}
