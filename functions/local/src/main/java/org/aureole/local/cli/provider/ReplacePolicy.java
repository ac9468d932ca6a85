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
      "The whole policy is replaced: what the file leaves out is off. What was used of the budget"
          + " stays used. Where Terraform deployed the provider, its variable no longer holds."
    },
    footer = {
      "",
      "Examples:",
      "  aureole policy show --as edp1 --json > policy.json",
      "  aureole policy replace policy.json --as edp1"
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
    try {
      return StrictJson.parse(Files.readAllBytes(file), AnswerPolicy.getDefaultInstance());
    } catch (IOException e) {
      throw DomainException.invalid("FILE", file + ": " + FileErrors.reason(e));
    } catch (DomainException e) {
      throw DomainException.invalid("FILE", file + ": " + e.getMessage());
    }
  }
}
