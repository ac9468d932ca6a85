package org.aureole.local.market;

import org.aureole.platform.http.RequestMeter;
import org.aureole.platform.sql.DatabaseMeter;

/** Who hears what each party of a market does. Thread-safe. */
public interface MarketMeters {
  /** Nobody. */
  MarketMeters NONE =
      new MarketMeters() {
        @Override
        public DatabaseMeter database(String party) {
          return DatabaseMeter.NONE;
        }

        @Override
        public RequestMeter requests(String party) {
          return RequestMeter.NONE;
        }
      };

  /**
   * Of one party's database, if it is on the embedded server.
   *
   * @param party its id; {@code cloud} for the topics and buckets that all parties share here
   */
  DatabaseMeter database(String party);

  /** Of the calls that one party answers. */
  RequestMeter requests(String party);
}
