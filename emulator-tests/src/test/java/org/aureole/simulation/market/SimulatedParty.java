package org.aureole.simulation.market;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.HttpQuery;
import org.aureole.platform.http.HttpReply;
import org.aureole.platform.http.Route;
import org.aureole.platform.http.Router;
import org.aureole.platform.identity.PrincipalDirectory;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.JobProcess;
import org.aureole.platform.work.JobStarter;
import org.aureole.simulation.port.SimulatedNetwork;
import org.aureole.simulation.world.Fault;
import org.aureole.simulation.world.World;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One party in a world: its functions answer and its jobs run in processes that may die, one by one
 * or all at once; its rows and buckets outlive them.
 */
final class SimulatedParty implements SimulatedNetwork.Server, JobStarter, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedParty.class);

  /** How many of the processes that run a job stand by afterwards, where any do. */
  private static final double STANDING_BY = 0.3;

  private final Member member;
  private final World world;
  private final Function<SimulatedParty, Processes> start;
  private final Function<Processes, Router> router;
  private Processes processes;
  private Router serving;
  private int generation;
  private boolean down;

  /**
   * The code of a party, put together anew.
   *
   * @param runJob runs a job in the calling thread
   * @param jobs stands by for more, and starts
   * @param close ends what the party itself keeps running
   */
  record Processes(
      List<? extends Route> routes,
      PrincipalDirectory principals,
      Consumer<JobName> runJob,
      JobProcess jobs,
      Runnable close) {}

  SimulatedParty(
      Member member,
      World world,
      Function<SimulatedParty, Processes> start,
      Function<Processes, Router> router) {
    this.member = member;
    this.world = world;
    this.start = start;
    this.router = router;
    boot();
  }

  Member member() {
    return member;
  }

  private void boot() {
    processes = start.apply(this);
    serving = router.apply(processes);
  }

  /** All processes die, and with them whatever they kept in memory; new ones are there at once. */
  void restart() {
    generation++;
    processes.close().run();
    boot();
  }

  /** Nothing answers and nothing runs until {@link #up()}. */
  void down() {
    down = true;
    restart();
  }

  void up() {
    down = false;
  }

  @Override
  public Optional<HttpReply> answer(HttpQuery query) {
    if (down) {
      return Optional.empty();
    }
    int born = generation;
    AtomicReference<HttpReply> reply = new AtomicReference<>();
    boolean lived =
        world.inProcess(
            member.id(), () -> generation == born, () -> reply.set(serving.handle(query)));
    return lived ? Optional.of(reply.get()) : Optional.empty();
  }

  @Override
  public void start(JobName job) {
    String label = "job " + member.id() + " " + job.kind();
    if (world.schedule().strikes(Fault.LOSE_START, label)) {
      return;
    }
    world.after(Duration.ZERO, label, () -> run(job));
    if (world.schedule().strikes(Fault.REPEAT_START, label)) {
      world.after(Duration.ofSeconds(2), label, () -> run(job));
    }
  }

  private void run(JobName job) {
    if (down) {
      return;
    }
    int born = generation;
    Consumer<JobName> runner = runner(job);
    world.inProcess(
        member.id(),
        () -> generation == born,
        () -> {
          try {
            runner.accept(job);
          } catch (DomainException e) {
            // The job's process exits, and its platform logs why.
            LOG.debug("a run of {} ended: {}", job, e.getMessage());
          }
        });
  }

  private Consumer<JobName> runner(JobName first) {
    Processes running = processes;
    String label = "job " + member.id() + " " + first.kind();
    return world.schedule().strikesOnce(Fault.STAND_BY, label, STANDING_BY)
        ? job -> running.jobs().run(job, running.runJob())
        : running.runJob();
  }

  @Override
  public void close() {
    processes.close().run();
  }
}
