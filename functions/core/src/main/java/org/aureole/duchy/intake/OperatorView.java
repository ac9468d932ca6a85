package org.aureole.duchy.intake;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aureole.duchy.computation.ComputationRow;
import org.aureole.duchy.computation.ComputationStore;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.ShuffleTerms;
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
    ShuffleTerms terms = ShuffleTerms.pinned(row, self);
    List<InboxFolder> folders = new ArrayList<>();
    if (terms.isWorker()) {
      store.participants().requisitions(tx, row.name()).stream()
          .filter(requisition -> requisition.receiver().equals(self))
          .forEach(r -> folders.add(InboxFolder.ofRequisition(r.name(), row.name())));
      folders.add(new InboxFolder(terms.otherWorker(), row.name(), InboxFolder.SETUP));
    } else {
      for (String worker : List.of(terms.roles().firstWorker(), terms.roles().secondWorker())) {
        folders.add(new InboxFolder(PartyName.parse(worker), row.name(), InboxFolder.SHUFFLE));
      }
    }
    return folders;
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
