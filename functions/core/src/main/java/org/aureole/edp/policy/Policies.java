package org.aureole.edp.policy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.NoiseMechanism;

/**
 * The policy in force: the operator's row, or the configured one until there is a row. Thread-safe.
 */
public final class Policies {
  private static final String ROW = "policy";
  private static final int MAX_CONSUMERS = 1000;

  private final AnswerPolicy configured;

  /**
   * @throws DomainException INVALID_ARGUMENT if the configured policy is not one
   */
  public Policies(AnswerPolicy configured) {
    this.configured = check(Objects.requireNonNull(configured));
  }

  public AnswerPolicy current(Tx tx) {
    return tx.one(
            "select policy from answer_policy where name = ?",
            row -> parse(row.string("policy")),
            ROW)
        .orElse(configured);
  }

  /**
   * Puts another policy in force, also for requisitions whose answer is not committed yet.
   *
   * @throws DomainException INVALID_ARGUMENT naming the field that is wrong
   */
  public void replace(Tx tx, AnswerPolicy policy) {
    check(policy);
    tx.update("delete from answer_policy where name = ?", ROW);
    tx.insert(
        "answer_policy",
        Columns.of("name", ROW).and("policy", print(policy)).and("updated_at", tx.now()));
  }

  /** The budget of a policy. */
  public static PrivacyParameters budget(AnswerPolicy policy) {
    return new PrivacyParameters(
        policy.getPrivacyBudget().getEpsilon(), policy.getPrivacyBudget().getDelta());
  }

  private static AnswerPolicy check(AnswerPolicy policy) {
    List<NoiseMechanism> known = List.of(NoiseMechanism.NONE, NoiseMechanism.DISCRETE_GAUSSIAN);
    for (NoiseMechanism mechanism : policy.getNoiseMechanismsList()) {
      if (!known.contains(mechanism)) {
        throw DomainException.invalid(
            "noiseMechanisms", "holds " + mechanism + "; known are " + known);
      }
    }
    if (policy.getNoiseMechanismsCount() == 0) {
      throw DomainException.invalid(
          "noiseMechanisms", "is empty; name DISCRETE_GAUSSIAN to answer with noise");
    }
    checkConsumers(policy.getMeasurementConsumersList());
    try {
      budget(policy);
    } catch (DomainException e) {
      throw DomainException.invalid("privacyBudget", e.getMessage());
    }
    return policy;
  }

  /** As many and such as a Kingdom takes for an event group. */
  private static void checkConsumers(List<String> names) {
    if (names.size() > MAX_CONSUMERS) {
      throw DomainException.invalid(
          "measurementConsumers", "names " + names.size() + "; at most " + MAX_CONSUMERS);
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      String field = "measurementConsumers[" + i + "]";
      try {
        PartyName.parse(PartyKind.MEASUREMENT_CONSUMER, names.get(i));
      } catch (DomainException e) {
        throw DomainException.invalid(field, e.getMessage());
      }
      if (!seen.add(names.get(i))) {
        throw DomainException.invalid(field, "names " + names.get(i) + " again");
      }
    }
  }

  private static AnswerPolicy parse(String json) {
    AnswerPolicy.Builder policy = AnswerPolicy.newBuilder();
    try {
      JsonFormat.parser().merge(json, policy);
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.of(ErrorCode.INTERNAL, "the stored answer policy cannot be read", e);
    }
    return policy.build();
  }

  private static String print(AnswerPolicy policy) {
    try {
      return JsonFormat.printer().print(policy);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
