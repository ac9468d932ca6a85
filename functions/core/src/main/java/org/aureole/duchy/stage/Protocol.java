package org.aureole.duchy.stage;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.duchy.computation.LocalRequisition;
import org.aureole.duchy.computation.Peer;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.name.PartyName;
import org.aureole.v1.Manifest;
import org.aureole.v1.RequisitionParams;

/**
 * What one protocol does differently from the others, at a Duchy, up to the confirmation; and its
 * stages from there on. Thread-safe.
 */
public interface Protocol {
  /** As {@code Manifest.protocol} names it. */
  String name();

  /** Draws the secrets of a computation. */
  Secrets draw(ComputationTerms terms);

  /**
   * Checks what another Duchy of the computation published, and that it is this protocol's.
   *
   * @throws DomainException PROTOCOL_VIOLATION saying what is wrong
   */
  void checkParams(ComputationTerms terms, PartyName duchy, RequisitionParams params);

  /**
   * Checks all that other Duchies published, together, once each was checked.
   *
   * @throws DomainException PROTOCOL_VIOLATION saying what is wrong
   */
  void checkPeers(StageRun run, List<Peer> peers);

  /**
   * Checks what a data provider handed over, beyond what every manifest must be.
   *
   * @throws DomainException PROTOCOL_VIOLATION saying what is wrong
   */
  void checkProvided(StageRun run, LocalRequisition requisition, Manifest manifest);

  /** The stage of this Duchy that follows the confirmation. */
  ComputationStage afterConfirmation(ComputationTerms terms);

  /** What is done at each stage after the confirmation. */
  Map<ComputationStage, StageRun.Stage> stages();

  /** What was drawn for one computation. {@link #close()} overwrites it. Not thread-safe. */
  final class Secrets implements AutoCloseable {
    private final byte[] bytes;
    private final ByteString publicKey;
    private final ByteString seedCommitment;

    /**
     * @param bytes all of it, as it is kept; overwritten with this object
     * @param publicKey this Duchy's key for the computation, as it is published
     * @param seedCommitment to the share of the common seed; empty where there is none
     */
    public Secrets(byte[] bytes, ByteString publicKey, ByteString seedCommitment) {
      this.bytes = bytes;
      this.publicKey = Objects.requireNonNull(publicKey);
      this.seedCommitment = Objects.requireNonNull(seedCommitment);
    }

    byte[] bytes() {
      return bytes;
    }

    ByteString publicKey() {
      return publicKey;
    }

    ByteString seedCommitment() {
      return seedCommitment;
    }

    @Override
    public void close() {
      Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
      return "Secrets[redacted]";
    }
  }
}
