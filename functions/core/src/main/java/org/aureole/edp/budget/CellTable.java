package org.aureole.edp.budget;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aureole.platform.sql.Tx;

/** Reads and writes the sums of cells. */
final class CellTable {
  private static final int ROWS_PER_STATEMENT = 200;

  private CellTable() {}

  /** A cell of one measurement consumer on one day. */
  record Key(String day, String cell) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byDay = day.compareTo(other.day);
      return byDay != 0 ? byDay : cell.compareTo(other.cell);
    }
  }

  /** The sums of every cell of a charge, without cost where nothing is stored, in order of keys. */
  static Map<Key, BucketSums> read(Tx tx, Charge charge) {
    Map<Key, BucketSums> sums = new TreeMap<>();
    charge
        .cellsByDay()
        .forEach((day, cells) ->
            cells.forEach(cell -> sums.put(new Key(day.toString(), cell), new BucketSums())));
    String[] days =
        charge.cellsByDay().keySet().stream().map(LocalDate::toString).toArray(String[]::new);
    tx.query(
            "select charge_day, cell, charges from budget_cells"
                + " where measurement_consumer = ? and charge_day = any(?)",
            row ->
                Map.entry(
                    new Key(row.string("charge_day"), row.string("cell")), row.string("charges")),
            charge.measurementConsumer().toString(),
            days)
        .forEach(
            row -> sums.computeIfPresent(row.getKey(), (k, v) -> BucketSums.parse(row.getValue())));
    return sums;
  }

  /** Writes sums, many rows in one statement: a month of a dozen cells is a few statements. */
  static void write(Tx tx, String measurementConsumer, Map<Key, BucketSums> sums) {
    List<Map.Entry<Key, BucketSums>> rows = new ArrayList<>(sums.entrySet());
    for (int at = 0; at < rows.size(); at += ROWS_PER_STATEMENT) {
      write(
          tx,
          measurementConsumer,
          rows.subList(at, Math.min(rows.size(), at + ROWS_PER_STATEMENT)));
    }
  }

  private static void write(
      Tx tx, String measurementConsumer, List<Map.Entry<Key, BucketSums>> rows) {
    List<Object> values = new ArrayList<>(4 * rows.size());
    for (Map.Entry<Key, BucketSums> row : rows) {
      values.add(measurementConsumer);
      values.add(row.getKey().day());
      values.add(row.getKey().cell());
      values.add(row.getValue().toString());
    }
    tx.update(
        "insert into budget_cells (measurement_consumer, charge_day, cell, charges) values "
            + String.join(", ", Collections.nCopies(rows.size(), "(?, ?, ?, ?)"))
            + " on conflict (measurement_consumer, charge_day, cell) do update set"
            + " measurement_consumer = excluded.measurement_consumer,"
            + " charge_day = excluded.charge_day, cell = excluded.cell,"
            + " charges = excluded.charges",
        values.toArray());
  }
}
