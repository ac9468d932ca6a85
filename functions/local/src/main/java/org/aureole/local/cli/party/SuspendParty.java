package org.aureole.local.cli.party;

import java.util.Map;
import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Party;
import org.aureole.v1.SuspendPartyRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "suspend",
    description = {
      "Keep a party from taking part in anything new, as the market's operator.",
      "It finishes what it takes part in already; nobody can ask for it anew, and a consumer creates"
          + " nothing. To take it back: aureole parties approve",
      "May be repeated. For a stolen key: aureole keys revoke"
    },
    footer = {
      "",
      "Examples:",
      "  aureole parties suspend edp4",
      "  aureole parties suspend dataProviders/edp4       (of a market that runs elsewhere)"
    })
final class SuspendParty implements Callable<Integer> {
  @Mixin private MarketOptions options;

  @Parameters(paramLabel = "PARTY", description = "Whom to suspend, such as edp4.")
  private String id;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig party = session.config().peer(id);
    if (party.role() == PartyRole.KINGDOM) {
      throw DomainException.invalid("PARTY", "is the Kingdom, which cannot be suspended");
    }
    Party suspended =
        session
            .marketOperator()
            .call(
                HttpMethod.POST,
                "/v1/" + party.name() + ":suspend",
                SuspendPartyRequest.getDefaultInstance(),
                Party.getDefaultInstance());
    Output output = options.output();
    if (output.isJson()) {
      output.json(Map.of("party", suspended.getName(), "state", suspended.getState().name()));
    } else {
      output.say(
          suspended.getName()
              + " is "
              + suspended.getState()
              + " at the Kingdom; it finishes what it takes part in.");
    }
    return 0;
  }
}
