package org.aureole.duchy.ring;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.aureole.duchy.computation.Output;
import org.aureole.duchy.intake.ManifestCheck;
import org.aureole.duchy.stage.Desks;
import org.aureole.duchy.stage.Exchange;
import org.aureole.duchy.stage.HandoverDesk;
import org.aureole.duchy.stage.StageRun;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.v1.Manifest;

/** Takes and hands over the records of a ring. Thread-safe. */
final class RingDesk {
  private final Desks desks;

  RingDesk(Desks desks) {
    this.desks = Objects.requireNonNull(desks);
  }

  /** This Duchy in the ring; the caller closes it. */
  RingParty party(StageRun run) {
    return RingParty.open(
        desks.objects(),
        run,
        desks.exchange().outputs(run).get(Output.Kind.SECRETS),
        desks.handover().peers(run));
  }

  /**
   * What another Duchy handed over, pinned now or before; empty if it has not arrived.
   *
   * @param recordBytes the size of its records
   * @throws DomainException PROTOCOL_VIOLATION if it is not what it must be
   */
  Optional<Exchange.Input> take(StageRun run, PartyName from, Hop hop, int recordBytes) {
    InboxFolder folder = run.folder(from, hop.stage());
    return desks
        .intake()
        .take(run.lease(), run.terms(), folder, m -> check(m, recordBytes))
        .map(manifest -> new Exchange.Input(folder, manifest));
  }

  private static void check(Manifest manifest, int recordBytes) {
    Manifest.RingRecords records = manifest.getRingRecords();
    ManifestCheck.require(
        records.getRecordBytes() == recordBytes,
        "ringRecords.recordBytes",
        "is " + records.getRecordBytes() + "; it is " + recordBytes);
    long bytes = manifest.getObjects(0).getSizeBytes();
    ManifestCheck.require(
        bytes % recordBytes == 0 && bytes / recordBytes == records.getCount(),
        "ringRecords.count",
        "is not what the size of the object gives");
  }

  /** The bytes of a pinned hand-over, held against their digest. */
  byte[] read(Exchange.Input input) {
    try (InputStream in = desks.inbox().open(input.folder(), input.manifest().getObjects(0))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw DomainException.unavailable("records cannot be read from the inbox", e);
    }
  }

  /** What data providers handed over to this Duchy, in the order of the requisitions. */
  List<byte[]> provided(StageRun run) {
    List<byte[]> registers = new ArrayList<>();
    for (Exchange.Input input : desks.exchange().provided(run)) {
      run.lease().throwIfLost();
      registers.add(read(input));
    }
    return registers;
  }

  /**
   * How many records this Duchy committed for a hop, by its own rows.
   *
   * @param recordBytes the size of its records
   */
  int sent(StageRun run, Hop hop, int recordBytes) {
    Output committed = desks.exchange().outputs(run).get(hop.records());
    if (committed == null) {
      throw DomainException.bug("nothing is committed for " + hop.stage());
    }
    return Math.toIntExact(committed.size() / recordBytes);
  }

  /**
   * Hands over what is committed for a hop, or else commits what is made now before; then moves on.
   *
   * @param records makes the records, which the caller's inputs alone determine
   */
  void handOver(
      StageRun run,
      PartyName to,
      Hop hop,
      int recordBytes,
      ComputationStage next,
      Supplier<byte[]> records) {
    Map<Output.Kind, Output> outputs = desks.exchange().outputs(run);
    if (!outputs.containsKey(hop.manifest())) {
      commit(run, to, hop, recordBytes, records.get());
      outputs = desks.exchange().outputs(run);
    }
    HandoverDesk handover = desks.handover();
    handover.deliver(run, to, hop.stage(), InboxFolder.RECORDS, outputs.get(hop.records()));
    handover.deliver(run, to, hop.stage(), InboxFolder.MANIFEST, outputs.get(hop.manifest()));
    desks
        .store()
        .write(
            run.lease(),
            "finishHop",
            tx ->
                desks
                    .store()
                    .computations()
                    .transition(
                        tx,
                        run.row(),
                        next,
                        hop.stage(),
                        "handed " + hop.stage() + " over to " + to));
  }

  private void commit(StageRun run, PartyName to, Hop hop, int recordBytes, byte[] bytes) {
    Output records =
        desks.objects().store(run.row().name(), hop.records(), new ByteArrayInputStream(bytes));
    Manifest.Builder content =
        Manifest.newBuilder()
            .addObjects(HandoverDesk.object(InboxFolder.RECORDS, records))
            .setRingRecords(
                Manifest.RingRecords.newBuilder()
                    .setCount(bytes.length / recordBytes)
                    .setRecordBytes(recordBytes));
    Output manifest =
        desks.handover().manifest(run.terms(), hop.manifest(), hop.stage(), to, content);
    desks
        .objects()
        .commit(
            records,
            () ->
                desks
                    .store()
                    .write(
                        run.lease(),
                        "commitHop",
                        tx -> {
                          desks.store().exchanges().commit(tx, run.row().name(), records);
                          desks.store().exchanges().commit(tx, run.row().name(), manifest);
                        }));
  }
}
