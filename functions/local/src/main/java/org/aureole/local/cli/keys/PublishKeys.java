package org.aureole.local.cli.keys;

import java.util.Map;
import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.v1.Party;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "publish",
    description = {
      "Tell the Kingdom of a party's certificate and encryption key, once its operator has approved"
          + " the party.",
      "May be repeated; what it knows stays as it is."
    },
    footer = {"", "Example:", "  aureole keys publish --as mc1"})
final class PublishKeys implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.party(session.config());
    Party published =
        KeyPublication.publish(session.kingdom(self), self.name(), session.keys(self));
    Output output = options.output();
    if (output.isJson()) {
      output.json(Map.of("party", published.getName(), "certificate", published.getCertificate()));
    } else {
      output.say(published.getName() + " signs under " + published.getCertificate() + ".");
    }
    return 0;
  }
}
