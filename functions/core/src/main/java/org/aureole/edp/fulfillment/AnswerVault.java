package org.aureole.edp.fulfillment;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.StoredBlob;
import org.aureole.v1.CommittedAnswer;

/**
 * Keeps answers in the provider's own bucket from the moment they are made to the end of their
 * requisition. What an attempt stored is an answer only once its digest is in the row. Thread-safe.
 */
final class AnswerVault {
  private static final String ROOT = "answers/";
  private static final int MAX_ANSWER_BYTES = 16 << 20;

  private final BlobStore internal;

  AnswerVault(BlobStore internal) {
    this.internal = Objects.requireNonNull(internal);
  }

  /** A folder for one attempt at an answer; no other attempt has it. */
  String newFolder(RequisitionName requisition) {
    return prefix(requisition) + UUID.randomUUID() + "/";
  }

  /** Stores an answer; what its row must hold to make it the one that is delivered. */
  FulfillmentRow.AnswerRef store(String folder, CommittedAnswer answer) {
    StoredBlob stored = internal.create(folder + "answer", answer.toByteString());
    return new FulfillmentRow.AnswerRef(
        stored.ref().name(), HexFormat.of().formatHex(stored.sha256().toByteArray()));
  }

  /**
   * Reads the committed answer.
   *
   * @throws DomainException INTERNAL if it is not there with the digest that was committed
   */
  CommittedAnswer read(FulfillmentRow.AnswerRef ref) {
    BlobRef blob =
        internal
            .stat(ref.object())
            .orElseThrow(() -> DomainException.bug(ref.object() + " is committed, but is gone"));
    ByteString bytes = internal.readAll(blob, MAX_ANSWER_BYTES);
    byte[] committed = Fingerprint.fromHex(ref.sha256()).bytes();
    if (!MessageDigest.isEqual(committed, Fingerprint.of(bytes.toByteArray()).bytes())) {
      throw DomainException.bug(ref.object() + " holds other bytes than were committed");
    }
    try {
      return CommittedAnswer.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.bug(ref.object() + " holds no answer");
    }
  }

  /** The requisitions of which anything is stored. */
  Set<RequisitionName> stored(PartyName self) {
    try (Stream<BlobRef> objects = internal.list(ROOT)) {
      return objects
          .map(ref -> ref.name().substring(ROOT.length()))
          .map(name -> name.substring(0, name.indexOf('/')))
          .map(id -> new RequisitionName(self.id(), id))
          .collect(Collectors.toSet());
    }
  }

  /** Destroys everything that any attempt at the requisition's answer stored. */
  void destroy(RequisitionName requisition) {
    internal.deleteAll(prefix(requisition));
  }

  /** Destroys everything that the attempt at this answer stored. */
  void destroy(FulfillmentRow.AnswerRef answer) {
    internal.deleteAll(answer.object().substring(0, answer.object().lastIndexOf('/') + 1));
  }

  private static String prefix(RequisitionName requisition) {
    return ROOT + requisition.requisition() + "/";
  }
}
