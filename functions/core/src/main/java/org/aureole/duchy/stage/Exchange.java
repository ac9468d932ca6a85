package org.aureole.duchy.stage;

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
public final class Exchange {
  private final DuchyStore store;

  public Exchange(DuchyStore store) {
    this.store = Objects.requireNonNull(store);
  }

  /** A pinned hand-over. */
  public record Input(InboxFolder folder, Manifest manifest) {}

  /** What this Duchy has made and committed so far. */
  public Map<Output.Kind, Output> outputs(StageRun run) {
    return store
        .database()
        .read("readOutputs", tx -> store.exchanges().outputs(tx, run.row().name()));
  }

  /** What data providers handed over to this Duchy, in the order of the requisitions. */
  public List<Input> provided(StageRun run) {
    List<LocalRequisition> own = new ArrayList<>(run.receivedBy(run.terms().self()));
    own.sort(Comparator.comparing(requisition -> requisition.name().toString()));
    return own.stream().map(requisition -> pinned(run.folder(requisition))).toList();
  }

  /** What was pinned of a folder; by this stage it is there. */
  public Input pinned(InboxFolder folder) {
    return new Input(
        folder,
        store
            .database()
            .read("readPinned", tx -> store.exchanges().manifest(tx, folder))
            .map(ManifestCheck::pinned)
            .orElseThrow(() -> DomainException.bug(folder.prefix() + " is not pinned")));
  }
}
