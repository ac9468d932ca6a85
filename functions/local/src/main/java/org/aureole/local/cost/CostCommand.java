package org.aureole.local.cost;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.model.error.DomainException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code aureole cost}. */
@Command(
    name = "cost",
    description = {
      "Show what a market costs in Google Cloud: idle for a month, and for each measurement.",
      "",
      "What a measurement makes every party use was counted, with no instance of a function running",
      "before it; prices come from a file. The kinds are DIRECT (one data provider answers),",
      "SHARE_SHUFFLE and LIQUID_LEGIONS (reach and frequency over all data providers).",
      "",
      "It asks nobody, and needs no market."
    },
    footer = {
      "",
      "Examples:",
      "  aureole cost",
      "  aureole cost --data-providers 5 --per-month SHARE_SHUFFLE=300,LIQUID_LEGIONS=20",
      "  aureole cost --provider-database db-f1-micro",
      "  aureole cost --details",
      "  aureole cost --prices mine.json --json"
    })
public final class CostCommand implements Callable<Integer> {
  private static final int MOST_PARTIES = 1000;
  private static final int LEAST_DUCHIES = 3;
  private static final String DUCHIES = "--duchies";
  private static final String PROVIDERS = "--data-providers";

  @Option(
      names = DUCHIES,
      paramLabel = "N",
      defaultValue = "3",
      description = "Duchies of the market (default: ${DEFAULT-VALUE}).")
  private int duchies;

  @Option(
      names = PROVIDERS,
      paramLabel = "N",
      defaultValue = "3",
      description = "Data providers, whom each measurement asks (default: ${DEFAULT-VALUE}).")
  private int dataProviders;

  @Option(
      names = "--per-month",
      paramLabel = "KIND=N",
      split = ",",
      description = "Measurements a month, of: ${COMPLETION-CANDIDATES}.")
  private Map<Kind, Long> perMonth = new LinkedHashMap<>();

  @Option(
      names = "--registers",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "Registers of one measurement by Liquid Legions, those of noise among them"
              + " (default: ${DEFAULT-VALUE}).")
  private long registers;

  @Option(
      names = "--kingdom-database",
      paramLabel = "ENGINE",
      defaultValue = "spanner",
      description = "spanner, or a machine of Cloud SQL (default: ${DEFAULT-VALUE}).")
  private String kingdomDatabase;

  @Option(
      names = "--duchy-database",
      paramLabel = "ENGINE",
      defaultValue = "spanner",
      description = "The same of each Duchy (default: ${DEFAULT-VALUE}).")
  private String duchyDatabase;

  @Option(
      names = "--provider-database",
      paramLabel = "ENGINE",
      defaultValue = "db-custom-1-3840",
      description = "The same of each data provider (default: ${DEFAULT-VALUE}).")
  private String providerDatabase;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "Prices of yours, as --json --details shows those that come with this program.")
  private Path prices;

  @Option(
      names = "--usage",
      paramLabel = "FILE",
      description = "What scripts/cloud --count has counted on your machine.")
  private Path usage;

  @Option(names = "--details", description = "Show what each measurement uses, too.")
  private boolean details;

  @Option(names = "--json", description = "Answer in JSON, one object on one line, for scripts.")
  private boolean json;

  @Option(names = "--verbose", description = "With an error, show where in the program it arose.")
  @SuppressWarnings("UnusedVariable") // the handler of failures asks picocli for it
  private boolean verbose;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    require(duchies >= LEAST_DUCHIES && duchies <= MOST_PARTIES, DUCHIES, "from 3 to 1000");
    require(dataProviders >= 1 && dataProviders <= MOST_PARTIES, PROVIDERS, "from 1 to 1000");
    require(registers >= 0, "--registers", "0 or more");
    perMonth.forEach((kind, count) -> require(count >= 0, "--per-month", "0 or more of each"));
    Prices charged = prices == null ? Prices.usual() : Prices.read(prices);
    Usage used = usage == null ? Usage.usual() : Usage.read(usage);
    MarketCost cost =
        new MarketCost(
            new Bill(charged, used),
            duchies,
            dataProviders,
            registers,
            Map.of(
                CostRole.KINGDOM, charged.database("--kingdom-database", kingdomDatabase),
                CostRole.AGGREGATOR, charged.database("--duchy-database", duchyDatabase),
                CostRole.WORKER, charged.database("--duchy-database", duchyDatabase),
                CostRole.DATA_PROVIDER, charged.database("--provider-database", providerDatabase)));
    Output output =
        new Output(command.commandLine().getOut(), command.commandLine().getErr(), json);
    if (json) {
      output.json(json(cost, charged, used));
    } else {
      print(output, cost, charged, used);
    }
    return 0;
  }

  private static void require(boolean holds, String option, String must) {
    if (!holds) {
      throw DomainException.invalid(option, "must be " + must);
    }
  }

  private void print(Output output, MarketCost cost, Prices charged, Usage used) {
    output.say(
        charged.currency()
            + ", "
            + charged.provider()
            + ", "
            + charged.region()
            + ", prices of "
            + charged.asOf()
            + ". "
            + charged.note());
    output.say("");
    output.say("A month in which nothing happens:");
    output.table(idle(cost));
    output.say("");
    output.say("One measurement:");
    output.table(measurements(cost));
    if (details) {
      output.say("");
      output.say("What it makes each of these use:");
      output.table(used(cost));
      output.say("");
      output.say("Counted: " + used.counted());
    }
    if (!perMonth.isEmpty()) {
      output.say("");
      output.say("A month with these measurements:");
      output.table(month(cost));
    }
  }

  private static Table idle(MarketCost cost) {
    List<String> lines = new ArrayList<>(cost.idle(CostRole.KINGDOM).keySet());
    Table table = new Table().text("PARTY").number("PARTIES");
    lines.forEach(line -> table.number(line.toUpperCase(Locale.ROOT)));
    table.number("EACH").number("ALL");
    for (CostRole role : CostRole.values()) {
      Map<String, Double> each = cost.idle(role);
      int parties = cost.parties(role);
      List<String> cells = new ArrayList<>(List.of(role.label(), "" + parties));
      lines.forEach(line -> cells.add(cents(each.get(line))));
      cells.add(cents(MarketCost.sum(each)));
      cells.add(cents(parties * MarketCost.sum(each)));
      table.row(cells.toArray(String[]::new));
    }
    List<String> last = new ArrayList<>(List.of("the market", ""));
    lines.forEach(line -> last.add(""));
    last.add("");
    last.add(cents(cost.idle()));
    return table.row(last.toArray(String[]::new));
  }

  private static Table measurements(MarketCost cost) {
    Table table = new Table().text("KIND");
    for (CostRole role : CostRole.values()) {
      table.number(heading(role));
    }
    table.number("THE MARKET");
    for (Kind kind : Kind.values()) {
      List<String> cells = new ArrayList<>(List.of(kind.label()));
      for (CostRole role : CostRole.values()) {
        cells.add(fine(cost.measurement(kind, role)));
      }
      cells.add(fine(cost.measurement(kind)));
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  private static String heading(CostRole role) {
    String label = role.label().toUpperCase(Locale.ROOT);
    return role == CostRole.WORKER || role == CostRole.DATA_PROVIDER ? "EACH " + label : label;
  }

  private static Table used(MarketCost cost) {
    Table table = new Table().text("KIND").text("USE");
    for (CostRole role : CostRole.values()) {
      table.number(heading(role));
    }
    for (Kind kind : Kind.values()) {
      String label = kind.label();
      for (Use use : Use.values()) {
        List<String> cells = new ArrayList<>(List.of(label, use.label()));
        label = "";
        for (CostRole role : CostRole.values()) {
          cells.add(amount(cost.used(kind, role).getOrDefault(use, 0.0)));
        }
        table.row(cells.toArray(String[]::new));
      }
    }
    return table;
  }

  private Table month(MarketCost cost) {
    Table table = new Table().text("WHAT").number("COUNT").number("COST");
    table.row("nothing happens", "", cents(cost.idle()));
    double all = cost.idle();
    for (Map.Entry<Kind, Long> one : perMonth.entrySet()) {
      double price = one.getValue() * cost.measurement(one.getKey());
      table.row(one.getKey().label(), "" + one.getValue(), cents(price));
      all += price;
    }
    return table.row("the market", "", cents(all));
  }

  private static String cents(double money) {
    return String.format(Locale.ROOT, "%,.2f", money);
  }

  private static String fine(double money) {
    return money == 0 ? "-" : String.format(Locale.ROOT, "%,.4f", money);
  }

  private static String amount(double amount) {
    return amount == 0 ? "-" : String.format(Locale.ROOT, amount < 10 ? "%,.1f" : "%,.0f", amount);
  }

  private Map<String, Object> json(MarketCost cost, Prices charged, Usage used) {
    Map<String, Object> idle = new LinkedHashMap<>();
    for (CostRole role : CostRole.values()) {
      idle.put(role.name(), cost.idle(role));
    }
    Map<String, Object> measurements = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      Map<String, Object> each = new LinkedHashMap<>();
      for (CostRole role : CostRole.values()) {
        each.put(role.name(), cost.measurement(kind, role));
      }
      each.put("market", cost.measurement(kind));
      measurements.put(kind.name(), each);
    }
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("currency", charged.currency());
    whole.put("idleMonth", idle);
    whole.put("idleMonthOfMarket", cost.idle());
    whole.put("measurement", measurements);
    whole.put(
        "month",
        cost.idle()
            + perMonth.entrySet().stream()
                .mapToDouble(one -> one.getValue() * cost.measurement(one.getKey()))
                .sum());
    if (details) {
      whole.put("prices", charged);
      whole.put("usage", used);
    }
    return whole;
  }
}
