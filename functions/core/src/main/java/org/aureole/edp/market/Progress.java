package org.aureole.edp.market;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.aureole.edp.Timestamps;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.ColumnText;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.Message;
import org.aureole.platform.work.Outbox;
import org.aureole.platform.work.Topics;
import org.aureole.v1.ReportProgressRequest;
import org.aureole.v1.TimelineEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what happens here for the timeline of a Measurement: written to the outbox by the
 * transaction that it tells of, sent to the Kingdom by {@link #topics}. Holds no datum of anybody.
 */
public final class Progress {
  /** The topic of reports. */
  public static final String TOPIC = "progress";

  private static final Logger log = LoggerFactory.getLogger(Progress.class);

  private final PartyName self;
  private final Outbox outbox;

  public Progress(PartyName self, Outbox outbox) {
    this.self = Objects.requireNonNull(self);
    this.outbox = Objects.requireNonNull(outbox);
  }

  /**
   * Reports a change of state. Repeats are known by resource and version.
   *
   * @param from empty at creation
   */
  public void report(
      Tx tx,
      MeasurementName measurement,
      String resource,
      long version,
      String from,
      String to,
      String message) {
    TimelineEntry entry =
        TimelineEntry.newBuilder()
            .setTime(Timestamps.of(tx.now()))
            .setParty(self.toString())
            .setResource(resource)
            .setFromState(from)
            .setToState(to)
            .setMessage(ColumnText.of(message))
            .setId(resource + "/" + version)
            .build();
    Message report =
        new Message(
            "progress-" + UUID.nameUUIDFromBytes(entry.getId().getBytes(StandardCharsets.UTF_8)),
            TOPIC,
            measurement.toString(),
            ReportProgressRequest.getDescriptor().getFullName(),
            ReportProgressRequest.newBuilder().addEntries(entry).build().toByteString(),
            Map.of(),
            Optional.empty());
    outbox.add(tx, report);
  }

  /**
   * Where a data provider's outbox sends to: reports go to the Kingdom. A report that the Kingdom
   * rejects is dropped, as it would be rejected again.
   */
  public static Topics topics(KingdomApi kingdom) {
    return message -> {
      if (!message.topic().equals(TOPIC)) {
        throw DomainException.bug("a data provider has no topic " + message.topic());
      }
      try {
        kingdom.reportProgress(
            MeasurementName.parse(message.key()),
            ReportProgressRequest.parseFrom(message.payload()));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("a progress report cannot be read", e);
      } catch (DomainException e) {
        if (e.isRetryable()) {
          throw e;
        }
        log.warn("the Kingdom rejected a report about {}: {}", message.key(), e.getMessage());
      }
    };
  }
}
