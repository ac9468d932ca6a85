package org.aureole.duchy.stage;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.aureole.duchy.computation.ComputationRow;
import org.aureole.duchy.computation.ComputationStore;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.LocalRequisition;
import org.aureole.duchy.kingdom.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.trace.Trace;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.platform.work.JobHandler;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.Lease;
import org.aureole.v1.Computation;

/**
 * Carries one Computation as far forward as it goes now: looks at the rows, the inbox and the
 * Kingdom, whatever it was that woke it up. Thread-safe.
 *
 * <p>An error that a second try would not mend fails the computation here and at the Kingdom,
 * unless the Measurement has ended meanwhile.
 */
public final class ComputationJob implements JobHandler {
  private static final Set<ErrorCode> NOT_OURS =
      Set.of(ErrorCode.NOT_FOUND, ErrorCode.PERMISSION_DENIED);

  /** Of this run, or of a peer that did not accept our token: not of what is computed. */
  private static final Set<ErrorCode> PASSING =
      Set.of(ErrorCode.LEASE_LOST, ErrorCode.UNAUTHENTICATED);

  private final DuchyStore store;
  private final KingdomApi kingdom;
  private final PeerTrust trust;
  private final PartyName self;
  private final InstantSource clock;
  private final Map<String, Map<ComputationStage, StageRun.Stage>> stages;

  /**
   * @param stages what is done at each stage, by the name of the protocol
   */
  public ComputationJob(
      DuchyStore store,
      KingdomApi kingdom,
      PeerTrust trust,
      PartyName self,
      InstantSource clock,
      Map<String, Map<ComputationStage, StageRun.Stage>> stages) {
    this.store = Objects.requireNonNull(store);
    this.kingdom = Objects.requireNonNull(kingdom);
    this.trust = Objects.requireNonNull(trust);
    this.self = Objects.requireNonNull(self);
    this.clock = Objects.requireNonNull(clock);
    this.stages = Map.copyOf(stages);
  }

  @Override
  public String kind() {
    return ComputationStore.WORK;
  }

  @Override
  public void run(Lease lease) {
    ComputationName name = ComputationName.parse(lease.job().resource());
    try {
      forward(lease, name);
    } catch (DomainException e) {
      if (PASSING.contains(e.code()) || e.code().handling() != ErrorCode.Handling.REJECT) {
        throw e;
      }
      endAfter(lease, name, e);
    }
  }

  @Override
  public void abandoned(Tx tx, JobName job, String reason) {
    store
        .computations()
        .find(tx, ComputationName.parse(job.resource()))
        .filter(row -> !row.isTerminal())
        .ifPresent(row ->
            store.computations().transition(tx, row, ComputationStage.FAILED, "abandoned", reason));
  }

  private void forward(Lease lease, ComputationName name) {
    ComputationRow row = read(name);
    Trace.of(row.measurement()).follow();
    if (row.isTerminal()) {
      return;
    }
    // Known without the Kingdom, so that one that does not answer keeps no secrets alive.
    if (row.pinned().isPresent() && endIfExpired(lease, row, ComputationTerms.pinned(row, self))) {
      return;
    }
    Computation remote = kingdom.getComputation(name);
    boolean moved = true;
    while (moved && !row.isTerminal()) {
      lease.throwIfLost();
      if (endIfOver(lease, row, Optional.of(remote))) {
        return;
      }
      ComputationTerms terms = terms(row, remote);
      if (endIfExpired(lease, row, terms)) {
        return;
      }
      List<LocalRequisition> requisitions =
          store
              .database()
              .read("readRequisitions", tx -> store.participants().requisitions(tx, name));
      moved =
          stages
              .get(terms.protocol())
              .get(row.stage())
              .run(new StageRun(lease, row, remote, terms, requisitions));
      row = read(name);
    }
  }

  /**
   * The pinned terms, or, at first, those that the delivered spec gives once it is verified. It may
   * have expired: that ends this Duchy's part without blame.
   */
  private ComputationTerms terms(ComputationRow row, Computation remote) {
    if (row.pinned().isPresent()) {
      return ComputationTerms.pinned(row, self);
    }
    return ComputationTerms.of(
        row.name(), trust.verifySpecOfAnyAge(remote.getMeasurementSpec(), row.measurement()), self);
  }

  /**
   * Ends this Duchy's part if the Measurement has ended.
   *
   * @param remote the Kingdom's view; empty if the Kingdom knows no such computation of this Duchy
   */
  private boolean endIfOver(Lease lease, ComputationRow row, Optional<Computation> remote) {
    String state = remote.map(Computation::getMeasurementState).orElse("unknown to the Kingdom");
    boolean succeeded = state.equals(MeasurementState.SUCCEEDED.name());
    boolean over =
        succeeded
            || remote.isEmpty()
            || state.equals(MeasurementState.FAILED.name())
            || state.equals(MeasurementState.CANCELLED.name());
    if (!over) {
      return false;
    }
    boolean handedOver = Lifecycles.COMPUTATION.allows(row.stage(), ComputationStage.COMPLETE);
    end(
        lease,
        row,
        succeeded && handedOver ? ComputationStage.COMPLETE : ComputationStage.STOPPED,
        "the Measurement is " + state);
    return true;
  }

  private boolean endIfExpired(Lease lease, ComputationRow row, ComputationTerms terms) {
    var expiry = terms.spec().spec().getExpireTime();
    Instant at = Instant.ofEpochSecond(expiry.getSeconds(), expiry.getNanos());
    if (clock.instant().isBefore(at)) {
      return false;
    }
    end(lease, row, ComputationStage.STOPPED, "the Measurement expired at " + at);
    return true;
  }

  /** After a final error: the Measurement has ended meanwhile, or this Duchy fails it. */
  private void endAfter(Lease lease, ComputationName name, DomainException error) {
    ComputationRow row = read(name);
    if (!row.isTerminal() && !endIfOver(lease, row, look(name))) {
      end(lease, row, ComputationStage.FAILED, error.code() + ": " + error.getMessage());
    }
  }

  private Optional<Computation> look(ComputationName name) {
    try {
      return Optional.of(kingdom.getComputation(name));
    } catch (DomainException e) {
      if (NOT_OURS.contains(e.code())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void end(Lease lease, ComputationRow row, ComputationStage stage, String why) {
    store.write(
        lease, "endComputation", tx -> store.computations().transition(tx, row, stage, "end", why));
  }

  private ComputationRow read(ComputationName name) {
    return store.database().read("readComputation", tx -> store.computations().get(tx, name));
  }
}
