package org.aureole.local.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.aureole.local.cli.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CostCommandTest {
  private static final double SMALL = 1e-9;

  @TempDir Path folder;

  /** Prices of 1 for all that this test's usage uses, and of 0 for the rest. */
  private Path prices() throws IOException {
    return file(
        "prices.json",
        """
        {"provider": "Test", "region": "here", "currency": "EUR", "asOf": "today", "note": "None.",
         "functionProcessorSecond": 1, "functionGibSecond": 10, "functionMillionCalls": 1e6,
         "jobProcessorSecond": 100, "jobGibSecond": 1000, "messageTib": 0,
         "objectThousandWrites": 1000, "objectThousandReads": 0, "keyVersionMonth": 7,
         "keyTenThousandOperations": 20000, "scheduleMonth": 5, "alertMonth": 3,
         "databaseMonth": {"spanner": 70, "small": 11}}
        """);
  }

  private Path usage() throws IOException {
    Map<CostRole, Map<Use, Double>> nothing = new EnumMap<>(CostRole.class);
    Map<CostRole, Integer> once = new EnumMap<>(CostRole.class);
    Map<CostRole, Double> registers = new EnumMap<>(CostRole.class);
    for (CostRole role : CostRole.values()) {
      nothing.put(role, Map.of());
      once.put(role, 1);
      registers.put(role, role == CostRole.WORKER ? 0.5 : 0.0);
    }
    Map<Kind, Map<CostRole, Map<Use, Double>>> measurements = new LinkedHashMap<>();
    measurements.put(
        Kind.DIRECT,
        Map.of(
            CostRole.KINGDOM, Map.of(Use.FUNCTION_CALLS, 4.0),
            CostRole.DATA_PROVIDER, Map.of(Use.FUNCTION_SECONDS, 2.0)));
    measurements.put(
        Kind.SHARE_SHUFFLE,
        Map.of(
            CostRole.KINGDOM, Map.of(Use.FUNCTION_CALLS, 6.0),
            CostRole.AGGREGATOR, Map.of(Use.OBJECT_WRITES, 1.0),
            CostRole.WORKER, Map.of(Use.KEY_OPERATIONS, 1.0),
            CostRole.DATA_PROVIDER, Map.of(Use.TRANSACTIONS, 50.0)));
    measurements.put(
        Kind.LIQUID_LEGIONS,
        Map.of(
            CostRole.KINGDOM, Map.of(),
            CostRole.AGGREGATOR, Map.of(Use.JOB_SECONDS, 1.0),
            CostRole.WORKER, Map.of(Use.JOB_SECONDS, 1.0),
            CostRole.DATA_PROVIDER, Map.of(Use.JOB_SECONDS, 1.0)));
    Usage usage =
        new Usage(
            "by hand",
            new Usage.Deployment(
                3, 3, new Usage.Machine(1, 1), new Usage.Machine(2, 1), 5, 8, once, once),
            nothing,
            measurements,
            registers);
    Path file = folder.resolve("usage.json");
    usage.write(file);
    return file;
  }

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    return file;
  }

  private JsonObject cost(String... more) throws IOException {
    String[] arguments = {
      "cost", "--json", "--prices", prices().toString(), "--usage", usage().toString()
    };
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return CommandRun.of(all).json();
  }

  @Test
  void anIdleMarketPaysForDatabasesKeysAlertsAndSchedules() throws IOException {
    JsonObject cost = cost("--provider-database", "small");

    JsonObject kingdom = cost.getAsJsonObject("idleMonth").getAsJsonObject("KINGDOM");
    assertThat(kingdom.get("database").getAsDouble()).isEqualTo(70);
    assertThat(kingdom.get("keys").getAsDouble()).isEqualTo(7);
    assertThat(kingdom.get("alerts").getAsDouble()).isEqualTo(3);
    assertThat(kingdom.get("sweeps").getAsDouble()).isEqualTo(5);
    // A Kingdom, three Duchies, three data providers.
    assertThat(cost.get("idleMonthOfMarket").getAsDouble())
        .isEqualTo(4 * 70 + 3 * 11 + 7 * (7 + 3 + 5), within(SMALL));
  }

  @Test
  void aMeasurementPaysForWhatEachPartyUses() throws IOException {
    JsonObject measurement = cost("--provider-database", "small").getAsJsonObject("measurement");

    JsonObject direct = measurement.getAsJsonObject("DIRECT");
    assertThat(direct.get("KINGDOM").getAsDouble()).isEqualTo(4, within(SMALL));
    // Two seconds of a processor and ten times a GiB.
    assertThat(direct.get("DATA_PROVIDER").getAsDouble()).isEqualTo(22, within(SMALL));
    assertThat(direct.get("market").getAsDouble()).isEqualTo(26, within(SMALL));
    JsonObject shuffle = measurement.getAsJsonObject("SHARE_SHUFFLE");
    // An object costs a key's operation, too: the bucket is encrypted with a key of the party's.
    assertThat(shuffle.get("AGGREGATOR").getAsDouble()).isEqualTo(1 + 2, within(SMALL));
    assertThat(shuffle.get("WORKER").getAsDouble()).isEqualTo(2, within(SMALL));
    assertThat(shuffle.get("market").getAsDouble()).isEqualTo(6 + 3 + 2 * 2, within(SMALL));
  }

  @Test
  void theKingdomsShareGrowsWithThoseWhoTakePart() throws IOException {
    JsonObject shuffle =
        cost("--provider-database", "small", "--data-providers", "9", "--duchies", "5")
            .getAsJsonObject("measurement")
            .getAsJsonObject("SHARE_SHUFFLE");

    // Three Duchies of the five, and nine data providers, were three and three.
    assertThat(shuffle.get("KINGDOM").getAsDouble()).isEqualTo(12, within(SMALL));
    assertThat(shuffle.get("market").getAsDouble()).isEqualTo(12 + 3 + 2 * 2, within(SMALL));
  }

  @Test
  void aRingPaysForItsRegisters() throws IOException {
    JsonObject ring =
        cost("--provider-database", "small", "--registers", "8")
            .getAsJsonObject("measurement")
            .getAsJsonObject("LIQUID_LEGIONS");

    // Eight, half a second of one processor of two each.
    double second = 2 * 100 + 1000;
    assertThat(ring.get("WORKER").getAsDouble()).isEqualTo(second * (1 + 2), within(SMALL));
    assertThat(ring.get("AGGREGATOR").getAsDouble()).isEqualTo(second, within(SMALL));
  }

  @Test
  void aMonthIsTheIdleOneAndItsMeasurements() throws IOException {
    JsonObject cost =
        cost("--provider-database", "small", "--per-month", "direct=10,SHARE_SHUFFLE=2");

    assertThat(cost.get("month").getAsDouble())
        .isEqualTo(cost.get("idleMonthOfMarket").getAsDouble() + 10 * 26 + 2 * 13, within(SMALL));
  }

  @Test
  void peopleReadTables() {
    CommandRun run =
        CommandRun.of("cost", "--details", "--per-month", "SHARE_SHUFFLE=30,LIQUID_LEGIONS=1").ok();

    assertThat(run.out())
        .contains("A month in which nothing happens:")
        .contains("One measurement:")
        .contains("function seconds")
        .contains("by Liquid Legions")
        .contains("the market");
  }

  @Test
  void pricesThatAreMissingAreNamed() throws IOException {
    JsonObject prices = JsonParser.parseString(Files.readString(prices())).getAsJsonObject();
    prices.getAsJsonObject("databaseMonth").addProperty("spanner", -1);

    CommandRun run =
        CommandRun.of("cost", "--prices", file("negative.json", prices.toString()).toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("prices.databaseMonth.spanner").contains("must be 0 or more");
  }

  @ParameterizedTest
  @CsvSource({"jobProcessorSecond,lacks prices.jobProcessorSecond", "note,lacks prices.note"})
  void whatIsMissingIsNotTakenForNothing(String field, String message) throws IOException {
    JsonObject prices = JsonParser.parseString(Files.readString(prices())).getAsJsonObject();
    JsonElement value = prices.remove(field);
    CommandRun missing =
        CommandRun.of("cost", "--prices", file("missing.json", prices.toString()).toString());
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains(message);

    prices.add(field, value);
    prices.addProperty(field + "s", 1);
    CommandRun unknown =
        CommandRun.of("cost", "--prices", file("unknown.json", prices.toString()).toString());
    assertThat(unknown.err()).contains("[" + field + "s], which means nothing here");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"sweepMinutes\": 5','\"sweepMinutes\": 0',must be above 0",
    "'\"KINGDOM\": 1','\"KINGDOMS\": 1',is not known; there are",
    "'\"DIRECT\"','\"DIRECTLY\"',is not known; there are",
    "'\"sweepers\": 8','\"sweepers\": 1e999',must be 0 or more",
    "'\"sweepers\": 8','\"sweepers\": \"many\"',must be a number",
  })
  void whatWasCountedWronglyIsSaid(String right, String wrong, String message) throws IOException {
    String usage = Files.readString(usage());
    assertThat(usage).contains(right);

    CommandRun run =
        CommandRun.of(
            "cost", "--usage", file("wrong.json", usage.replace(right, wrong)).toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(message);
  }

  /** Every party's sweep asks the Kingdom. */
  @Test
  void theKingdomHearsTheSweepsOfAll() {
    double few = sweepsOfTheKingdom("3");
    double many = sweepsOfTheKingdom("100");
    assertThat((many - 0.1) / (few - 0.1)).isEqualTo(104.0 / 7, within(1e-6));
  }

  private static double sweepsOfTheKingdom(String dataProviders) {
    return CommandRun.of("cost", "--json", "--data-providers", dataProviders)
        .json()
        .getAsJsonObject("idleMonth")
        .getAsJsonObject("KINGDOM")
        .get("sweeps")
        .getAsDouble();
  }

  @ParameterizedTest
  @CsvSource({
    "--duchies,2,from 3 to 1000",
    "--data-providers,0,from 1 to 1000",
    "--registers,-1,0 or more",
    "--per-month,DIRECT=-1,0 or more",
    "--duchy-database,oracle,there are db-custom-1-3840",
    "--prices,/no/such/file,there is no such file",
  })
  void whatIsWrongIsSaid(String option, String value, String message) {
    CommandRun run = CommandRun.of("cost", option, value);

    assertThat(run.exitCode()).isNotZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(message);
  }

  /** What comes with the program was counted: no party that takes part works for nothing. */
  @ParameterizedTest
  @EnumSource
  void everyoneWhoTakesPartUsesSomething(Kind kind) {
    Usage usual = Usage.usual();
    for (CostRole role : CostRole.values()) {
      assertThat(usual.sweep().get(role).get(Use.FUNCTION_CALLS)).isPositive();
      if (kind.parties(role, 3, 3) > 0) {
        Map<Use, Double> used = usual.measurements().get(kind).get(role);
        assertThat(used.get(Use.FUNCTION_CALLS)).as("calls of " + role).isPositive();
        assertThat(used.get(Use.TRANSACTIONS)).as("transactions of " + role).isPositive();
        assertThat(used.getOrDefault(Use.JOB_SECONDS, 0.0) > 0)
            .as("jobs of " + role)
            .isEqualTo(role != CostRole.KINGDOM);
      }
    }
  }
}
