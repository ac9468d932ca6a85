package org.aureole.simulation.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A world of virtual time in which one thing happens at a time.
 *
 * <p>What happens are activities: the delivery of a message, a run of a job, something that a
 * person does. Each has a thread, of which only one runs at any time: it hands over when it sleeps,
 * in virtual time, or ends. The ports that the world gives to its parties call {@link #point}
 * before and after everything they do, and there the activity may sleep while others go on, or its
 * process may die. So every order of calls can come about, and the same seed gives the same one
 * again.
 */
public final class World {
  /** What real time one step may take before the world is taken to be stuck. */
  private static final Duration STUCK = Duration.ofMinutes(2);

  private static final int LONGEST_JITTER_MILLIS = 2_000;
  private static final int MOST_INTERRUPTIONS = 3;

  private final VirtualClock clock;
  private final Chance chance;
  private final Schedule schedule;
  private final ExecutorService threads;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Semaphore back = new Semaphore(0);
  private final ThreadLocal<Activity> current = new ThreadLocal<>();
  private final Map<String, Integer> interruptions = new HashMap<>();
  private Throwable failure;
  private boolean closed;
  private long sequence;
  private long operations;

  /**
   * @param threads runs activities; unbounded, as sleeping ones keep their threads
   */
  public World(VirtualClock clock, Chance chance, Schedule schedule, ExecutorService threads) {
    this.clock = clock;
    this.chance = chance;
    this.schedule = schedule;
    this.threads = threads;
  }

  public VirtualClock clock() {
    return clock;
  }

  public Chance chance() {
    return chance;
  }

  public Schedule schedule() {
    return schedule;
  }

  /** How many calls of ports there have been. */
  public long operations() {
    return operations;
  }

  /** Lets an activity begin after a time and a little more, so that no order is sure. */
  public void after(Duration delay, String label, Runnable action) {
    String name = chance.occurrence("begin " + label);
    Instant due = clock.instant().plus(delay).plus(jitter(name));
    events.add(new Event(due, sequence++, new Activity(label, action)));
  }

  private Duration jitter(String name) {
    return Duration.ofMillis(1 + chance.below(LONGEST_JITTER_MILLIS, name));
  }

  /** Lets things happen until nothing is left that is due by {@code end}; then it is that time. */
  public void runUntil(Instant end) {
    while (!events.isEmpty() && !events.peek().due().isAfter(end)) {
      step(events.remove());
    }
    clock.set(end);
  }

  private void step(Event event) {
    if (event.due().isAfter(clock.instant())) {
      clock.set(event.due());
    }
    event.activity().goOn();
    try {
      if (!back.tryAcquire(STUCK.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "the world is stuck in " + event.activity().label + stack(event.activity()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (failure != null) {
      throw new AssertionError("in " + event.activity().label, failure);
    }
  }

  private static String stack(Activity activity) {
    StringBuilder text = new StringBuilder();
    if (activity.thread != null) {
      for (StackTraceElement element : activity.thread.getStackTrace()) {
        text.append("\n  at ").append(element);
      }
    }
    return text.toString();
  }

  /**
   * A place where a port is called: the activity may be kept waiting here, or its process may die.
   *
   * @param place the same in each world of a seed, so without random ids
   */
  public void point(String place) {
    operations++;
    Activity activity = current.get();
    if (activity == null || schedule.isOver()) {
      return;
    }
    activity.throwIfDead();
    String where = activity.label + " " + place;
    if (mayInterrupt(activity) && schedule.strikes(Fault.STALL, where)) {
      count(activity);
      sleep(stall(where));
    }
    if (mayInterrupt(activity) && schedule.strikes(Fault.KILL, where)) {
      count(activity);
      kill();
    }
    activity.throwIfDead();
  }

  /** A job that dies five times without a word is given up, which is no fault of the market's. */
  private boolean mayInterrupt(Activity activity) {
    return interruptions.getOrDefault(activity.label, 0) < MOST_INTERRUPTIONS;
  }

  private void count(Activity activity) {
    interruptions.merge(activity.label, 1, Integer::sum);
  }

  private Duration stall(String where) {
    String name = chance.occurrence("stall " + where);
    double length = chance.of(name);
    // From less than a second to three hours, each order of magnitude as likely as the others.
    return Duration.ofMillis((long) (500 * Math.pow(20_000, length)));
  }

  /** What the current activity is called; for names of places. */
  public String activity() {
    Activity activity = current.get();
    return activity == null ? "nobody" : activity.label;
  }

  /** Ends the process that is at work now; nothing where nobody's is. */
  private void kill() {
    Frame frame = current.get().frames.peekLast();
    if (frame != null) {
      throw new Killed(frame);
    }
  }

  /**
   * Ends the process that is at work now, at a place of its own kind of death.
   *
   * @return false where no process is at work
   */
  public boolean killAt(Fault fault, String place) {
    Activity activity = current.get();
    if (activity == null || activity.frames.isEmpty() || !mayInterrupt(activity)) {
      return false;
    }
    if (schedule.strikes(fault, activity.label + " " + place)) {
      count(activity);
      kill();
    }
    return true;
  }

  /** Lets the current activity wait. */
  public void sleep(Duration time) {
    Activity activity = current.get();
    if (activity == null) {
      throw new IllegalStateException("only an activity can sleep");
    }
    events.add(new Event(clock.instant().plus(time), sequence++, activity));
    activity.waitForTurn();
  }

  /**
   * Does something in a process of its own, whose death is told from that of the caller's.
   *
   * @param process its name
   * @param alive false once the process has died while it slept
   * @return false if it died
   */
  public boolean inProcess(String process, BooleanSupplier alive, Runnable action) {
    Activity activity = current.get();
    if (activity == null) {
      action.run();
      return true;
    }
    Frame frame = new Frame(process, alive);
    activity.frames.addLast(frame);
    try {
      action.run();
      return true;
    } catch (Killed e) {
      if (e.frame() != frame) {
        throw e;
      }
      return false;
    } finally {
      activity.frames.removeLast();
    }
  }

  /** Ends the world: activities that still sleep end where they are. */
  public void close() {
    closed = true;
    while (!events.isEmpty()) {
      Activity activity = events.remove().activity();
      if (activity.thread != null) {
        activity.goOn();
        back.acquireUninterruptibly();
      }
    }
  }

  private record Event(Instant due, long order, Activity activity) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = due.compareTo(other.due);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final class Activity {
    private final String label;
    private final Runnable action;
    private final Semaphore turn = new Semaphore(0);
    private final Deque<Frame> frames = new ArrayDeque<>();
    private volatile Thread thread;

    Activity(String label, Runnable action) {
      this.label = label;
      this.action = action;
    }

    void goOn() {
      if (thread == null) {
        threads.execute(this::run);
      } else {
        turn.release();
      }
    }

    private void run() {
      thread = Thread.currentThread();
      current.set(this);
      try {
        action.run();
      } catch (Killed e) {
        // It ends here, as a process does.
      } catch (RuntimeException | Error e) {
        if (!closed) {
          failure = e;
        }
      } finally {
        current.remove();
        back.release();
      }
    }

    void waitForTurn() {
      back.release();
      turn.acquireUninterruptibly();
      if (closed) {
        throw new Killed(new Frame("the world", () -> false));
      }
    }

    /** Only of the innermost process: one whose caller died goes on, as a server does. */
    void throwIfDead() {
      Frame frame = frames.peekLast();
      if (frame != null && !frame.isAlive()) {
        throw new Killed(frame);
      }
    }
  }
}
