package org.aureole.kingdom.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.lifecycle.ParticipantState;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.ParticipantName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.StateTable;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.ComputationParticipant;
import org.aureole.v1.SignedMessage;

/**
 * The Computations and the Duchies that take part in each. A Computation has no state of its own
 * but its Measurement's. Stateless and thread-safe; every method runs in the caller's transaction.
 */
public final class ComputationStore {
  private static final StateTable<ParticipantState> STATES =
      StateTable.of("computation_participants", Lifecycles.PARTICIPANT);
  private static final String COLUMNS =
      "name, state, created_at, duchy, requisition_params, api_url, failure_message";

  /** A Computation. */
  public record ComputationRow(
      ComputationName name, MeasurementName measurement, Instant createdAt) {}

  /**
   * A Duchy's part in a Computation.
   *
   * @param params what it published, signed; empty until it did
   * @param apiUrl where its API is, as it signed it; empty until it did
   */
  public record ParticipantRow(
      ParticipantName name,
      PartyName duchy,
      ParticipantState state,
      Optional<SignedMessage> params,
      Optional<String> apiUrl,
      Optional<String> failureMessage) {
    /** The participant as its resource shows it. */
    public ComputationParticipant toParticipant() {
      ComputationParticipant.Builder participant =
          ComputationParticipant.newBuilder()
              .setName(name.toString())
              .setDuchy(duchy.toString())
              .setState(ComputationParticipant.State.valueOf(state.name()))
              .setApiUrl(apiUrl.orElse(""))
              .setFailureMessage(failureMessage.orElse(""));
      params.ifPresent(participant::setRequisitionParams);
      return participant.build();
    }
  }

  /** Creates a Computation with its participants. */
  public void create(
      Tx tx, ComputationName name, MeasurementName measurement, List<PartyName> duchies) {
    tx.insert(
        "computations",
        Columns.of("name", name.toString())
            .and("measurement", measurement.toString())
            .and("created_at", tx.now()));
    for (int place = 0; place < duchies.size(); place++) {
      PartyName duchy = duchies.get(place);
      STATES.insert(
          tx,
          new ParticipantName(name.computation(), duchy.id()).toString(),
          ParticipantState.CREATED,
          Columns.of("computation", name.toString())
              .and("duchy", duchy.toString())
              .and("place", (long) place)
              .and("open_since", tx.now())
              .and("requisition_params", null)
              .and("api_url", null)
              .and("failure_message", null),
          measurement.parent().toString(),
          "created");
    }
  }

  public void setParams(
      Tx tx, ParticipantRow row, SignedMessage params, String apiUrl, String cause) {
    STATES.transition(
        tx,
        row.name().toString(),
        ParticipantState.CREATED,
        ParticipantState.REQUISITION_PARAMS_SET,
        Columns.of("requisition_params", StoredMessages.write(params)).and("api_url", apiUrl),
        cause,
        "");
  }

  public void confirm(Tx tx, ParticipantRow row, String cause) {
    STATES.transition(
        tx,
        row.name().toString(),
        ParticipantState.REQUISITION_PARAMS_SET,
        ParticipantState.READY,
        cause,
        "");
  }

  public void fail(Tx tx, ParticipantRow row, String message, String cause) {
    STATES.transition(
        tx,
        row.name().toString(),
        row.state(),
        ParticipantState.FAILED,
        Columns.of("failure_message", message),
        cause,
        message);
  }

  /** Takes an ended Computation off the participants' lists. */
  public void end(Tx tx, ComputationName name) {
    tx.update(
        "update computation_participants set open_since = ? where computation = ?",
        null,
        name.toString());
  }

  /** Deletes a Computation, its participants and their histories. */
  public void forget(Tx tx, ComputationName name) {
    participants(tx, name).forEach(row -> STATES.forget(tx, row.name().toString()));
    tx.update("delete from computations where name = ?", name.toString());
  }

  public Optional<ComputationRow> find(Tx tx, ComputationName name) {
    return tx.one(
        "select name, measurement, created_at from computations where name = ?",
        ComputationStore::readComputation,
        name.toString());
  }

  /** The Computation; NOT_FOUND if there is none of that name. */
  public ComputationRow get(Tx tx, ComputationName name) {
    return find(tx, name).orElseThrow(() -> DomainException.notFound(name.toString()));
  }

  /** Aggregator, first and second worker. */
  public List<ParticipantRow> participants(Tx tx, ComputationName name) {
    return participantsOf(tx, List.of(name)).getOrDefault(name, List.of());
  }

  /** Aggregator, first and second worker of several Computations. */
  public Map<ComputationName, List<ParticipantRow>> participantsOf(
      Tx tx, List<ComputationName> names) {
    return tx
        .query(
            "select "
                + COLUMNS
                + " from computation_participants where computation = any(?)"
                + " order by computation, place",
            ComputationStore::readParticipant,
            (Object) names.stream().map(ComputationName::toString).toArray(String[]::new))
        .stream()
        .collect(
            Collectors.groupingBy(
                participant -> new ComputationName(participant.name().computation())));
  }

  /**
   * The Computations in which a Duchy takes part and that have not ended, newest first. In the
   * order of an index, so that what lies before and after the page is not read.
   */
  public Page.Slice<ComputationRow> open(Tx tx, PartyName duchy, Page page) {
    List<Object> args = new ArrayList<>();
    args.add(duchy.toString());
    String older = "";
    if (page.after().isPresent()) {
      older = " and p.open_since <= ? and (p.open_since < ? or p.name < ?)";
      args.add(page.after().get().at());
      args.add(page.after().get().at());
      args.add(participant(page.after().get().name(), duchy));
    }
    args.add(page.size() + 1);
    List<ComputationRow> rows =
        tx.query(
            "select c.name, c.measurement, c.created_at from computation_participants p"
                + " join computations c on c.name = p.computation"
                + " where p.duchy = ? and p.open_since is not null"
                + older
                + " order by p.open_since desc, p.name desc limit ?",
            ComputationStore::readComputation,
            args.toArray());
    return page.slice(rows, row -> new Page.Cursor(row.createdAt(), row.name().toString()));
  }

  private static String participant(String computation, PartyName duchy) {
    return new ParticipantName(ComputationName.parse(computation).computation(), duchy.id())
        .toString();
  }

  private static ComputationRow readComputation(Row row) {
    return new ComputationRow(
        ComputationName.parse(row.string("name")),
        MeasurementName.parse(row.string("measurement")),
        row.instant("created_at"));
  }

  private static ParticipantRow readParticipant(Row row) {
    return new ParticipantRow(
        ParticipantName.parse(row.string("name")),
        PartyName.parse(row.string("duchy")),
        row.enumValue("state", ParticipantState.class),
        row.optString("requisition_params")
            .map(json -> StoredMessages.read(json, SignedMessage.getDefaultInstance())),
        row.optString("api_url"),
        row.optString("failure_message"));
  }
}
