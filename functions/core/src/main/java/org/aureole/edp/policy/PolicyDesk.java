package org.aureole.edp.policy;

import java.util.Objects;
import java.util.function.Consumer;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.AnswerPolicy;

/** Where the operator reads and replaces the policy. Thread-safe. */
public final class PolicyDesk {
  private final Database database;
  private final Policies policies;
  private final Consumer<Tx> changed;

  /**
   * @param changed hears of another policy in the transaction that puts it in force
   */
  public PolicyDesk(Database database, Policies policies, Consumer<Tx> changed) {
    this.database = Objects.requireNonNull(database);
    this.policies = Objects.requireNonNull(policies);
    this.changed = Objects.requireNonNull(changed);
  }

  public AnswerPolicy get() {
    return database.read("getPolicy", policies::current);
  }

  /**
   * Replaces the policy as a whole.
   *
   * @throws org.aureole.model.error.DomainException INVALID_ARGUMENT naming the field that is wrong
   */
  public AnswerPolicy replace(AnswerPolicy policy) {
    return database.inTransaction(
        "replacePolicy",
        tx -> {
          policies.replace(tx, policy);
          changed.accept(tx);
          return policies.current(tx);
        });
  }
}
