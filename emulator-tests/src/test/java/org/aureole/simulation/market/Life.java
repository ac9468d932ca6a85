package org.aureole.simulation.market;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.simulation.port.SimulatedKeys;
import org.aureole.simulation.world.Chance;
import org.aureole.simulation.world.Fault;
import org.aureole.simulation.world.Schedule;
import org.aureole.simulation.world.World;
import org.aureole.v1.Certificate;
import org.aureole.v1.DeclineRequisitionRequest;
import org.aureole.v1.Fulfillment;
import org.aureole.v1.ListFulfillmentsResponse;
import org.aureole.v1.Party;
import org.aureole.v1.RevokeCertificateRequest;

/**
 * What people do and what befalls whole parties, round by round: a consumer asks and cancels, an
 * operator refuses, a publisher replaces a file, processes restart, a party or a topic is down, a
 * certificate expires or is revoked; and the schedulers that call sweeps.
 */
final class Life {
  private static final int MOST_INQUIRIES = 3;

  private final SimulatedMarket market;
  private final World world;
  private final Schedule schedule;
  private final Chance chance;
  private final Consumer consumer;
  private final List<Inquiry> inquiries = new ArrayList<>();
  private final AtomicInteger doing = new AtomicInteger();
  private boolean fileReplaced[] = new boolean[Member.PUBLISHERS.size()];
  private final Set<Member> expiring = new HashSet<>();
  private boolean revoked;

  Life(SimulatedMarket market) {
    this.market = market;
    this.world = market.world();
    this.schedule = world.schedule();
    this.chance = world.chance();
    this.consumer = new Consumer(market);
    // Where somebody mixes things up there must be several.
    int least = schedule.isPossible(Fault.CROSS_WIRE_OBJECT) ? 2 : 1;
    int count = Math.max(least, 1 + (int) (MOST_INQUIRIES * Math.pow(chance.of("inquiries"), 3)));
    for (int i = 0; i < count; i++) {
      Inquiry inquiry = new Inquiry(i, chance);
      inquiries.add(inquiry);
      people(
          Duration.ofMinutes(chance.below(20, "begin of " + i)), "asking " + i, () -> ask(inquiry));
    }
  }

  /** A market refuses an inquiry only where a certificate or its time has ended. */
  private void ask(Inquiry inquiry) {
    try {
      consumer.ask(inquiry);
    } catch (DomainException e) {
      if (!revoked
          && expiring.isEmpty()
          && !schedule.hasHappened(Fault.LIE)
          && !inquiry.hasShortPatience()) {
        throw e;
      }
    }
  }

  Consumer consumer() {
    return consumer;
  }

  List<Inquiry> inquiries() {
    return inquiries;
  }

  /** Whether a publisher's file has been replaced by its second version. */
  boolean isReplaced(int publisher) {
    return fileReplaced[publisher];
  }

  boolean hasRevoked() {
    return revoked;
  }

  /** Whether somebody signed under a certificate that then expired. */
  boolean hasExpired() {
    return !expiring.isEmpty();
  }

  /** Whether somebody is still about to do something. */
  boolean isBusy() {
    return doing.get() > 0;
  }

  private void people(Duration delay, String label, Runnable action) {
    doing.incrementAndGet();
    world.after(
        delay,
        label,
        () -> {
          action.run();
          doing.decrementAndGet();
        });
  }

  /** Schedules the sweeps of a round, at some moment in it. */
  void sweeps(Duration round) {
    for (Member member : Member.servers()) {
      String label = "sweep of " + member.id();
      world.after(
          round.multipliedBy(chance.below(100, label + world.clock().instant())).dividedBy(100),
          label,
          () -> {
            try {
              market.sweep(member);
            } catch (DomainException e) {
              // The scheduler calls again in the next round.
            }
          });
    }
  }

  /** What befalls the market in a round of faults. */
  void disasters(Duration round) {
    for (Member member : Member.servers()) {
      if (schedule.strikesOnce(Fault.RESTART, member.id(), 0.05)) {
        later(round, "restart of " + member.id(), () -> market.party(member).restart());
      }
      if (schedule.strikesOnce(Fault.OUTAGE, member.id(), 0.03)) {
        outage(round, member);
      }
      if (member.kind() != Member.Kind.KINGDOM
          && schedule.strikesOnce(Fault.SILENCE, member.id(), 0.04)) {
        Instant until = world.clock().instant().plus(spell("silence of " + member.id()));
        market.topics().silence(member.name().toString(), until);
      }
    }
    people(round);
  }

  private void people(Duration round) {
    for (Inquiry inquiry : inquiries) {
      String id = inquiry.name.measurement();
      if (inquiry.created && schedule.strikesOnce(Fault.CANCEL, id, 0.1)) {
        people(moment(round, "cancel " + id), "cancelling " + id, () -> consumer.cancel(inquiry));
      }
      if (inquiry.created && schedule.strikesOnce(Fault.REFUSE, id, 0.1)) {
        people(moment(round, "refuse " + id), "refusing " + id, () -> refuse(inquiry));
      }
    }
    for (int i = 0; i < fileReplaced.length; i++) {
      int publisher = i;
      if (schedule.strikesOnce(Fault.REPLACE_FILE, "edp" + (i + 1), 0.1)) {
        later(
            round,
            "replacing a file",
            () -> {
              fileReplaced[publisher] = true;
              market.drop(Member.PUBLISHERS.get(publisher), Audience.file(publisher, 1));
            });
      }
    }
    for (Member member : Member.registered()) {
      if (expires(round, member) && schedule.strikesOnce(Fault.EXPIRE, member.id(), 0.03)) {
        expiring.add(member);
        people(moment(round, "expiry"), "expiry of " + member.id(), () -> letExpire(member));
      }
      if (!revoked && schedule.strikesOnce(Fault.REVOKE, member.id(), 0.01)) {
        revoked = true;
        people(moment(round, "revoke"), "revoking", () -> revoke(member));
      }
    }
  }

  private void later(Duration round, String label, Runnable action) {
    world.after(moment(round, label), label, action);
  }

  private Duration moment(Duration round, String label) {
    return round.multipliedBy(chance.below(100, label + world.clock().instant())).dividedBy(100);
  }

  /** From ten seconds to two days. */
  private Duration spell(String what) {
    double length = chance.of(what + world.clock().instant());
    return Duration.ofSeconds((long) (10 * Math.pow(17_280, length)));
  }

  private void outage(Duration round, Member member) {
    Duration length = spell("outage of " + member.id());
    later(
        round,
        "outage of " + member.id(),
        () -> {
          market.party(member).down();
          world.sleep(length);
          market.party(member).up();
        });
  }

  private boolean expires(Duration round, Member member) {
    return !expiring.contains(member)
        && world.clock().instant().plus(round).isBefore(market.keys(member).briefEnd());
  }

  /**
   * A member signs under a certificate that is about to expire, and takes another one some time
   * after it has.
   */
  private void letExpire(Member member) {
    SimulatedKeys keys = market.keys(member);
    keys.useBrief(true);
    publish(member);
    Duration left = Duration.between(world.clock().instant(), keys.briefEnd());
    world.sleep((left.isNegative() ? Duration.ZERO : left).plus(spell("expiry of " + member.id())));
    keys.useBrief(false);
    publish(member);
  }

  private void publish(Member member) {
    ApiClient own = market.client(Member.KINGDOM, member, member.id());
    try {
      consumer.persistently(() -> KeyPublication.publish(own, member.name(), market.keys(member)));
    } catch (DomainException e) {
      // It was revoked, or expired before the Kingdom was reached.
    }
  }

  /** The operator of a publisher that has to answer refuses, if it is not too late. */
  private void refuse(Inquiry inquiry) {
    Member member =
        inquiry.publishers.isEmpty()
            ? Member.POPULATION
            : Member.PUBLISHERS.get(inquiry.publishers.get(0));
    ApiClient operator = market.client(member, member, member.operator());
    try {
      for (Fulfillment each :
          operator
              .call(
                  HttpMethod.GET, "/v1/fulfillments", ListFulfillmentsResponse.getDefaultInstance())
              .getFulfillmentsList()) {
        if (each.getMeasurement().equals(inquiry.name.toString())) {
          inquiry.declined = true;
          String id = each.getName().substring(each.getName().lastIndexOf('/') + 1);
          operator.call(
              HttpMethod.POST,
              "/v1/requisitions/" + id + ":refuse",
              DeclineRequisitionRequest.newBuilder().setMessage("not this one").build(),
              Fulfillment.getDefaultInstance());
        }
      }
    } catch (DomainException e) {
      // Too late, or the operator gives up for today.
    }
  }

  private void revoke(Member member) {
    ApiClient own = market.client(Member.KINGDOM, member, member.id());
    try {
      String certificate =
          own.call(HttpMethod.GET, "/v1/" + member.name(), Party.getDefaultInstance())
              .getCertificate();
      own.call(
          HttpMethod.POST,
          "/v1/" + certificate + ":revoke",
          RevokeCertificateRequest.newBuilder().setReason("key lost").build(),
          Certificate.getDefaultInstance());
    } catch (DomainException e) {
      // Nobody was reached.
    }
  }
}
