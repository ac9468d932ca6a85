package org.aureole.local.cli.market;

import java.net.URI;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.issuer.TokenCommand;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.PeerUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "connect",
    description = {
      "Act for a party of a market that runs elsewhere: from then on the other commands, with this"
          + " folder as --market, call it there.",
      "Tokens come from a command of yours, which is tried at once and kept in the folder; no token"
          + " is kept. May be repeated, for further parties or with other values."
    },
    footer = {
      "",
      "Examples:",
      "  aureole market connect mc1 --role MEASUREMENT_CONSUMER --name 'Advertiser 1' \\",
      "      --kingdom https://kingdom-api-1234567890.europe-west1.run.app \\",
      "      --token-command 'gcloud auth print-identity-token --audiences=\"$AUDIENCE\" \\",
      "          --impersonate-service-account=campaigns@advertiser.iam.gserviceaccount.com'",
      "  aureole market connect edp1 --role EVENT_DATA_PROVIDER --kingdom https://... \\",
      "      --api https://edp-api-2345678901.europe-west1.run.app --token-command '...'",
      "  aureole market connect kingdom --role KINGDOM --kingdom https://... --token-command '...'"
    })
final class ConnectMarket implements Callable<Integer> {
  @Mixin private MarketOptions options;

  @Parameters(paramLabel = "ID", description = "For whom you act: the last part of its name.")
  private String id;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      required = true,
      description = "What it is: ${COMPLETION-CANDIDATES}.")
  private PartyRole role;

  @Option(
      names = "--kingdom",
      paramLabel = "URL",
      required = true,
      description = "Where the Kingdom's API is.")
  private String kingdom;

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = "Where the party's own API is: of Duchies and data providers.")
  private String api;

  @Option(
      names = "--token-command",
      paramLabel = "COMMAND",
      required = true,
      description =
          "What a shell runs for an OIDC token of yours; it prints one for the audience in the"
              + " variable AUDIENCE.")
  private String tokenCommand;

  @Option(
      names = "--name",
      paramLabel = "TEXT",
      description = "The party's name for people; the id where it is left out.")
  private String displayName;

  @Override
  public Integer call() {
    URI address = url("--kingdom", kingdom);
    PartyConfig party = party(address);
    MarketConfig config = config(address);
    TokenCommand tokens = new TokenCommand(tokenCommand, InstantSource.system());
    URI called = party.address() == null ? address : party.url();
    tokens.token(called.toString());
    config.with(party).write(options.market());
    tokens.write(new MarketFolder(options.market()).tokenCommand(party.id()));
    Output output = options.output();
    if (output.isJson()) {
      output.json(
          Map.of(
              "party", party.id(),
              "role", role.name(),
              "kingdom", address.toString(),
              "folder", options.market().toAbsolutePath().normalize().toString()));
      return 0;
    }
    output.say("You act for " + party.id() + " in the market at " + address + ".");
    if (role == PartyRole.MEASUREMENT_CONSUMER) {
      output.say(
          "Next, if it is not in the market yet: aureole parties register --as "
              + party.id()
              + options.marketArgument());
    }
    return 0;
  }

  private PartyConfig party(URI address) {
    String name = displayName == null ? id : displayName;
    if (role == PartyRole.KINGDOM) {
      if (!id.equals("kingdom")) {
        throw DomainException.invalid("ID", "is " + id + "; the Kingdom's is kingdom");
      }
      if (api != null && !url("--api", api).equals(address)) {
        throw DomainException.invalid("--api", "is not the Kingdom's URL; leave it out");
      }
      return PartyConfig.elsewhere(id, role, displayName == null ? "Kingdom" : name, kingdom);
    }
    if (id.toLowerCase(Locale.ROOT).equals("kingdom")) {
      throw DomainException.invalid("ID", "is that of the Kingdom, which is no " + role);
    }
    try {
      role.name(id);
    } catch (DomainException e) {
      throw DomainException.invalid("ID", e.getMessage());
    }
    if (!role.isServer() && api != null) {
      throw DomainException.invalid("--api", "is for Duchies and data providers; leave it out");
    }
    if (role.isServer() && api == null) {
      throw DomainException.invalid(
          "--api",
          "is missing; where the API of " + id + " is, such as https://edp-api-...run.app");
    }
    return PartyConfig.elsewhere(id, role, name, api == null ? null : url("--api", api).toString());
  }

  private MarketConfig config(URI address) {
    if (!MarketConfig.exists(options.market())) {
      return MarketConfig.elsewhere(address);
    }
    MarketConfig config = MarketConfig.read(options.market());
    if (!config.isElsewhere() || !config.kingdom().url().equals(address)) {
      throw DomainException.precondition(
          options.market()
              + " is the folder of another market, "
              + (config.isElsewhere() ? "at " + config.kingdom().url() : "on this machine")
              + "; choose another by --market");
    }
    return config;
  }

  private static URI url(String option, String text) {
    try {
      URI url = PeerUrl.base(text);
      if (text.endsWith("/")) {
        throw DomainException.invalid(option, "ends with a slash; give it without");
      }
      return url;
    } catch (IllegalArgumentException e) {
      throw DomainException.invalid(option, "'" + text + "' " + e.getMessage());
    }
  }
}
