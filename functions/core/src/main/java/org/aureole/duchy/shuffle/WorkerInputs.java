package org.aureole.duchy.shuffle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.LocalRequisition;
import org.aureole.duchy.computation.Output;
import org.aureole.duchy.intake.ManifestCheck;
import org.aureole.model.error.DomainException;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.v1.Manifest;

/** What is pinned and committed at this Duchy for one Computation. Thread-safe. */
final class WorkerInputs {
  private final DuchyStore store;

  WorkerInputs(DuchyStore store) {
    this.store = Objects.requireNonNull(store);
  }

  /** A pinned hand-over. */
  record Share(InboxFolder folder, Manifest manifest) {}

  /** What this Duchy has made and committed so far. */
  Map<Output.Kind, Output> outputs(StageRun run) {
    return store
        .database()
        .read("readOutputs", tx -> store.exchanges().outputs(tx, run.row().name()));
  }

  /** The shares that data providers handed to this worker, in the order of the requisitions. */
  List<Share> shares(StageRun run) {
    List<LocalRequisition> own = new ArrayList<>(run.receivedBy(run.terms().self()));
    own.sort(Comparator.comparing(requisition -> requisition.name().toString()));
    return own.stream().map(requisition -> pinned(run.folder(requisition))).toList();
  }

  /** What was pinned of a folder; by this stage it is there. */
  Share pinned(InboxFolder folder) {
    return new Share(
        folder,
        store
            .database()
            .read("readPinned", tx -> store.exchanges().manifest(tx, folder))
            .map(ManifestCheck::pinned)
            .orElseThrow(() -> DomainException.bug(folder.prefix() + " is not pinned")));
  }
}
