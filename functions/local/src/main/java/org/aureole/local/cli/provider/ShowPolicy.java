package org.aureole.local.cli.provider;

import java.util.concurrent.Callable;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.AnswerPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "show",
    description = {
      "Show by which policy a data provider answers.",
      "With --json it is what aureole policy replace takes."
    },
    footer = {
      "",
      "Examples:",
      "  aureole policy show --as edp1",
      "  aureole policy show --as edp1 --json > policy.json"
    })
final class ShowPolicy implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Override
  public Integer call() {
    Session session = options.session();
    AnswerPolicy policy =
        session
            .operated(identity.dataProvider(session.config()))
            .call(HttpMethod.GET, "/v1/policy", AnswerPolicy.getDefaultInstance());
    PolicyLines.print(policy, options.output());
    return 0;
  }
}
