package org.aureole.duchy.intake;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Objects;
import java.util.Optional;
import org.aureole.duchy.computation.ComputationRow;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.blob.StorageEvent;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.http.PushedMessage;
import org.aureole.v1.Notification;

/**
 * What wakes a Duchy up. A message is only a hint to go and look, so duplicates, losses and
 * disorder do no harm. Thread-safe.
 */
public final class Messages {
  private final DuchyStore store;
  private final Inbox inbox;

  public Messages(DuchyStore store, Inbox inbox) {
    this.store = Objects.requireNonNull(store);
    this.inbox = Objects.requireNonNull(inbox);
  }

  /**
   * The Kingdom tells that a Computation has changed.
   *
   * @throws DomainException INVALID_ARGUMENT if it is no such message
   */
  public void kingdom(PushedMessage message) {
    Notification notification = notification(message);
    ComputationName name = ComputationName.parse(notification.getResource());
    MeasurementName measurement = MeasurementName.parse(notification.getMeasurement());
    store
        .database()
        .run("kingdomNotification", tx -> store.computations().lookAt(tx, name, measurement));
  }

  /** An object has come into the inbox: a manifest completes a hand-over, others precede it. */
  public void storage(PushedMessage message) {
    StorageEvent event = StorageEvent.of(message);
    if (!event.bucket().equals(inbox.bucketName())) {
      throw DomainException.invalid("message.attributes.bucketId", "must be " + inbox.bucketName());
    }
    InboxFolder.parse(event.object()).ifPresent(this::arrived);
  }

  private void arrived(InboxFolder.InboxObject object) {
    ComputationName name = object.folder().computation();
    Optional<ComputationRow> row =
        store.database().read("readComputation", tx -> store.computations().find(tx, name));
    if (row.isEmpty()) {
      return;
    }
    if (row.get().isTerminal()) {
      // An upload that was under way when the computation ended.
      inbox.delete(object.folder(), object.object());
    } else if (object.isManifest()) {
      store.database().run("storageEvent", tx -> store.computations().wake(tx, name));
    }
  }

  private static Notification notification(PushedMessage message) {
    try {
      return Notification.parseFrom(message.data());
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.invalid("message.data", "must be a binary Notification");
    }
  }
}
