package org.aureole.local.market;

import org.aureole.platform.sql.Database;

/** Where the parties of a market in this process keep their rows. */
@FunctionalInterface
public interface Databases {
  /**
   * The database of one party, created and migrated if need be; the market closes it.
   *
   * @param name lower-case letters, digits and _
   * @param schemas beside the platform's own, in order
   */
  Database open(String name, String... schemas);
}
