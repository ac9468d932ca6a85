package org.aureole.edp.fulfillment;

import java.util.List;
import java.util.Objects;
import org.aureole.edp.Timestamps;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.sql.Database;
import org.aureole.v1.Fulfillment;
import org.aureole.v1.Requisition;

/** Where the operator sees the work on requisitions and declines them. Thread-safe. */
public final class FulfillmentDesk {
  private static final int MAX_MESSAGE = 500;

  private final Database database;
  private final Fulfillments fulfillments;
  private final FulfillmentSteps steps;

  FulfillmentDesk(Database database, Fulfillments fulfillments, FulfillmentSteps steps) {
    this.database = Objects.requireNonNull(database);
    this.fulfillments = Objects.requireNonNull(fulfillments);
    this.steps = Objects.requireNonNull(steps);
  }

  /** NOT_FOUND if the requisition never came in. */
  public Fulfillment get(RequisitionName name) {
    return steps
        .find(name)
        .map(FulfillmentDesk::message)
        .orElseThrow(() -> DomainException.notFound(name.toString()));
  }

  /** In order of names, after one name; empty for the first. */
  public List<Fulfillment> list(String after, int limit) {
    return database.read("listFulfillments", tx -> fulfillments.list(tx, after, limit)).stream()
        .map(FulfillmentDesk::message)
        .toList();
  }

  /**
   * Refuses by hand; repeating it changes nothing.
   *
   * @param reason for the measurement consumer, at most 500 characters; empty for a standard text
   * @throws DomainException NOT_FOUND; FAILED_PRECONDITION if it is answered or ended already
   */
  public Fulfillment decline(RequisitionName name, String reason) {
    if (reason.length() > MAX_MESSAGE) {
      throw DomainException.invalid(
          "message", "has " + reason.length() + " characters; at most " + MAX_MESSAGE);
    }
    String told = reason.isBlank() ? "the data provider declined this requisition" : reason;
    return message(
        steps.decline(name, Refusals.refusal(Requisition.Refusal.Justification.DECLINED, told)));
  }

  private static Fulfillment message(FulfillmentRow row) {
    Fulfillment.Builder message =
        Fulfillment.newBuilder()
            .setName(row.name().toString())
            .setMeasurement(row.measurement().toString())
            .setState(row.state().name())
            .setCreateTime(Timestamps.of(row.createdAt()))
            .setUpdateTime(Timestamps.of(row.updatedAt()))
            .setExpireTime(Timestamps.of(row.expiry()))
            .setMessage(row.message());
    row.refusal().ifPresent(message::setRefusal);
    row.inputs().ifPresent(message::setPinnedInputs);
    return message.build();
  }
}
