package org.aureole.local.cli.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.aureole.local.cli.console.Output;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.DifferentialPrivacyParams;

/** How a policy is shown. */
final class PolicyLines {
  private PolicyLines() {}

  static void print(AnswerPolicy policy, Output output) {
    if (output.isJson()) {
      output.json(policy);
      return;
    }
    DifferentialPrivacyParams budget = policy.getPrivacyBudget();
    output.say("Answers in           " + protocols(policy));
    output.say(
        "With noise           "
            + policy.getNoiseMechanismsList().stream()
                .map(Enum::name)
                .collect(Collectors.joining(", ")));
    output.say(
        "Budget               epsilon "
            + budget.getEpsilon()
            + ", delta "
            + budget.getDelta()
            + ", for each person, day and consumer");
    output.say(
        "To                   "
            + (policy.getMeasurementConsumersCount() == 0
                ? "every consumer whose root it approved"
                : String.join(", ", policy.getMeasurementConsumersList())));
  }

  private static String protocols(AnswerPolicy policy) {
    List<String> protocols = new ArrayList<>();
    if (policy.getDirect()) {
      protocols.add("Direct");
    }
    if (policy.getHonestMajorityShareShuffle()) {
      protocols.add("HMSS");
    }
    if (policy.getLiquidLegionsV2()) {
      protocols.add("LLv2");
    }
    return protocols.isEmpty() ? "no protocol: it answers nothing" : String.join(", ", protocols);
  }
}
