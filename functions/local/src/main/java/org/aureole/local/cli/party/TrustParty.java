package org.aureole.local.cli.party;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.error.DomainException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "trust",
    description = {
      "Approve another party's root certificate, for one party.",
      "Nothing that the Kingdom delivers extends trust: the root comes from the other party itself."
    },
    footer = {
      "",
      "Examples:",
      "  aureole parties trust mc1 --as edp2",
      "  aureole parties trust worker1 --as edp2 --root worker1-root.der"
    })
final class TrustParty implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Parameters(paramLabel = "PARTY", description = "Whose root to approve.")
  private String peer;

  @Option(
      names = "--root",
      paramLabel = "FILE",
      description = "The root in DER; the one in the party's folder where this is left out.")
  private Path root;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.party(session.config());
    PartyConfig other = session.config().party(peer);
    if (self.equals(other)) {
      throw DomainException.invalid("PARTY", "is " + peer + " itself; a party trusts others");
    }
    Introduction introduction = new Introduction(session);
    Fingerprint approved = introduction.trust(self, other, introduction.root(other, root));
    Output output = options.output();
    if (output.isJson()) {
      output.json(
          Map.of(
              "party", self.name().toString(),
              "trusts", other.name().toString(),
              "fingerprint", approved.hex()));
    } else {
      output.say(self.id() + " trusts the root " + approved + " of " + other.id() + ".");
    }
    return 0;
  }
}
