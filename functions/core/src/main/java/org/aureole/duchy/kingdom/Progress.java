package org.aureole.duchy.kingdom;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Objects;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.ColumnText;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.Message;
import org.aureole.platform.work.Outbox;
import org.aureole.v1.ReportProgressRequest;
import org.aureole.v1.TimelineEntry;

/**
 * Leaves, in the transaction that changes something, a report of it for the Measurement's timeline.
 * Reports hold no datum and no secret; their ids make repeats harmless. Thread-safe.
 */
public final class Progress {
  /** The topic of the reports; {@link ProgressTopic} takes them to the Kingdom. */
  public static final String TOPIC = "progress";

  private final Outbox outbox;
  private final PartyName self;

  public Progress(Outbox outbox, PartyName self) {
    this.outbox = Objects.requireNonNull(outbox);
    this.self = Objects.requireNonNull(self);
  }

  /** This Duchy's part in the computation went from one stage to another. */
  public void stage(Tx tx, MeasurementName measurement, ComputationName name, StageChange change) {
    report(
        tx,
        measurement,
        entry(tx, name)
            .setFromState(change.from())
            .setToState(change.to())
            .setMessage(ColumnText.of(change.detail()))
            .setId(name + "/" + change.version()));
  }

  /**
   * Something came from, or went to, another party.
   *
   * @param id unique for this computation, the same when the same thing is reported again
   */
  public void exchange(
      Tx tx,
      MeasurementName measurement,
      ComputationName name,
      String id,
      String peer,
      String message) {
    report(
        tx,
        measurement,
        entry(tx, name).setPeer(peer).setMessage(ColumnText.of(message)).setId(name + "/" + id));
  }

  private TimelineEntry.Builder entry(Tx tx, ComputationName name) {
    Instant now = tx.now();
    return TimelineEntry.newBuilder()
        .setTime(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
        .setParty(self.toString())
        .setResource(name.toString());
  }

  private void report(Tx tx, MeasurementName measurement, TimelineEntry.Builder entry) {
    ReportProgressRequest report = ReportProgressRequest.newBuilder().addEntries(entry).build();
    outbox.add(
        tx,
        Message.of(
            TOPIC,
            measurement.toString(),
            report.getDescriptorForType().getFullName(),
            report.toByteString()));
  }

  /**
   * A change of stage.
   *
   * @param from empty at creation
   * @param version of the row after the change
   * @param detail for a person
   */
  public record StageChange(String from, String to, long version, String detail) {}
}
