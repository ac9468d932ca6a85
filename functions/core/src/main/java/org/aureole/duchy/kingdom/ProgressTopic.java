package org.aureole.duchy.kingdom;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Objects;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.work.Message;
import org.aureole.platform.work.Topics;
import org.aureole.v1.ReportProgressRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the reports of {@link Progress} to the Kingdom. Thread-safe. */
public final class ProgressTopic implements Topics {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressTopic.class);

  private final KingdomApi kingdom;

  public ProgressTopic(KingdomApi kingdom) {
    this.kingdom = Objects.requireNonNull(kingdom);
  }

  @Override
  public void publish(Message message) {
    if (!message.topic().equals(Progress.TOPIC)) {
      throw DomainException.bug("a Duchy has no topic " + message.topic());
    }
    try {
      kingdom.reportProgress(
          MeasurementName.parse(message.key()), ReportProgressRequest.parseFrom(message.payload()));
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.bug("a progress report in the outbox is none");
    } catch (DomainException e) {
      if (e.code().handling() != ErrorCode.Handling.REJECT) {
        throw e;
      }
      // A report that the Kingdom does not take now it will never take; nothing rests on it.
      LOG.warn("the Kingdom refused a progress report of {}: {}", message.key(), e.getMessage());
    }
  }
}
