package org.aureole.duchy.computation;

import com.google.protobuf.ByteString;
import java.net.URI;
import org.aureole.model.name.PartyName;

/**
 * What another Duchy of the Computation signed in its RequisitionParams. Immutable.
 *
 * @param publicKey its X25519 key for this computation, 32 bytes
 * @param seedCommitment a worker's commitment to its seed share, 32 bytes; empty for the aggregator
 * @param apiUrl the base URL of its API
 */
public record Peer(PartyName duchy, ByteString publicKey, ByteString seedCommitment, URI apiUrl) {}
