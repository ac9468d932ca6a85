package org.aureole.duchy.intake;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aureole.duchy.computation.ComputationRow;
import org.aureole.duchy.computation.ComputationStore;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.Peer;
import org.aureole.duchy.computation.RingPlace;
import org.aureole.duchy.computation.RingTerms;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.Job;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.Jobs;
import org.aureole.v1.LocalComputation;

/** What the Duchy's own operator may know of a Computation. Thread-safe. */
public final class OperatorView {
  private final DuchyStore store;
  private final Jobs jobs;
  private final PartyName self;

  public OperatorView(DuchyStore store, Jobs jobs, PartyName self) {
    this.store = Objects.requireNonNull(store);
    this.jobs = Objects.requireNonNull(jobs);
    this.self = Objects.requireNonNull(self);
  }

  /** Stage, inputs, attempts and last error; NOT_FOUND if this Duchy has no such computation. */
  public LocalComputation get(ComputationName name) {
    return store.database().read("getLocalComputation", tx -> get(tx, name));
  }

  private LocalComputation get(Tx tx, ComputationName name) {
    ComputationRow row = store.computations().get(tx, name);
    Optional<Job> job = jobs.find(tx, new JobName(ComputationStore.WORK, name.toString()));
    LocalComputation.Builder view =
        LocalComputation.newBuilder()
            .setName(name.toString())
            .setMeasurement(row.measurement().toString())
            .setStage(row.stage().name())
            .setAttempts(job.map(Job::attempts).orElse(0L))
            .setLastError(row.failure().or(() -> job.flatMap(Job::lastError)).orElse(""))
            .setCreateTime(timestamp(row.createdAt()))
            .setUpdateTime(timestamp(row.updatedAt()));
    for (InboxFolder folder : expected(tx, row)) {
      view.addInputs(input(tx, folder));
    }
    return view.build();
  }

  /** The folders that must be filled before this Duchy's part is done. */
  private List<InboxFolder> expected(Tx tx, ComputationRow row) {
    if (row.pinned().isEmpty()) {
      return List.of();
    }
    ComputationTerms terms = ComputationTerms.pinned(row, self);
    List<InboxFolder> folders = new ArrayList<>();
    store.participants().requisitions(tx, row.name()).stream()
        .filter(requisition -> requisition.receiver().equals(self))
        .forEach(r -> folders.add(InboxFolder.ofRequisition(r.name(), row.name())));
    for (String stage : terms.peerStages()) {
      for (PartyName sender : senders(tx, row, terms, stage)) {
        folders.add(new InboxFolder(sender, row.name(), stage));
      }
    }
    return folders;
  }

  /** Which Duchies hand over to this one at a stage; of a ring, known once it has confirmed. */
  private List<PartyName> senders(Tx tx, ComputationRow row, ComputationTerms terms, String stage) {
    List<PartyName> workers =
        terms.duchies().workers().stream()
            .map(PartyName::parse)
            .filter(worker -> !worker.equals(self))
            .toList();
    if (terms instanceof RingTerms ring && !stage.equals(InboxFolder.SETUP)) {
      List<Peer> peers = store.participants().peers(tx, row.name());
      return peers.isEmpty() ? List.of() : List.of(RingPlace.of(ring, row, peers).previous());
    }
    return workers;
  }

  private LocalComputation.Input input(Tx tx, InboxFolder folder) {
    LocalComputation.Input.Builder input =
        LocalComputation.Input.newBuilder()
            .setSender(folder.sender().toString())
            .setStage(folder.stage());
    if (store.exchanges().manifest(tx, folder).isPresent()) {
      return input.setState(LocalComputation.Input.State.PINNED).build();
    }
    Optional<String> refusal = store.exchanges().refusal(tx, folder);
    return input
        .setState(
            refusal.isPresent()
                ? LocalComputation.Input.State.REFUSED
                : LocalComputation.Input.State.MISSING)
        .setMessage(refusal.orElse(""))
        .build();
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }
}
