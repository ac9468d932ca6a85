package org.aureole.edp.eventgroup;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.Optional;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.DataAvailability;

/** The row that says for which times there are events. Stateless. */
public final class Availabilities {
  private static final String NAME = "events";

  private Availabilities() {}

  /** As the row says; from the files where no file has changed since there is such a row. */
  public static Availability current(Tx tx) {
    return stored(tx).orElseGet(() -> Availability.of(EventFiles.usable(tx)));
  }

  /**
   * Writes the row anew after a file has changed.
   *
   * @return the availability, if it is another one than before
   */
  static Optional<Availability> refresh(Tx tx) {
    Availability now = Availability.of(EventFiles.usable(tx));
    if (stored(tx).filter(now::equals).isPresent()) {
      return Optional.empty();
    }
    tx.update("delete from availability where name = ?", NAME);
    tx.insert(
        "availability",
        Columns.of("name", NAME).and("intervals", print(now)).and("updated_at", tx.now()));
    return Optional.of(now);
  }

  private static Optional<Availability> stored(Tx tx) {
    return tx.one(
        "select intervals from availability where name = ?",
        row -> Availability.of(parse(row.string("intervals"))),
        NAME);
  }

  private static String print(Availability availability) {
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(availability.toMessage());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DataAvailability parse(String json) {
    DataAvailability.Builder message = DataAvailability.newBuilder();
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(json, message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the stored availability cannot be read", e);
    }
    return message.build();
  }
}
