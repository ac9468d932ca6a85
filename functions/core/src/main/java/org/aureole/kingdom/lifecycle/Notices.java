package org.aureole.kingdom.lifecycle;

import java.util.Map;
import java.util.Objects;
import org.aureole.kingdom.store.TimelineStore;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.trace.Trace;
import org.aureole.platform.work.Message;
import org.aureole.platform.work.Outbox;
import org.aureole.v1.Notification;
import org.aureole.v1.TimelineEntry;

/**
 * What the Kingdom sends to parties: a hint where to look, once the transaction has committed. Each
 * one is in the timeline. Thread-safe.
 */
public final class Notices {
  /** How the Kingdom calls itself in timelines. */
  public static final String KINGDOM = "kingdom";

  private static final String TYPE = Notification.getDescriptor().getFullName();

  private final Outbox outbox;
  private final TimelineStore timeline;

  public Notices(Outbox outbox, TimelineStore timeline) {
    this.outbox = Objects.requireNonNull(outbox);
    this.timeline = Objects.requireNonNull(timeline);
  }

  /**
   * Tells a party to look at a resource.
   *
   * @param why for the timeline, such as {@code "FAILED"}
   */
  public void send(Tx tx, PartyName to, Object resource, MeasurementName measurement, String why) {
    Notification notification =
        Notification.newBuilder()
            .setResource(resource.toString())
            .setMeasurement(measurement.toString())
            .build();
    Message message =
        Message.of(to.toString(), resource.toString(), TYPE, notification.toByteString())
            .withAttributes(Map.of(Trace.PARENT, Trace.of(measurement).parent()));
    outbox.add(tx, message);
    timeline.add(
        tx,
        measurement,
        tx.now(),
        TimelineEntry.newBuilder()
            .setId("notice-" + message.id())
            .setParty(KINGDOM)
            .setPeer(to.toString())
            .setResource(resource.toString())
            .setTime(Times.timestamp(tx.now()))
            .setMessage("notified " + to + ": " + why)
            .build());
  }
}
