package org.aureole.local.cost;

import java.nio.file.Path;
import java.util.Map;
import org.aureole.model.error.DomainException;

/**
 * What a cloud charges for, each as a number of units of {@code currency}. Immutable.
 *
 * @param asOf when these were the prices
 * @param functionProcessorSecond a virtual processor of a function that answers, for a second
 * @param functionGibSecond a GiB of its memory, for a second
 * @param jobProcessorSecond a virtual processor of a job's execution, for a second
 * @param messageTib a TiB of messages, see {@link Use#MESSAGE_BYTES}
 * @param keyVersionMonth a version of a key that is neither destroyed nor to be
 * @param alertMonth a condition that is watched
 * @param databaseMonth a database by what runs it: {@code spanner} for the smallest size of it, or
 *     the machine of a Cloud SQL
 */
public record Prices(
    String provider,
    String region,
    String currency,
    String asOf,
    String note,
    double functionProcessorSecond,
    double functionGibSecond,
    double functionMillionCalls,
    double jobProcessorSecond,
    double jobGibSecond,
    double messageTib,
    double objectThousandWrites,
    double objectThousandReads,
    double keyVersionMonth,
    double keyTenThousandOperations,
    double scheduleMonth,
    double alertMonth,
    Map<String, Double> databaseMonth) {

  /** The list prices that come with this program. */
  static Prices usual() {
    return DataFile.packed("prices.json").read(Prices.class);
  }

  /**
   * Those of a file with the same fields.
   *
   * @throws DomainException INVALID_ARGUMENT naming what is missing or negative
   */
  static Prices read(Path file) {
    return DataFile.at(file).read(Prices.class);
  }

  /**
   * @throws DomainException INVALID_ARGUMENT naming the databases that have a price
   */
  double database(String option, String engine) {
    Double price = databaseMonth.get(engine);
    if (price == null) {
      throw DomainException.invalid(
          option,
          "'"
              + engine
              + "' has no price; there are "
              + String.join(", ", databaseMonth.keySet().stream().sorted().toList()));
    }
    return price;
  }
}
