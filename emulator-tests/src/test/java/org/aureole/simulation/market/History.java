package org.aureole.simulation.market;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.aureole.simulation.world.Fault;
import org.aureole.simulation.world.World;

/**
 * The history of one market in one world: an afternoon in which things go wrong, days of calm in
 * which everything must come to its end, and, where messages are still under way, the year in which
 * they arrive and change nothing.
 */
public final class History implements AutoCloseable {
  private static final Duration ROUND = Duration.ofMinutes(10);
  private static final int ROUNDS = 12;

  /** Calm rounds: enough of them short for what waits for minutes, then for leases and expiry. */
  private static final int SHORT_CALM = 10;

  /** All before any Measurement expires whose consumer is patient. */
  private static final Duration LONG_ROUND = Duration.ofHours(12);

  private static final int LONG_CALM = 8;

  private static final int UNTIL_EXPIRY = 16;
  private static final Duration A_DAY = Duration.ofHours(25);
  private static final Duration YEAR_AND_A_DAY = Duration.ofDays(366);

  private final SimulatedMarket market;
  private final World world;
  private final Life life;
  private final Ear ear = new Ear();
  private final Malice malice;
  private final Oracle oracle;

  public History(SimulatedMarket market, LogWatch log) {
    this.market = market;
    this.world = market.world();
    this.malice = new Malice(world);
    market.network().tap(List.of(ear, malice));
    this.life = new Life(market);
    this.oracle = new Oracle(market, ear, log);
  }

  /** Lets it all happen, and looks on. */
  public void happen() {
    for (int round = 0; round < ROUNDS && !isOver(); round++) {
      life.disasters(ROUND);
      pass(ROUND);
    }
    world.schedule().end();
    Member.servers().forEach(member -> market.party(member).up());
    for (int round = 0; round < SHORT_CALM + calm() && !isOver(); round++) {
      pass(round < SHORT_CALM ? ROUND : LONG_ROUND);
    }
    malice.violations().forEach(oracle::add);
    if (oracle.hasLeftovers()) {
      // Of a run that went on after it was taken for dead: they are gone a day later.
      world.runUntil(world.clock().instant().plus(A_DAY));
      pass(ROUND);
    }
    oracle.atTheEnd();
    Truth truth = new Truth(life, world.schedule(), oracle);
    life.inquiries().forEach(truth::judge);
    if (market.topics().pending() > 0 && oracle.violations().isEmpty()) {
      List<String> before = endings(true);
      world.runUntil(world.clock().instant().plus(YEAR_AND_A_DAY));
      pass(ROUND);
      oracle.atTheEnd();
      List<String> after = endings(true);
      if (!before.equals(after)) {
        oracle.add("what had ended changed: " + before + " became " + after);
      }
    }
  }

  /** Where somebody lied, parties may have given up, and what they leave ends when it expires. */
  private int calm() {
    return world.schedule().hasHappened(Fault.LIE)
            || world.schedule().hasHappened(Fault.CORRUPT_OBJECT)
            || world.schedule().hasHappened(Fault.CROSS_WIRE_OBJECT)
        ? UNTIL_EXPIRY
        : LONG_CALM;
  }

  private boolean isOver() {
    return !life.isBusy() && oracle.isAtRest();
  }

  private void pass(Duration round) {
    life.sweeps(round);
    world.runUntil(world.clock().instant().plus(round));
    oracle.always();
  }

  public List<String> violations() {
    return oracle.violations().stream().distinct().collect(Collectors.toList());
  }

  public long operations() {
    return world.operations();
  }

  /** How each Measurement ended, for a person. */
  public String endings() {
    return String.join(", ", endings(false));
  }

  private List<String> endings(boolean withVersion) {
    return market
        .database(Member.KINGDOM)
        .real()
        .read(
            "endings",
            tx ->
                tx.query(
                    "select name, state, version from measurements order by name",
                    row ->
                        row.string("name")
                            + " "
                            + row.string("state")
                            + (withVersion ? " " + row.longValue("version") : "")));
  }

  @Override
  public void close() {
    market.close();
  }
}
