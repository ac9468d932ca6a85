package org.aureole.edp.budget;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aureole.crypto.budget.AcdpComposition;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.BudgetCharge;

/**
 * The budget as rows of the data provider's own database. The database's serializable transactions
 * keep two charges that read the same cell from both passing the check.
 */
public final class SqlBudget implements Budget {
  @Override
  public void charge(Tx tx, String reference, Charge charge, PrivacyParameters limit) {
    Optional<Entry> latest = latest(tx, reference);
    if (latest.filter(Entry::isCharge).isPresent()) {
      if (!latest.get().charge().equals(charge)) {
        throw DomainException.of(
            ErrorCode.ALREADY_EXISTS, reference + " is charged already, with another charge");
      }
      return;
    }
    if (!charge.cost().isZero()) {
      Map<CellTable.Key, BucketSums> sums = CellTable.read(tx, charge);
      sums.values().forEach(cell -> cell.add(charge.buckets(), charge.cost()));
      check(charge, sums.values(), limit);
      CellTable.write(tx, charge.measurementConsumer().toString(), sums);
    }
    append(tx, reference, latest, Kind.CHARGE, charge);
  }

  @Override
  public void refund(Tx tx, String reference) {
    Optional<Entry> latest = latest(tx, reference);
    if (latest.filter(Entry::isCharge).isEmpty()) {
      return;
    }
    Charge charge = latest.get().charge();
    if (!charge.cost().isZero()) {
      Map<CellTable.Key, BucketSums> sums = CellTable.read(tx, charge);
      sums.values().forEach(cell -> cell.subtract(charge.buckets(), charge.cost()));
      CellTable.write(tx, charge.measurementConsumer().toString(), sums);
    }
    append(tx, reference, latest, Kind.REFUND, charge);
  }

  @Override
  public Optional<Charge> find(Tx tx, String reference) {
    return latest(tx, reference).filter(Entry::isCharge).map(Entry::charge);
  }

  private static void check(Charge charge, Iterable<BucketSums> cells, PrivacyParameters limit) {
    Set<PrivacyCost> sums = new HashSet<>();
    for (BucketSums cell : cells) {
      for (int place = 0; place < charge.buckets().count(); place++) {
        sums.add(cell.at(charge.buckets().bucket(place)));
      }
    }
    for (PrivacyCost sum : undominated(sums)) {
      if (!AcdpComposition.covers(limit, sum.toCharge())) {
        throw DomainException.of(
            ErrorCode.INSUFFICIENT_PRIVACY_BUDGET,
            "what "
                + charge.measurementConsumer()
                + " has asked of these people on these days,"
                + " with this measurement, passes the privacy budget of the data provider; ask for"
                + " more noise, fewer days, or a smaller sample");
      }
    }
  }

  /** The sums that no other one reaches in both parts; δ grows in both, so these decide. */
  private static List<PrivacyCost> undominated(Set<PrivacyCost> sums) {
    List<PrivacyCost> falling = new ArrayList<>(sums);
    falling.sort(
        Comparator.comparing(PrivacyCost::rho).thenComparing(PrivacyCost::theta).reversed());
    List<PrivacyCost> front = new ArrayList<>();
    for (PrivacyCost sum : falling) {
      if (front.isEmpty() || sum.theta().compareTo(front.get(front.size() - 1).theta()) > 0) {
        front.add(sum);
      }
    }
    return front;
  }

  private static Optional<Entry> latest(Tx tx, String reference) {
    return tx
        .query(
            "select entry, kind, charge from budget_entries where reference = ?"
                + " order by entry desc limit 1",
            row ->
                new Entry(
                    row.longValue("entry"),
                    row.enumValue("kind", Kind.class),
                    charge(row.string("charge"))),
            reference)
        .stream()
        .findFirst();
  }

  private static void append(
      Tx tx, String reference, Optional<Entry> latest, Kind kind, Charge charge) {
    tx.insert(
        "budget_entries",
        Columns.of("reference", reference)
            .and("entry", latest.map(Entry::number).orElse(0L) + 1)
            .and("kind", kind)
            .and("measurement_consumer", charge.measurementConsumer().toString())
            .and("charge", json(charge))
            .and("created_at", tx.now()));
  }

  private static String json(Charge charge) {
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(charge.toMessage());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Charge charge(String json) {
    BudgetCharge.Builder message = BudgetCharge.newBuilder();
    try {
      JsonFormat.parser().merge(json, message);
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.of(ErrorCode.INTERNAL, "a ledger entry cannot be read", e);
    }
    return Charge.fromMessage(message.build());
  }

  private enum Kind {
    CHARGE,
    REFUND
  }

  private record Entry(long number, Kind kind, Charge charge) {
    boolean isCharge() {
      return kind == Kind.CHARGE;
    }
  }
}
