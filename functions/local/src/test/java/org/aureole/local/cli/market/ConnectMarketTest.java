package org.aureole.local.cli.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.aureole.local.cli.CommandRun;
import org.aureole.local.cli.UnsignedToken;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.local.market.PartyRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectMarketTest {
  private static final String KINGDOM = "http://127.0.0.1:9";
  private static final String API = "http://127.0.0.1:10";

  @TempDir private Path folder;

  private CommandRun connect(String id, String role, String... more) {
    List<String> arguments = new ArrayList<>(List.of("market", "connect", id, "--role", role));
    arguments.addAll(List.of("--market", folder.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static String tokens(String audience) {
    return "test \"$AUDIENCE\" = " + audience + " && echo " + UnsignedToken.of(audience);
  }

  private CommandRun connectConsumer() {
    return connect(
        "mc1",
        "MEASUREMENT_CONSUMER",
        "--kingdom",
        KINGDOM,
        "--name",
        "Advertiser",
        "--token-command",
        tokens(KINGDOM));
  }

  @Test
  void whoeverConnectsIsInTheFolderWithTheKingdomAndACommandThatIsPrivate() throws Exception {
    assertThat(connectConsumer().ok().out())
        .contains("You act for mc1", "aureole parties register --as mc1 --market " + folder);
    MarketConfig config = MarketConfig.read(folder);
    assertThat(config.isElsewhere()).isTrue();
    assertThat(config.kingdom().url()).hasToString(KINGDOM);
    assertThat(config.party("mc1").role()).isEqualTo(PartyRole.MEASUREMENT_CONSUMER);
    assertThat(config.party("mc1").displayName()).isEqualTo("Advertiser");
    Path command = new MarketFolder(folder).tokenCommand("mc1");
    assertThat(Files.readString(command)).startsWith("test \"$AUDIENCE\" = " + KINGDOM);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(command)))
        .isEqualTo("rw-------");
  }

  @Test
  void furtherPartiesJoinTheFolderAndTheSameAgainReplaces() {
    connectConsumer().ok();
    String[] api = {"--kingdom", KINGDOM, "--api", API, "--token-command", tokens(API)};
    assertThat(connect("edp1", "EVENT_DATA_PROVIDER", api).ok().out()).contains("act for edp1");
    connect("edp1", "POPULATION_DATA_PROVIDER", api).ok();
    MarketConfig config = MarketConfig.read(folder);
    assertThat(config.parties()).hasSize(3);
    assertThat(config.party("edp1").role()).isEqualTo(PartyRole.POPULATION_DATA_PROVIDER);
    assertThat(config.party("edp1").url()).hasToString(API);
    assertThat(config.kingdom().url()).hasToString(KINGDOM);
  }

  @Test
  void aCommandThatGivesNoUsableTokenConnectsNothing() {
    String another = tokens("https://other.example").replaceFirst("^.*&& ", "");
    for (String command : List.of(another, "echo secret-that-is-no-token", "exit 3", "true")) {
      CommandRun run =
          connect("mc1", "MEASUREMENT_CONSUMER", "--kingdom", KINGDOM, "--token-command", command);
      assertThat(run.exitCode()).as(command).isNotZero();
      assertThat(run.err()).contains("the token command").doesNotContain("secret-that-is");
      assertThat(MarketConfig.exists(folder)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mc1,MEASUREMENT_CONSUMER,http://kingdom.example,'',--kingdom: 'http://kingdom.example' is not",
    "mc1,MEASUREMENT_CONSUMER,http://127.0.0.1:9/,'',--kingdom: ends with a slash",
    "mc1,MEASUREMENT_CONSUMER,http://127.0.0.1:9,http://127.0.0.1:10,--api: is for Duchies",
    "edp1,EVENT_DATA_PROVIDER,http://127.0.0.1:9,'',--api: is missing",
    "kingdom,WORKER,http://127.0.0.1:9,http://127.0.0.1:10,ID: is that of the Kingdom",
    "mc1,KINGDOM,http://127.0.0.1:9,'',ID: is mc1",
    "MC 1,MEASUREMENT_CONSUMER,http://127.0.0.1:9,'',ID: ",
  })
  void whatIsWrongIsNamed(String id, String role, String kingdom, String api, String message) {
    List<String> more = new ArrayList<>(List.of("--kingdom", kingdom, "--token-command", "true"));
    if (!api.isEmpty()) {
      more.addAll(List.of("--api", api));
    }
    CommandRun run = connect(id, role, more.toArray(String[]::new));
    assertThat(run.err()).contains(message);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(MarketConfig.exists(folder)).isFalse();
  }

  @Test
  void theFolderOfAnotherMarketIsLeftAlone() {
    MarketConfig.ofUsualParties("here", 1).write(folder);
    assertThat(connectConsumer().err()).contains("folder of another market, on this machine");
    assertThat(MarketConfig.read(folder).isElsewhere()).isFalse();
  }

  @Test
  void aMarketElsewhereIsNotRunFromHere() {
    connectConsumer().ok();
    for (String[] command :
        List.of(
            new String[] {"market", "up"},
            new String[] {"market", "down"},
            new String[] {"parties", "add", "edp4", "--role", "WORKER"})) {
      List<String> arguments = new ArrayList<>(List.of(command));
      arguments.addAll(List.of("--market", folder.toString()));
      CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
      assertThat(run.exitCode()).as(String.join(" ", command)).isNotZero();
      assertThat(run.err()).contains("runs elsewhere, at " + KINGDOM);
    }
  }

  @Test
  void statusShowsWhichOfTheKnownPartiesAnswer() {
    connectConsumer().ok();
    CommandRun run = CommandRun.of("market", "status", "--json", "--market", folder.toString());
    JsonObject status = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(status.get("up").getAsBoolean()).isFalse();
    assertThat(status.getAsJsonArray("parties")).hasSize(1);
  }

  @Test
  void whoeverIsNotConnectedIsTold() {
    connectConsumer().ok();
    assertThat(CommandRun.of("parties", "list", "--market", folder.toString()).err())
        .contains("nobody here acts for kingdom", "--as");
  }

  @Test
  void whoActsForNobodyWhoCouldIsToldWhoCan() {
    connect("kingdom", "KINGDOM", "--kingdom", KINGDOM, "--token-command", tokens(KINGDOM)).ok();
    for (String command : List.of("list", "timeline m-1", "list --as kingdom")) {
      assertThat(inFolder("measurements " + command).err())
          .contains("it is for a measurement consumer, and the folder has kingdom")
          .contains("aureole market connect");
    }
    assertThat(inFolder("budget show").err()).contains("it is for a data provider");
    assertThat(inFolder("events upload pom.xml").err())
        .contains("runs elsewhere", "its own bucket", "aureole events list");
  }

  private CommandRun inFolder(String command) {
    return CommandRun.of((command + " --market " + folder).split(" "));
  }

  @Test
  void ofAMarketElsewhereARootComesInAFileAndACallerByItsSubject() {
    connectConsumer().ok();
    String[] api = {"--kingdom", KINGDOM, "--api", API, "--token-command", tokens(API)};
    connect("edp1", "EVENT_DATA_PROVIDER", api).ok();
    assertThat(trust("duchies/worker1").err()).contains("--root: is missing");
    assertThat(trust("worker1").err()).contains("PARTY: 'worker1' is no resource name");
    Path root = folder.resolve("no-such.pem");
    assertThat(trust("duchies/worker1", "--root", root.toString()).err())
        .contains("--subject: is missing");
  }

  private CommandRun trust(String party, String... more) {
    List<String> arguments = new ArrayList<>(List.of("parties", "trust", party, "--as", "edp1"));
    if (more.length == 0) {
      arguments.addAll(List.of("--subject", "1"));
    }
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--market", folder.toString()));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
