package org.aureole.edp.population;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.edp.Timestamps;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PopulationName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.ApprovedPopulation;

/**
 * The populations that this provider's operator approved, by name and digest. One at most is in
 * force. Nothing that a Kingdom or a consumer says is written here: whoever chooses the population
 * chooses who is counted, in which budget bucket and cell.
 *
 * <p>What another population does to budgets: charges stay where they were booked, by consumer,
 * day, population cell and VID bucket. A person's cell is given by the attributes, the bucket by
 * the place among all VIDs of the population. The same digest therefore always finds what a person
 * has used. Another one moves people: those whose attributes it changes to another cell, and, as it
 * adds or leaves out VIDs, others to a neighbouring bucket, where less may have been used for them.
 * So it is refused once there are charges, unless the operator accepts just that.
 */
public final class ApprovedPopulations {
  private static final String SELECT =
      "select population, digest, approved_at, withdrawn_at from approved_populations ";

  private ApprovedPopulations() {}

  /** The digest of the population in force under that name. */
  public static Optional<Fingerprint> inForce(Tx tx, PopulationName name) {
    return tx.one(
        SELECT + "where population = ? and withdrawn_at is null",
        row -> Fingerprint.fromHex(row.string("digest")),
        name.toString());
  }

  /** Every population that was ever approved, the one in force first, then the latest. */
  public static List<ApprovedPopulation> list(Tx tx) {
    return tx
        .query(SELECT + "order by approved_at desc, population, digest", ApprovedPopulations::read)
        .stream()
        .sorted((one, other) -> Boolean.compare(one.hasWithdrawTime(), other.hasWithdrawTime()))
        .toList();
  }

  /**
   * Puts a population in force in place of the one that was. The same one again changes nothing.
   *
   * @return whether another population had been in force before, ever
   * @throws DomainException FAILED_PRECONDITION if that would move people away from what they have
   *     used
   */
  static boolean approve(
      Tx tx, PopulationName name, Fingerprint digest, boolean acceptMovedBudgets) {
    boolean others =
        !tx.query(
                "select digest from approved_populations where population <> ? or digest <> ?"
                    + " limit 1",
                row -> row.string("digest"),
                name.toString(),
                digest.hex())
            .isEmpty();
    if (inForce(tx, name).filter(digest::equals).isPresent()) {
      return false;
    }
    if (others && !acceptMovedBudgets && hasCharges(tx)) {
      throw DomainException.precondition(
          "privacy budget was charged by another population; with this one people may lie in other"
              + " VID buckets or cells, whose budget is unused, and be asked about again; accept"
              + " moved budgets to approve it all the same");
    }
    tx.update(
        "update approved_populations set withdrawn_at = ? where withdrawn_at is null", tx.now());
    tx.update(
        "delete from approved_populations where population = ? and digest = ?",
        name.toString(),
        digest.hex());
    tx.insert(
        "approved_populations",
        Columns.of("population", name.toString())
            .and("digest", digest.hex())
            .and("approved_at", tx.now()));
    return others;
  }

  /**
   * Takes a population out of force.
   *
   * @throws DomainException NOT_FOUND if it was not in force
   */
  static void withdraw(Tx tx, PopulationName name, Fingerprint digest) {
    int withdrawn =
        tx.update(
            "update approved_populations set withdrawn_at = ?"
                + " where population = ? and digest = ? and withdrawn_at is null",
            tx.now(),
            name.toString(),
            digest.hex());
    if (withdrawn == 0) {
      throw DomainException.notFound("the approval of " + name + " with digest " + digest);
    }
  }

  private static boolean hasCharges(Tx tx) {
    return !tx.query("select reference from budget_entries limit 1", row -> row.string("reference"))
        .isEmpty();
  }

  private static ApprovedPopulation read(Row row) {
    ApprovedPopulation.Builder approved =
        ApprovedPopulation.newBuilder()
            .setPopulation(row.string("population"))
            .setPopulationSpecDigest(
                ByteString.copyFrom(Fingerprint.fromHex(row.string("digest")).bytes()))
            .setApproveTime(Timestamps.of(row.instant("approved_at")));
    row.optInstant("withdrawn_at").ifPresent(at -> approved.setWithdrawTime(Timestamps.of(at)));
    return approved.build();
  }
}
