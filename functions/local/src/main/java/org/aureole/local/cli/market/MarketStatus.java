package org.aureole.local.cli.market;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.PartyConfig;
import org.aureole.platform.http.ApiClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "status",
    description = {
      "Show whether the market of a folder runs, and which of its parties answer.",
      "The exit code is 0 if all do."
    },
    footer = {"", "Example:", "  aureole market status"})
final class MarketStatus implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @Mixin private MarketOptions options;

  private record Answer(PartyConfig party, boolean up) {}

  @Override
  public Integer call() throws InterruptedException {
    MarketConfig config = MarketConfig.read(options.market());
    Optional<RunningProcess.Entry> process = new RunningProcess(options.market()).find();
    HttpClient http = ApiClient.newHttpClient();
    List<Answer> answers = new ArrayList<>();
    for (PartyConfig party : config.parties()) {
      if (party.role().isServer() && !(config.isElsewhere() && party.address() == null)) {
        answers.add(new Answer(party, answers(http, party.url())));
      }
    }
    show(config, process, answers);
    return answers.stream().allMatch(Answer::up) ? 0 : 1;
  }

  /** Any HTTP reply will do, and without a token it is a refusal. */
  private static boolean answers(HttpClient http, URI url) throws InterruptedException {
    try {
      http.send(
          HttpRequest.newBuilder(url).timeout(PATIENCE).build(),
          HttpResponse.BodyHandlers.discarding());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void show(
      MarketConfig config, Optional<RunningProcess.Entry> process, List<Answer> answers) {
    Output output = options.output();
    if (output.isJson()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("market", config.name());
      json.put("up", answers.stream().allMatch(Answer::up));
      process.ifPresent(entry -> json.put("pid", entry.pid()));
      json.put(
          "parties",
          answers.stream()
              .map(answer ->
                  Map.of(
                      "id", answer.party().id(),
                      "role", answer.party().role().name(),
                      "url", answer.party().url().toString(),
                      "up", answer.up()))
              .toList());
      output.json(json);
      return;
    }
    output.say(
        "Market "
            + config.name()
            + process
                .map(entry -> ", process " + entry.pid())
                .orElse(config.isElsewhere() ? ", elsewhere" : ", no process"));
    Table table = new Table().text("PARTY").text("ROLE").text("URL").text("ANSWERS");
    for (Answer answer : answers) {
      table.row(
          answer.party().id(),
          answer.party().role().name(),
          answer.party().url().toString(),
          answer.up() ? "yes" : "no");
    }
    output.table(table);
    if (config.isElsewhere()) {
      return;
    }
    if (process.isEmpty()) {
      output.say("Start it by: aureole market up --detach" + options.marketArgument());
    } else if (!answers.stream().allMatch(Answer::up)) {
      output.say(
          "What keeps a party from answering is in " + MarketLog.file(options.market()) + ".");
    }
  }
}
