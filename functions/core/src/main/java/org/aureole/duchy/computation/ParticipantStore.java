package org.aureole.duchy.computation;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.util.List;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.Tx;

/** Who else takes part in a Computation: its data providers and the other Duchies. Stateless. */
public final class ParticipantStore {
  /** Records who has to answer. */
  public void add(Tx tx, ComputationName computation, List<LocalRequisition> requisitions) {
    for (LocalRequisition requisition : requisitions) {
      tx.insert(
          "computation_requisitions",
          Columns.of("computation", computation.toString())
              .and("requisition", requisition.name().toString())
              .and("data_provider", requisition.dataProvider().toString())
              .and("receiving_duchy", requisition.receiver().toString())
              .and("fulfilled", requisition.fulfilled()));
    }
  }

  /** Who has to answer, in the order of their names. */
  public List<LocalRequisition> requisitions(Tx tx, ComputationName computation) {
    return tx.query(
        "select requisition, receiving_duchy, fulfilled from computation_requisitions"
            + " where computation = ? order by requisition",
        ParticipantStore::requisition,
        computation.toString());
  }

  /** Records that the Kingdom knows of the share. */
  public void fulfilled(Tx tx, ComputationName computation, RequisitionName requisition) {
    tx.update(
        "update computation_requisitions set fulfilled = ? where computation = ? and"
            + " requisition = ?",
        true,
        computation.toString(),
        requisition.toString());
  }

  /** Pins what a peer signed, unless it is pinned. */
  public void pin(Tx tx, ComputationName computation, Peer peer) {
    tx.insertIfAbsent(
        "computation_peers",
        List.of("computation", "duchy"),
        Columns.of("computation", computation.toString())
            .and("duchy", peer.duchy().toString())
            .and("public_key", peer.publicKey())
            .and("seed_commitment", peer.seedCommitment())
            .and("api_url", peer.apiUrl().toString()));
  }

  /** The pinned parameters of the other Duchies; empty until this one confirmed. */
  public List<Peer> peers(Tx tx, ComputationName computation) {
    return tx.query(
        "select duchy, public_key, seed_commitment, api_url from computation_peers"
            + " where computation = ? order by duchy",
        ParticipantStore::peer,
        computation.toString());
  }

  private static LocalRequisition requisition(Row row) {
    return new LocalRequisition(
        RequisitionName.parse(row.string("requisition")),
        PartyName.parse(row.string("receiving_duchy")),
        row.bool("fulfilled"));
  }

  private static Peer peer(Row row) {
    return new Peer(
        PartyName.parse(row.string("duchy")),
        ByteString.copyFrom(row.bytes("public_key")),
        ByteString.copyFrom(row.bytes("seed_commitment")),
        URI.create(row.string("api_url")));
  }
}
