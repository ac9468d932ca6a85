package org.aureole.duchy.stage;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Objects;
import org.aureole.crypto.consent.Purpose;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.Output;
import org.aureole.duchy.computation.Peer;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.handover.PeerInboxes;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.Manifest;
import org.aureole.v1.ManifestObject;

/** Signs what this Duchy hands over to another, and hands over what is committed. Thread-safe. */
public final class HandoverDesk {
  private final DuchyStore store;
  private final PeerInboxes inboxes;
  private final BlobStore internal;
  private final OwnSignature signature;
  private final String market;

  public HandoverDesk(
      DuchyStore store,
      PeerInboxes inboxes,
      BlobStore internal,
      OwnSignature signature,
      String market) {
    this.store = Objects.requireNonNull(store);
    this.inboxes = Objects.requireNonNull(inboxes);
    this.internal = Objects.requireNonNull(internal);
    this.signature = Objects.requireNonNull(signature);
    this.market = Objects.requireNonNull(market);
  }

  /**
   * A signed manifest, to be committed.
   *
   * @param content its objects and parameters
   */
  public Output manifest(
      ComputationTerms terms,
      Output.Kind kind,
      String stage,
      PartyName recipient,
      Manifest.Builder content) {
    Manifest manifest =
        content
            .setMarket(market)
            .setComputation(terms.computation().toString())
            .setMeasurement(terms.spec().measurement().toString())
            .setProtocol(terms.protocol())
            .setStage(stage)
            .setFrom(terms.self().toString())
            .setTo(recipient.toString())
            .setSpecFingerprint(ByteString.copyFrom(terms.spec().fingerprint().bytes()))
            .build();
    return Output.inRow(
        kind,
        signature
            .sign(
                terms.addressed(Purpose.MANIFEST, terms.self(), recipient), manifest.toByteArray())
            .toByteString());
  }

  /** Puts one committed output into a peer's inbox; a repeat does no harm. */
  public void deliver(StageRun run, PartyName recipient, String stage, String name, Output output) {
    run.lease().throwIfLost();
    CreateUploadRequest request =
        CreateUploadRequest.newBuilder()
            .setComputation(run.row().name().toString())
            .setStage(stage)
            .setObject(object(name, output))
            .build();
    try {
      inboxes.deliver(peer(run, recipient).apiUrl(), request, output.upload(internal));
    } catch (DomainException e) {
      if (e.code() == ErrorCode.FAILED_PRECONDITION) {
        // It has ended there and the Kingdom will say why; to fail here would blur the reason.
        throw DomainException.unavailable(recipient + " takes nothing more: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  /** How a manifest lists an output. */
  public static ManifestObject object(String name, Output output) {
    return ManifestObject.newBuilder()
        .setName(name)
        .setSizeBytes(output.size())
        .setSha256(output.sha256())
        .build();
  }

  /** What the other Duchies signed, as it was pinned at confirmation. */
  public List<Peer> peers(StageRun run) {
    return store
        .database()
        .read("readPeers", tx -> store.participants().peers(tx, run.row().name()));
  }

  /** What another Duchy signed, as it was pinned at confirmation. */
  public Peer peer(StageRun run, PartyName duchy) {
    return peers(run).stream()
        .filter(peer -> peer.duchy().equals(duchy))
        .findFirst()
        .orElseThrow(() -> DomainException.bug("the parameters of " + duchy + " are not pinned"));
  }
}
