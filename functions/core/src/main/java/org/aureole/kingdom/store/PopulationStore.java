package org.aureole.kingdom.store;

import java.util.List;
import java.util.Optional;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.name.PopulationName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.Population;

/**
 * The VID universes of the market; none ever changes. Stateless and thread-safe; every method runs
 * in the caller's transaction.
 */
public final class PopulationStore {
  private static final String COLUMNS = "created_at, details";

  /** Adds a population, whose name it holds; false if the name is taken. */
  public boolean create(Tx tx, Population population, String createdBy) {
    return tx.insertIfAbsent(
        "populations",
        List.of("name"),
        Columns.of("name", population.getName())
            .and("created_at", tx.now())
            .and("created_by", createdBy)
            .and("details", StoredMessages.write(population)));
  }

  public Optional<Population> find(Tx tx, PopulationName name) {
    return tx.one(
        "select " + COLUMNS + " from populations where name = ?",
        PopulationStore::read,
        name.toString());
  }

  /** Every population in the order of names; a market has few. */
  public List<Population> list(Tx tx) {
    return tx.query("select " + COLUMNS + " from populations order by name", PopulationStore::read);
  }

  private static Population read(Row row) {
    return StoredMessages.read(row.string("details"), Population.getDefaultInstance()).toBuilder()
        .setCreateTime(Times.timestamp(row.instant("created_at")))
        .build();
  }
}
