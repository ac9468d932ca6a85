package org.aureole.platform.work;

import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import java.util.zip.CRC32;

/**
 * Spreads rows that are looked up by time over several places of an index, because Spanner keeps
 * neighbours on one machine and rows in order of time would all be written there.
 */
final class Shards {
  private static final int COUNT = 8;

  /** Every shard, to be bound as one array. */
  static final long[] ALL = LongStream.range(0, COUNT).toArray();

  private Shards() {}

  /**
   * A statement for the earliest time of a table as the column {@code due}; it takes {@link #ALL}.
   * One look at the head of the index for each shard, however many rows there are.
   *
   * @param column of times, which follows the shard in an index
   */
  static String earliest(String table, String column) {
    return "select min(head) as due from (select (select t."
        + column
        + " from "
        + table
        + " t where t.shard = s and t."
        + column
        + " is not null order by t."
        + column
        + " limit 1) as head from unnest(?) as s) heads";
  }

  /** The shard of a row: the same for the same key, 0 to {@code COUNT - 1}. */
  static long of(String key) {
    CRC32 crc = new CRC32();
    crc.update(key.getBytes(StandardCharsets.UTF_8));
    return crc.getValue() % COUNT;
  }
}
