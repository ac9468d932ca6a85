package org.aureole.local.cli.party;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "add",
    description = {
      "Add a party to the local market's configuration.",
      "It gets keys and credentials, registers, and is introduced to the others when the market"
          + " starts again."
    },
    footer = {
      "",
      "Example:",
      "  aureole parties add edp4 --role EVENT_DATA_PROVIDER --name 'Publisher 4'",
      "  aureole market down && aureole market up --detach"
    })
final class AddParty implements Callable<Integer> {
  /** What a party can be added as; there is only one Kingdom. */
  enum Role {
    AGGREGATOR,
    WORKER,
    EVENT_DATA_PROVIDER,
    POPULATION_DATA_PROVIDER,
    MEASUREMENT_CONSUMER
  }

  @Mixin private MarketOptions options;

  @Parameters(paramLabel = "ID", description = "The new party's id, such as edp4.")
  private String id;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      required = true,
      description = "What it is: ${COMPLETION-CANDIDATES}.")
  private Role role;

  @Option(
      names = "--name",
      paramLabel = "TEXT",
      description = "Its name for people; the id where it is left out.")
  private String displayName;

  @Option(
      names = "--accept-unnoised",
      description = "The policy of this data provider allows results without noise.")
  private boolean acceptsUnnoised;

  @Override
  public Integer call() {
    MarketConfig config = MarketConfig.read(options.market()).requireHere();
    PartyRole partyRole = PartyRole.valueOf(role.name());
    partyRole.name(id);
    if (config.parties().stream().anyMatch(party -> party.id().equals(id))) {
      throw DomainException.of(
          ErrorCode.ALREADY_EXISTS, "this market has a party " + id + "; choose another id");
    }
    if (acceptsUnnoised && !partyRole.isDataProvider()) {
      throw DomainException.invalid("--accept-unnoised", "is the policy of data providers only");
    }
    PartyConfig added =
        new PartyConfig(
            id,
            partyRole,
            displayName == null ? id : displayName,
            partyRole.isServer() ? MarketConfig.freePort() : 0,
            acceptsUnnoised);
    config.with(added).write(options.market());
    Output output = options.output();
    if (output.isJson()) {
      output.json(
          Map.of("party", added.name().toString(), "role", role.name().toLowerCase(Locale.ROOT)));
    } else {
      output.say(
          "Added "
              + added.name()
              + ". It comes into the market when that starts again:"
              + " aureole market down, then aureole market up");
    }
    return 0;
  }
}
