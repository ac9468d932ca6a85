package org.aureole.local.cli.provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.aureole.local.cli.console.FileErrors;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.StrictJson;
import org.aureole.v1.AnswerPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "replace",
    description = {
      "Put another policy in the place of the one by which a data provider answers, for what it"
          + " answers from now on.",
      "The whole policy is replaced. What was used of the budget stays used. Where Terraform deployed"
          + " the provider, its variable no longer holds.",
      "The fields of the file:",
      "  direct, honestMajorityShareShuffle, liquidLegionsV2",
      "                        which protocols it takes part in; false where they are left out",
      "  noiseMechanisms       DISCRETE_GAUSSIAN, and NONE if it answers exactly, too",
      "  privacyBudget         epsilon and delta: what all answers to one consumer may reveal of one",
      "                        person on one day",
      "  measurementConsumers  whom it answers, such as measurementConsumers/mc1; everybody whose root"
          + " it",
      "                        approved where it is left out"
    },
    footer = {
      "",
      "Examples:",
      "  aureole policy show --as edp1 --json > policy.json",
      "  aureole policy replace policy.json --as edp1",
      "",
      "A file:",
      "  {\"direct\": true, \"honestMajorityShareShuffle\": true,",
      "   \"noiseMechanisms\": [\"DISCRETE_GAUSSIAN\"],",
      "   \"privacyBudget\": {\"epsilon\": 10, \"delta\": 1e-6}}"
    })
final class ReplacePolicy implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Parameters(paramLabel = "FILE", description = "An AnswerPolicy in JSON.")
  private Path file;

  @Override
  public Integer call() {
    Session session = options.session();
    AnswerPolicy replaced =
        session
            .operated(identity.dataProvider(session.config()))
            .call(HttpMethod.PUT, "/v1/policy", read(), AnswerPolicy.getDefaultInstance());
    PolicyLines.print(replaced, options.output());
    return 0;
  }

  private AnswerPolicy read() {
    byte[] json;
    try {
      json = Files.readAllBytes(file);
    } catch (IOException e) {
      throw DomainException.invalid("FILE", file + ": " + FileErrors.reason(e));
    }
    if (json.length == 0) {
      throw DomainException.invalid("FILE", file + ": is empty");
    }
    try {
      return StrictJson.parse(json, AnswerPolicy.getDefaultInstance());
    } catch (DomainException e) {
      throw DomainException.invalid("FILE", file + ": " + e.getMessage());
    }
  }
}
