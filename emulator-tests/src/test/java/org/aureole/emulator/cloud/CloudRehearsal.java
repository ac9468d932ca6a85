package org.aureole.emulator.cloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.aureole.local.market.PartyConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code scripts/cloud} runs. */
@Command(
    name = "cloud",
    mixinStandardHelpOptions = true,
    description = {
      "Gives you Google Cloud on this machine, as it is after every terraform apply of a market of"
          + " a Kingdom, three Duchies, three event data providers and a population provider: each"
          + " function a process that starts when it is called, each run of a job a process.",
      "",
      "What is left to do is what infra/README.md says, with a gcloud that it puts into the folder.",
      "It runs until Ctrl-C, or kill PID where it runs in the background, and then forgets",
      "everything but what lies in the folder.",
      "",
      "With --count it goes all the way by itself instead, takes one measurement of each kind, and",
      "writes what Google would bill each party for, as aureole cost reads it. That takes about",
      "twelve minutes on two cores; a line for each measurement says how far it is.",
      "",
      "Examples:",
      "  scripts/cloud trial",
      "  scripts/cloud trial --count usage.json",
    })
public final class CloudRehearsal implements Callable<Integer> {
  private static final int SKIPPED = 3;

  @Parameters(paramLabel = "DIR", description = "A folder for it; new, or of an earlier rehearsal.")
  private Path folder;

  @Option(
      names = "--count",
      paramLabel = "FILE",
      description = "Count what measurements use, write that, and end.")
  private Path count;

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CloudRehearsal()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path root = Files.createDirectories(folder).toAbsolutePath().normalize();
    System.err.println(
        count == null
            ? "Applying Terraform's part; this takes a minute or two ..."
            : "Applying Terraform's part and letting the parties join; some minutes ...");
    Optional<CloudMarket> applied =
        count == null ? CloudMarket.applied(root) : CloudMarket.onboarded(root);
    if (applied.isEmpty()) {
      System.err.println(
          "The emulators of Cloud Spanner and Pub/Sub are needed: gcloud components install"
              + " cloud-spanner-emulator pubsub-emulator");
      return SKIPPED;
    }
    CloudMarket market = applied.orElseThrow();
    if (count != null) {
      try (market) {
        System.err.println("The parties have joined. Publishing a population and events ...");
        new UsageCount(market, SmallCampaign.in(market)).count().write(count);
      }
      return 0;
    }
    CountDownLatch end = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              market.close();
              end.countDown();
            }));
    market.beginSchedule();
    Path outputs = Files.createDirectories(root.resolve("outputs"));
    for (Map.Entry<String, Map<String, String>> party : market.terraform.outputs().entrySet()) {
      Files.writeString(
          outputs.resolve(party.getKey() + ".txt"),
          party.getValue().entrySet().stream()
              .map(output -> output.getKey() + " = \"" + output.getValue() + "\"\n")
              .collect(Collectors.joining()));
    }
    print(market, outputs);
    end.await();
    return 0;
  }

  private static void print(CloudMarket market, Path outputs) {
    System.out.println();
    System.out.println("terraform apply is done for these, and nothing else yet:");
    System.out.println();
    System.out.printf("  %-12s %-20s %s%n", "PARTY", "PROJECT", "ITS PEOPLE ACT AS");
    for (PartyConfig party : market.config().parties()) {
      System.out.printf(
          "  %-12s %-20s %s%n",
          party.id(),
          party.role().isServer() ? "market-" + party.id() : "(none)",
          CloudTerraform.person(party));
    }
    System.out.println();
    System.out.println("What terraform output says of each: " + outputs + "/*.txt");
    System.out.println(
        "A gcloud for these projects:        export PATH=" + market.commands() + ":$PATH");
    System.out.println(
        "Go on with step 2 of \"The first market\" in infra/README.md. REGION is europe-west1."
            + " Ctrl-C or kill "
            + ProcessHandle.current().pid()
            + " ends it.");
  }
}
