package org.aureole.edp.budget;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aureole.edp.events.PopulationCell;
import org.aureole.model.name.PartyName;
import org.aureole.v1.BudgetCharge;

/**
 * What one answer costs, and whom: everybody in the named cells on the named days whose VID lies in
 * one of the buckets. Immutable.
 */
public final class Charge {
  private final PartyName measurementConsumer;
  private final PrivacyCost cost;
  private final BucketRange buckets;
  private final SortedMap<LocalDate, SortedSet<String>> cellsByDay;

  private Charge(
      PartyName measurementConsumer,
      PrivacyCost cost,
      BucketRange buckets,
      SortedMap<LocalDate, SortedSet<String>> cellsByDay) {
    this.measurementConsumer = Objects.requireNonNull(measurementConsumer);
    this.cost = Objects.requireNonNull(cost);
    this.buckets = Objects.requireNonNull(buckets);
    this.cellsByDay = cellsByDay;
  }

  /**
   * A charge.
   *
   * @param cellsByDay the cells that events of the answer can lie in, for each day in UTC; a cell
   *     and day that several parts of the answer touch is charged once, as the answer is one
   */
  public static Charge of(
      PartyName measurementConsumer,
      PrivacyCost cost,
      BucketRange buckets,
      Map<LocalDate, Set<PopulationCell>> cellsByDay) {
    SortedMap<LocalDate, SortedSet<String>> sorted = new TreeMap<>();
    cellsByDay.forEach((day, cells) -> {
      SortedSet<String> keys = new TreeSet<>();
      cells.forEach(cell -> keys.add(cell.key()));
      if (!keys.isEmpty()) {
        sorted.put(day, keys);
      }
    });
    return new Charge(measurementConsumer, cost, buckets, sorted);
  }

  public PartyName measurementConsumer() {
    return measurementConsumer;
  }

  public PrivacyCost cost() {
    return cost;
  }

  public BucketRange buckets() {
    return buckets;
  }

  /** Keys of the cells by day; no day without cells. */
  public SortedMap<LocalDate, SortedSet<String>> cellsByDay() {
    return Collections.unmodifiableSortedMap(cellsByDay);
  }

  BudgetCharge toMessage() {
    return BudgetCharge.newBuilder()
        .setMeasurementConsumer(measurementConsumer.toString())
        .setRho(cost.rho().toString())
        .setTheta(cost.theta().toString())
        .addAllAreas(areas())
        .setFirstVidBucket(buckets.first())
        .setVidBuckets(buckets.count())
        .build();
  }

  /** Days in a row with the same cells become one area: a month is one line, not thirty. */
  private List<BudgetCharge.Area> areas() {
    List<BudgetCharge.Area> areas = new ArrayList<>();
    LocalDate first = null;
    LocalDate last = null;
    SortedSet<String> cells = null;
    for (Map.Entry<LocalDate, SortedSet<String>> day : cellsByDay.entrySet()) {
      if (first != null && day.getKey().equals(last.plusDays(1)) && day.getValue().equals(cells)) {
        last = day.getKey();
        continue;
      }
      if (first != null) {
        areas.add(area(first, last, cells));
      }
      first = day.getKey();
      last = first;
      cells = day.getValue();
    }
    if (first != null) {
      areas.add(area(first, last, cells));
    }
    return areas;
  }

  private static BudgetCharge.Area area(LocalDate first, LocalDate last, SortedSet<String> cells) {
    return BudgetCharge.Area.newBuilder()
        .setFirstDay(first.toString())
        .setLastDay(last.toString())
        .addAllCells(cells)
        .build();
  }

  static Charge fromMessage(BudgetCharge message) {
    SortedMap<LocalDate, SortedSet<String>> cellsByDay = new TreeMap<>();
    for (BudgetCharge.Area area : message.getAreasList()) {
      LocalDate end = LocalDate.parse(area.getLastDay()).plusDays(1);
      LocalDate.parse(area.getFirstDay())
          .datesUntil(end)
          .forEach(day -> cellsByDay.put(day, new TreeSet<>(area.getCellsList())));
    }
    return new Charge(
        PartyName.parse(message.getMeasurementConsumer()),
        new PrivacyCost(new BigDecimal(message.getRho()), new BigDecimal(message.getTheta())),
        new BucketRange(message.getFirstVidBucket(), message.getVidBuckets()),
        cellsByDay);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Charge that && toMessage().equals(that.toMessage());
  }

  @Override
  public int hashCode() {
    return toMessage().hashCode();
  }

  @Override
  public String toString() {
    return "Charge["
        + measurementConsumer
        + ", rho "
        + cost.rho()
        + ", theta "
        + cost.theta()
        + ", "
        + cellsByDay.size()
        + " days]";
  }
}
