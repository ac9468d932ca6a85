package org.aureole.local.cli.market;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.cli.console.FileErrors;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.population.PopulationApproval;
import org.aureole.local.cli.population.PopulationPublication;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.local.market.MarketSettings;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.synthetic.DemoMarket;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Population;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "up",
    description = {
      "Start the market of a folder; a new one where the folder holds none: a Kingdom, an"
          + " aggregator, two workers, event data providers, a population provider and a consumer.",
      "Runs until Ctrl-C, or in the background with --detach."
    },
    footer = {
      "",
      "Examples:",
      "  aureole market up",
      "  aureole market up --market trial --data-providers 5 --detach"
    })
final class MarketUp implements Callable<Integer> {
  private static final int USUAL_PROVIDERS = 3;
  private static final int MOST_PROVIDERS = 50;

  @Mixin private MarketOptions options;

  @Option(names = "--detach", description = "Run in the background; return when it is ready.")
  private boolean detach;

  @Option(
      names = "--data-providers",
      paramLabel = "N",
      description = "How many event data providers a new market has (default: 3).")
  private Integer dataProviders;

  @Option(
      names = "--accept-unnoised",
      description = "The data providers' policies in a new market allow results without noise.")
  private boolean acceptUnnoised;

  @Option(
      names = "--collusion-resistant",
      description =
          "In a new market, every measurement of several data providers resists the collusion of all"
              + " Duchies but one: Liquid Legions V2.")
  private boolean collusionResistant;

  @Option(
      names = "--population",
      paramLabel = "FILE",
      description =
          "The population of a new market, a PopulationSpec in text form; 50,000 invented people"
              + " where it is left out. It cannot be changed later.")
  private Path population;

  @Option(
      names = "--no-rate-limits",
      description = "Take as many calls as come, for a load test; else who calls too often waits.")
  private boolean noRateLimits;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws InterruptedException, IOException {
    checkOptions();
    RunningProcess process = new RunningProcess(options.market());
    process
        .find()
        .ifPresent(entry -> {
          throw DomainException.precondition(
              "the market in "
                  + options.market()
                  + " runs already, as process "
                  + entry.pid()
                  + "; stop it by: aureole market down --market "
                  + options.market());
        });
    if (detach) {
      new DetachedMarket(options.market(), process)
          .start(command.root().userObject().getClass(), arguments(), options.output());
      show(MarketConfig.read(options.market()), false);
      return 0;
    }
    run(process);
    return 0;
  }

  private void checkOptions() {
    boolean exists = MarketConfig.exists(options.market());
    if (exists) {
      MarketConfig.read(options.market()).requireHere();
    }
    if (exists && (dataProviders != null || acceptUnnoised || collusionResistant)) {
      throw DomainException.invalid(
          dataProviders != null
              ? "--data-providers"
              : acceptUnnoised ? "--accept-unnoised" : "--collusion-resistant",
          "is for a new market, and "
              + options.market()
              + " holds one; add a party by: aureole"
              + " parties add");
    }
    if (dataProviders != null && (dataProviders < 1 || dataProviders > MOST_PROVIDERS)) {
      throw DomainException.invalid(
          "--data-providers", "is " + dataProviders + "; must be 1 to " + MOST_PROVIDERS);
    }
    if (population != null) {
      checkPopulation();
    }
  }

  private void checkPopulation() {
    try {
      new PopulationSpecs(EventTemplates.AD_EVENT)
          .of(Files.readString(population, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw DomainException.invalid(
          "--population", population + " cannot be read: " + FileErrors.reason(e));
    } catch (DomainException e) {
      throw DomainException.invalid("--population", population + ": " + e.getMessage());
    }
  }

  /** What the process in the background is told. */
  private List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(List.of("market", "up", "--market", options.market().toString()));
    if (dataProviders != null) {
      arguments.addAll(List.of("--data-providers", dataProviders.toString()));
    }
    if (acceptUnnoised) {
      arguments.add("--accept-unnoised");
    }
    if (collusionResistant) {
      arguments.add("--collusion-resistant");
    }
    if (noRateLimits) {
      arguments.add("--no-rate-limits");
    }
    if (population != null) {
      arguments.addAll(List.of("--population", population.toString()));
    }
    return arguments;
  }

  private MarketConfig config() {
    if (MarketConfig.exists(options.market())) {
      return MarketConfig.read(options.market());
    }
    String name = options.market().toAbsolutePath().normalize().getFileName().toString();
    MarketConfig fresh =
        MarketConfig.ofUsualParties(name, dataProviders == null ? USUAL_PROVIDERS : dataProviders);
    MarketConfig willing = acceptUnnoised ? fresh.acceptingUnnoised() : fresh;
    return collusionResistant ? willing.demandingResistance() : willing;
  }

  private void run(RunningProcess process) throws InterruptedException, IOException {
    MarketLog.writeTo(options.market());
    MarketConfig config = config();
    process.write(false);
    try (ForegroundMarket market =
        ForegroundMarket.start(
            new MarketFolder(options.market()), config, settings(), process::clear)) {
      publishPopulation(Session.open(options.market()));
      process.write(true);
      show(market.config(), true);
      new CountDownLatch(1).await();
    }
  }

  private MarketSettings settings() {
    MarketSettings usual = MarketSettings.usual();
    return noRateLimits ? usual.with(RateLimits.NONE) : usual;
  }

  /** Publishes the population of a new market, and has its parties approve it. */
  private void publishPopulation(Session session) throws IOException {
    Population published = published(session.marketOperator());
    PopulationApproval.approveByAll(
        session,
        MarketConfig.POPULATION,
        Fingerprint.fromBytes(published.getPopulationSpecDigest().toByteArray()));
  }

  private Population published(ApiClient kingdom) throws IOException {
    if (population != null) {
      return PopulationPublication.publish(
          kingdom, MarketConfig.POPULATION, Files.readString(population));
    }
    try {
      return kingdom.call(
          HttpMethod.GET, "/v1/" + MarketConfig.POPULATION, Population.getDefaultInstance());
    } catch (DomainException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
      return PopulationPublication.publish(
          kingdom, MarketConfig.POPULATION, DemoMarket.populationSpec());
    }
  }

  private void show(MarketConfig config, boolean foreground) {
    Output output = options.output();
    if (output.isJson()) {
      output.json(
          Map.of(
              "market", config.name(),
              "folder", options.market().toAbsolutePath().normalize().toString(),
              "kingdom", config.kingdom().url().toString()));
      return;
    }
    output.say("The market " + config.name() + " is up.");
    output.say("");
    Table table = new Table().text("PARTY").text("ROLE").text("URL");
    for (PartyConfig party : config.parties()) {
      table.row(
          party.id(),
          party.role().name(),
          Optional.of(party).filter(p -> p.role().isServer()).map(p -> "" + p.url()).orElse(""));
    }
    output.table(table);
    output.say("");
    output.say("The log is in " + MarketLog.file(options.market()) + ".");
    output.say(
        foreground
            ? "Stop with Ctrl-C."
            : "Stop with: aureole market down" + options.marketArgument());
  }
}
