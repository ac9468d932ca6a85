package org.aureole.emulator.cloud;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.aureole.emulator.google.FunctionServer;
import org.aureole.emulator.google.WebhookServer;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.local.market.PartyConfig;
import org.aureole.market.MarketRehearsal;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.file.EventFileWriter;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.platform.http.ApiClient;

/**
 * A market of three Duchies, three event data providers and a population provider, each in a
 * project of its own, brought together by the commands of {@code infra/README.md}; and a consumer,
 * who calls over HTTP. The schedule calls every party's sweep every few seconds until this is
 * closed.
 */
final class CloudMarket implements AutoCloseable {
  private static final int EVENT_DATA_PROVIDERS = 3;
  private static final int SWEEP_SECONDS = 8;

  final LocalGoogle google;
  private final MarketConfig config;
  final CloudTerraform terraform;
  private final Map<String, String> roots = new ConcurrentHashMap<>();
  private final Gcloud gcloud;
  private final WebhookServer webhook;
  private final CloudPeople desks;
  private final HttpClient http = ApiClient.newHttpClient();
  private final ScheduledExecutorService schedule =
      Executors.newScheduledThreadPool(
          4,
          task -> {
            Thread thread = new Thread(task, "schedule");
            thread.setDaemon(true);
            return thread;
          });
  private final MarketRehearsal rehearsal;

  private CloudMarket(LocalGoogle google, MarketConfig config, Path folder) throws IOException {
    this.google = google;
    this.config = config;
    this.terraform = new CloudTerraform(google, config, folder.resolve("cloud"));
    this.webhook = new WebhookServer(google.accounts, terraform.kingdom().email("kingdom-push"));
    this.gcloud = new Gcloud(folder.resolve("bin"), gcloudCommands());
    this.desks = new CloudPeople(folder.resolve("desks"), gcloud.script(), config.kingdom());
    this.rehearsal =
        MarketRehearsal.elsewhere(
            new MarketFolder(desks.desk(config.party("mc1"))),
            config,
            (target, subject) -> client(target, subject));
  }

  private Gcloud.Commands gcloudCommands() {
    return new Gcloud.Commands() {
      @Override
      public String identityToken(String account, String audience) {
        if (!account.endsWith(".example")) {
          throw new IllegalArgumentException("you may not act as " + account);
        }
        return google.accounts.idToken(account, audience);
      }

      @Override
      public Gcloud.Reply operate(String name, List<String> arguments) {
        CloudProject project = project(name);
        CloudProject.Execution execution = project.execute(terraform.operators(project), arguments);
        if (execution.exitCode() == 0) {
          return new Gcloud.Reply(0, execution.printed(), execution.logged());
        }
        return new Gcloud.Reply(
            1,
            execution.printed(),
            execution.logged()
                + "gcloud (of this market): the execution failed with exit code "
                + execution.exitCode()
                + "; its log is "
                + execution.log()
                + "\n");
      }

      @Override
      public void copy(Path file, String bucket, String object) throws IOException {
        CloudProject owner =
            projects().stream()
                .filter(project -> project.bucket("events").equals(bucket))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("you may not write to " + bucket));
        google.upload(
            CloudTerraform.pipeline(owner.party()), bucket, object, Files.readAllBytes(file));
      }
    };
  }

  private CloudProject project(String name) {
    return projects().stream()
        .filter(project -> project.project().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no project " + name));
  }

  /**
   * Starts one whose data providers answer exactly, too, so that answers can be checked; empty
   * where an emulator is missing, which is said.
   */
  static Optional<CloudMarket> start(Path folder) throws IOException {
    Optional<CloudMarket> onboarded = onboarded(folder);
    onboarded.ifPresent(CloudMarket::beginSchedule);
    return onboarded;
  }

  /** The same; its parties know each other, and no schedule runs yet. */
  static Optional<CloudMarket> onboarded(Path folder) throws IOException {
    Optional<CloudMarket> applied = applied(usual().acceptingUnnoised(), folder);
    if (applied.isPresent()) {
      CloudMarket market = applied.get();
      try {
        market.onboard();
      } catch (RuntimeException | Error e) {
        market.close();
        throw e;
      }
    }
    return applied;
  }

  /** One in which every {@code terraform apply} is done with the usual variables, and no more. */
  static Optional<CloudMarket> applied(Path folder) throws IOException {
    return applied(usual(), folder);
  }

  private static MarketConfig usual() {
    return MarketConfig.ofUsualParties("cloud", EVENT_DATA_PROVIDERS);
  }

  private static Optional<CloudMarket> applied(MarketConfig config, Path folder)
      throws IOException {
    Optional<LocalGoogle> google = LocalGoogle.start(folder);
    if (google.isEmpty()) {
      return Optional.empty();
    }
    CloudMarket market = new CloudMarket(google.get(), config, folder);
    try {
      market.terraform.apply(market.webhook.url());
      market.terraform.kingdom().train(market.terraform.operators(market.terraform.kingdom()));
      return Optional.of(market);
    } catch (RuntimeException | Error e) {
      market.close();
      throw e;
    }
  }

  /** What its people do. */
  MarketRehearsal people() {
    return rehearsal;
  }

  MarketConfig config() {
    return config;
  }

  /** A client that calls as whom {@link PartyConfig} calls by that subject. */
  private ApiClient client(PartyConfig target, String subject) {
    PartyConfig caller =
        config.parties().stream()
            .filter(p -> p.subject().equals(subject) || p.operatorSubject().equals(subject))
            .findFirst()
            .orElseThrow();
    String email =
        subject.equals(caller.operatorSubject())
            ? CloudTerraform.operator(caller)
            : terraform.account(caller);
    return new ApiClient(target.url(), audience -> google.accounts.idToken(email, audience), http);
  }

  /** The Measurements of whose end the consumer was told. */
  List<String> told() {
    return webhook.told();
  }

  /** Steps 2 to 7 of {@code infra/README.md}. */
  private void onboard() {
    desks.connect(config.kingdom(), CloudTerraform.operator(config.kingdom()));
    terraform
        .kingdom()
        .operate(
            terraform.operators(terraform.kingdom()),
            "migrate"); // Repeated: it was part of the training.
    peers().parallel().forEach(this::join);
    joinConsumer(config.party("mc1"));
    for (PartyConfig party : config.parties()) {
      for (PartyConfig peer : config.parties()) {
        if (party != peer && party != config.kingdom() && peer != config.kingdom()) {
          desks.trust(
              party, peer, roots.get(peer.id()), terraform.identity(terraform.account(peer)));
        }
      }
    }
  }

  /** The folder in which the command {@code gcloud} of this market is. */
  Path commands() {
    return gcloud.script().getParent();
  }

  private Stream<CloudProject> peers() {
    return projects().stream().filter(project -> project != terraform.kingdom());
  }

  private void join(CloudProject project) {
    PartyConfig party = project.party();
    desks.connect(party, CloudTerraform.operator(party));
    roots.put(
        party.id(), project.operate(terraform.operators(project), "join", party.displayName()));
    desks.approve(party);
    project.operate(terraform.operators(project), "publish-keys");
  }

  private void joinConsumer(PartyConfig consumer) {
    desks.connect(consumer, CloudTerraform.consumer(consumer));
    roots.put(consumer.id(), desks.register(consumer));
    desks.approve(consumer);
    desks.publishKeys(consumer);
  }

  /** Lets every party's schedule begin to call its sweep. */
  void beginSchedule() {
    projects()
        .forEach(project ->
            schedule.scheduleWithFixedDelay(
                project::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS));
  }

  /** Drops a file of events into a provider's bucket, as its pipeline does. */
  void drop(String dataProvider, String object, EventCursor events) throws IOException {
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    new EventFileWriter(EventTemplates.AD_EVENT).writeCsv(events, csv);
    CloudProject project = terraform.projects().get(dataProvider);
    google.upload(
        CloudTerraform.pipeline(project.party()),
        project.bucket("events"),
        object,
        csv.toByteArray());
  }

  /** Every function of the market, by a name, to be killed. */
  Map<String, FunctionServer> functions() {
    Map<String, FunctionServer> all = new LinkedHashMap<>();
    projects().forEach(project -> all.putAll(project.servers()));
    return all;
  }

  Collection<CloudProject> projects() {
    return terraform.projects().values();
  }

  /** Every message that was not taken after all its attempts. */
  List<String> deadLetters() {
    List<String> letters = new ArrayList<>();
    for (CloudProject project : projects()) {
      if (project != terraform.kingdom()) {
        letters.addAll(
            google.topics.deadLetters(
                terraform.kingdom().project(),
                project.party().name().toString().replace('/', '.')));
        letters.addAll(
            google.topics.deadLetters(
                project.project(),
                "objects."
                    + project.bucket(project.party().role().isDuchy() ? "inbox" : "events")));
      }
    }
    return letters;
  }

  @Override
  public void close() {
    schedule.shutdownNow();
    gcloud.close();
    webhook.close();
    projects().forEach(CloudProject::close);
    google.close();
  }
}
