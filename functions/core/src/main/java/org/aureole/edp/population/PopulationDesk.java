package org.aureole.edp.population;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PopulationName;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.ApprovePopulationRequest;
import org.aureole.v1.ApprovedPopulation;
import org.aureole.v1.WithdrawPopulationRequest;

/** Where the operator approves populations, see {@link ApprovedPopulations}. Thread-safe. */
public final class PopulationDesk {
  private final Database database;
  private final PopulationName own;
  private final Consumer<Tx> replaced;
  private final Runnable approved;

  /**
   * @param own the population to which the VIDs of this provider's events belong
   * @param replaced hears, in its transaction, that another population took the place of one
   * @param approved hears of an approval after it has committed
   */
  public PopulationDesk(
      Database database, PopulationName own, Consumer<Tx> replaced, Runnable approved) {
    this.database = Objects.requireNonNull(database);
    this.own = Objects.requireNonNull(own);
    this.replaced = Objects.requireNonNull(replaced);
    this.approved = Objects.requireNonNull(approved);
  }

  public List<ApprovedPopulation> list() {
    return database.read("listApprovedPopulations", ApprovedPopulations::list);
  }

  /**
   * Puts a population in force.
   *
   * @throws DomainException INVALID_ARGUMENT if it is not this provider's, or has no digest;
   *     FAILED_PRECONDITION if budgets would move and the request does not accept that
   */
  public ApprovedPopulation approve(ApprovePopulationRequest request) {
    PopulationName name = name(request.getPopulation());
    Fingerprint digest = digest(request.getPopulationSpecDigest());
    ApprovedPopulation inForce =
        database.inTransaction(
            "approvePopulation",
            tx -> {
              if (ApprovedPopulations.approve(tx, name, digest, request.getAcceptMovedBudgets())) {
                replaced.accept(tx);
              }
              return ApprovedPopulations.list(tx).get(0);
            });
    approved.run();
    return inForce;
  }

  /**
   * Takes a population out of force: nothing is inspected or answered until one is approved again.
   *
   * @throws DomainException NOT_FOUND if it is not in force
   */
  public void withdraw(WithdrawPopulationRequest request) {
    PopulationName name = name(request.getPopulation());
    Fingerprint digest = digest(request.getPopulationSpecDigest());
    database.run("withdrawPopulation", tx -> ApprovedPopulations.withdraw(tx, name, digest));
  }

  private PopulationName name(String text) {
    PopulationName name = PopulationName.parse(text);
    if (!name.equals(own)) {
      throw DomainException.invalid(
          "population", "is " + name + "; the VIDs of this data provider are of " + own);
    }
    return name;
  }

  private static Fingerprint digest(ByteString bytes) {
    if (bytes.size() != Fingerprint.LENGTH) {
      throw DomainException.invalid(
          "populationSpecDigest",
          "has " + bytes.size() + " bytes; it is the SHA-256 of the PopulationSpec: 32 bytes");
    }
    return Fingerprint.fromBytes(bytes.toByteArray());
  }
}
