package org.aureole.duchy.computation;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.aureole.model.name.ComputationName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.Tx;

/** What came in and was pinned or refused, and what was made to go out. Stateless. */
public final class ExchangeStore {
  private static final List<String> INPUT_KEY = List.of("computation", "stage", "sender");
  private static final String FOLDER = "computation = ? and stage = ? and sender = ?";

  /**
   * Pins the bytes of a verified manifest unless that folder has one, and forgets an earlier
   * refusal.
   *
   * @return whether these are the first
   */
  public boolean pin(Tx tx, InboxFolder folder, ByteString manifest) {
    clearRefusal(tx, folder);
    return tx.insertIfAbsent(
        "computation_inputs",
        INPUT_KEY,
        key(folder).and("manifest", manifest).and("pinned_at", tx.now()));
  }

  /** The pinned manifest of a folder: a serialised SignedMessage. */
  public Optional<ByteString> manifest(Tx tx, InboxFolder folder) {
    return tx.one(
        "select manifest from computation_inputs where " + FOLDER,
        row -> ByteString.copyFrom(row.bytes("manifest")),
        folder.computation().toString(),
        folder.stage(),
        folder.sender().toString());
  }

  /** Records why what lies in a folder was refused. */
  public void refuse(Tx tx, InboxFolder folder, String reason) {
    clearRefusal(tx, folder);
    tx.insert(
        "computation_refusals", key(folder).and("reason", reason).and("refused_at", tx.now()));
  }

  /** Why what last came into a folder was refused, if it was. */
  public Optional<String> refusal(Tx tx, InboxFolder folder) {
    return tx.one(
        "select reason from computation_refusals where " + FOLDER,
        row -> row.string("reason"),
        folder.computation().toString(),
        folder.stage(),
        folder.sender().toString());
  }

  /** Commits an output; a second one of its kind fails the transaction. */
  public void commit(Tx tx, ComputationName computation, Output output) {
    tx.insert(
        "computation_outputs",
        Columns.of("computation", computation.toString())
            .and("kind", output.kind())
            .and("sha256", HexFormat.of().formatHex(output.sha256().toByteArray()))
            .and("size_bytes", output.size())
            .and("object_name", output.objectName())
            .and("content", output.content()));
  }

  /** The committed outputs of a computation. */
  public Map<Output.Kind, Output> outputs(Tx tx, ComputationName computation) {
    return tx
        .query(
            "select kind, sha256, size_bytes, object_name, content from computation_outputs"
                + " where computation = ?",
            ExchangeStore::output,
            computation.toString())
        .stream()
        .collect(Collectors.toMap(Output::kind, Function.identity()));
  }

  private static void clearRefusal(Tx tx, InboxFolder folder) {
    tx.update(
        "delete from computation_refusals where " + FOLDER,
        folder.computation().toString(),
        folder.stage(),
        folder.sender().toString());
  }

  private static Columns key(InboxFolder folder) {
    return Columns.of("computation", folder.computation().toString())
        .and("stage", folder.stage())
        .and("sender", folder.sender().toString());
  }

  private static Output output(Row row) {
    return new Output(
        row.enumValue("kind", Output.Kind.class),
        ByteString.copyFrom(HexFormat.of().parseHex(row.string("sha256"))),
        row.longValue("size_bytes"),
        row.optString("object_name"),
        row.optBytes("content").map(ByteString::copyFrom));
  }
}
