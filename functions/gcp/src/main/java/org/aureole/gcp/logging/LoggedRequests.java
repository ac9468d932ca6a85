package org.aureole.gcp.logging;

import java.util.concurrent.TimeUnit;
import org.aureole.platform.http.RequestMeter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each call that was answered, with its route, status and time as fields, and the transactions
 * since the call before: what Cloud Logging makes metrics of, without a client of Cloud Monitoring
 * in the function. Thread-safe.
 */
public final class LoggedRequests implements RequestMeter {
  /** The fields, as the Terraform module gcp-alerts reads them. */
  static final String ROUTE = "route";

  static final String STATUS = "status";
  static final String MILLIS = "millis";

  private static final Logger LOG = LoggerFactory.getLogger(LoggedRequests.class);

  private final CountedTransactions transactions;

  public LoggedRequests(CountedTransactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public void answered(String route, int status, long nanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    LOG.atInfo()
        .addKeyValue(ROUTE, route)
        .addKeyValue(STATUS, status)
        .addKeyValue(MILLIS, millis)
        .addKeyValue(CountedTransactions.FIELD, transactions.take())
        .log("{} answered {}", route, status);
  }
}
