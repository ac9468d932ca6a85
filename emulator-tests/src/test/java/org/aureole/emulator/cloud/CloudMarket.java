package org.aureole.emulator.cloud;

import com.google.protobuf.util.Durations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.aureole.emulator.cloud.CloudProject.Function;
import org.aureole.emulator.google.FunctionServer;
import org.aureole.emulator.google.ServiceAccounts.Grant;
import org.aureole.emulator.google.WebhookServer;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.market.MarketRehearsal;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.file.EventFileWriter;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.platform.http.ApiClient;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DataProviderDeployment;
import org.aureole.v1.Deployment;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.DuchyCapabilities;
import org.aureole.v1.DuchyDeployment;
import org.aureole.v1.GoogleCloudDeployment;
import org.aureole.v1.KeyStore;
import org.aureole.v1.KingdomDeployment;
import org.aureole.v1.KingdomPeer;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.Patience;

/**
 * A market of three Duchies, three event data providers and a population provider, each in a
 * project of its own, brought together by the commands of {@code infra/README.md}; and a consumer,
 * who calls over HTTP. The schedule calls every party's sweep every few seconds until this is
 * closed.
 */
final class CloudMarket implements AutoCloseable {
  private static final int EVENT_DATA_PROVIDERS = 3;
  private static final int SWEEP_SECONDS = 8;

  /** Who wants spans: one of each kind, as to send them costs a little of each start. */
  private static final Set<String> TRACED = Set.of("kingdom", "aggregator", "edp1");

  /** What a crash or a lost message left goes on within seconds. */
  private static final Patience PATIENCE =
      Patience.newBuilder()
          .setReminder(Durations.fromSeconds(20))
          .setStart(Durations.fromSeconds(20))
          .setLease(Durations.fromSeconds(15))
          .setOutbox(Durations.fromSeconds(3))
          .build();

  final LocalGoogle google;
  private final MarketConfig config;
  private final Map<String, CloudProject> projects = new LinkedHashMap<>();
  private final Map<String, String> databases = new ConcurrentHashMap<>();
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

  private CloudMarket(LocalGoogle google, Path folder) throws IOException {
    this.google = google;
    this.config = MarketConfig.ofUsualParties("cloud", EVENT_DATA_PROVIDERS).acceptingUnnoised();
    for (PartyConfig party : config.parties()) {
      google.accounts.create(operator(party));
      google.accounts.create(pipeline(party));
      if (party.role().isServer()) {
        projects.put(party.id(), new CloudProject(google, party, folder.resolve("cloud")));
      } else {
        google.accounts.create(consumer(party));
      }
    }
    this.webhook = new WebhookServer(google.accounts, kingdom().email("kingdom-push"));
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
      public String operate(String name, List<String> arguments) {
        CloudProject project = project(name);
        return project.operate(operators(project), arguments.toArray(String[]::new));
      }

      @Override
      public void copy(Path file, String bucket, String object) throws IOException {
        CloudProject owner =
            projects.values().stream()
                .filter(project -> project.bucket("events").equals(bucket))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("you may not write to " + bucket));
        google.upload(pipeline(owner.party()), bucket, object, Files.readAllBytes(file));
      }
    };
  }

  private CloudProject project(String name) {
    return projects.values().stream()
        .filter(project -> project.project().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no project " + name));
  }

  /** Starts one; empty where an emulator is missing, which is said. */
  static Optional<CloudMarket> start(Path folder) throws IOException {
    Optional<CloudMarket> onboarded = onboarded(folder);
    onboarded.ifPresent(CloudMarket::beginSchedule);
    return onboarded;
  }

  /** One whose parties know each other, and in which no schedule runs yet. */
  static Optional<CloudMarket> onboarded(Path folder) throws IOException {
    Optional<CloudMarket> applied = applied(folder);
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

  /** One in which every {@code terraform apply} is done, and nothing else yet. */
  static Optional<CloudMarket> applied(Path folder) throws IOException {
    Optional<LocalGoogle> google = LocalGoogle.start(folder);
    if (google.isEmpty()) {
      return Optional.empty();
    }
    CloudMarket market = new CloudMarket(google.get(), folder);
    try {
      market.provision();
      market.kingdom().train(market.operators(market.kingdom()));
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

  private static String operator(PartyConfig party) {
    return "operator@" + party.id() + ".example";
  }

  private static String pipeline(PartyConfig party) {
    return "pipeline@" + party.id() + ".example";
  }

  private static String consumer(PartyConfig party) {
    return "campaigns@" + party.id() + ".example";
  }

  /** A client that calls as whom {@link PartyConfig} calls by that subject. */
  private ApiClient client(PartyConfig target, String subject) {
    PartyConfig caller =
        config.parties().stream()
            .filter(p -> p.subject().equals(subject) || p.operatorSubject().equals(subject))
            .findFirst()
            .orElseThrow();
    String email = subject.equals(caller.operatorSubject()) ? operator(caller) : account(caller);
    return new ApiClient(target.url(), audience -> google.accounts.idToken(email, audience), http);
  }

  /** As whom a party calls others. */
  private String account(PartyConfig party) {
    return party.role().isServer()
        ? projects.get(party.id()).email("aureole-party")
        : consumer(party);
  }

  private OidcSubject identity(String email) {
    return google.accounts.identity(email);
  }

  /** What {@code terraform apply} does in each project. */
  private void provision() {
    CloudProject kingdom = kingdom();
    google.accounts.create(kingdom.email("kingdom-push"));
    google.subscribe(
        kingdom.project(),
        config.party("mc1").name().toString().replace('/', '.'),
        webhook.url(),
        "",
        kingdom.email("kingdom-push"));
    for (CloudProject project : projects.values()) {
      databases.put(
          project.party().id(),
          project.party().role().isDataProvider()
              ? google.postgresDatabase(project.party().database())
              : google.spannerDatabase(project.project()));
      project.deploy(deployment(project), invokers(project));
      if (TRACED.contains(project.party().id())) {
        project.senders().forEach(google.telemetry::grant);
      }
      if (project == kingdom) {
        continue;
      }
      buckets(project);
      google.subscribe(
          kingdom.project(),
          project.party().name().toString().replace('/', '.'),
          project.url(Function.MESSAGES),
          "/v1/messages:kingdom",
          kingdom.email("kingdom-push"));
    }
  }

  /** The Measurements of whose end the consumer was told. */
  List<String> told() {
    return webhook.told();
  }

  private CloudProject kingdom() {
    return projects.get(config.kingdom().id());
  }

  private Map<Function, Set<String>> invokers(CloudProject project) {
    if (project == kingdom()) {
      return Map.of(
          Function.API, Set.of(FunctionServer.EVERYBODY),
          Function.SWEEP, Set.of(project.email("schedule")));
    }
    Set<String> api = new LinkedHashSet<>();
    api.add(operator(project.party()));
    if (project.party().role().isDuchy()) {
      projects.values().stream()
          .filter(peer -> peer != project && peer != kingdom())
          .forEach(peer -> api.add(peer.email("aureole-party")));
    }
    return Map.of(
        Function.API, api,
        Function.MESSAGES, Set.of(kingdom().email("kingdom-push")),
        Function.STORAGE, Set.of(project.email("push")),
        Function.SWEEP, Set.of(project.email("schedule")));
  }

  private void buckets(CloudProject project) {
    boolean duchy = project.party().role().isDuchy();
    String dropped = project.bucket(duchy ? "inbox" : "events");
    String internal = project.bucket("internal");
    String keys = project.bucket("keys");
    List.of(dropped, internal, keys).forEach(google.storage::addBucket);
    String job = project.email("aureole-job");
    google.grants.grantRole(job, "roles/storage.objectUser", internal);
    google.grants.grantRole(job, "roles/storage.objectViewer", keys);
    google.grants.grantRole(project.email("aureole-operator"), "roles/storage.objectViewer", keys);
    google.grants.grantRole(project.email("aureole-operator"), "roles/storage.objectCreator", keys);
    if (duchy) {
      String uploads = project.email("uploads");
      google.accounts.grant(project.email(Function.API.account()), Grant.SIGNATURE, uploads);
      google.storage.addSigner(uploads, google.accounts.publicKey(uploads));
      google.grants.grantRole(uploads, "roles/storage.objectCreator", dropped);
      google.grants.grantRole(job, "roles/storage.objectUser", dropped);
      for (Function tends : List.of(Function.API, Function.STORAGE)) {
        google.grants.grant(project.email(tends.account()), "storage.objects.get", dropped);
        google.grants.grant(project.email(tends.account()), "storage.objects.delete", dropped);
      }
    } else {
      google.grants.grantRole(job, "roles/storage.objectViewer", dropped);
      for (Function lists : List.of(Function.API, Function.SWEEP)) {
        google.grants.grant(project.email(lists.account()), "storage.objects.list", dropped);
      }
      String sweep = project.email(Function.SWEEP.account());
      google.grants.grant(sweep, "storage.objects.list", internal);
      google.grants.grant(sweep, "storage.objects.delete", internal);
      google.grants.grantRole(pipeline(project.party()), "roles/storage.objectUser", dropped);
    }
    google.notify(project.project(), dropped, project.url(Function.STORAGE), project.email("push"));
  }

  private Deployment deployment(CloudProject project) {
    PartyConfig party = project.party();
    Deployment.Builder deployment =
        Deployment.newBuilder()
            .setMarket(config.name())
            .addIssuers(google.issuer())
            .addOperators(identity(operator(party)))
            .addPlatform(identity(project.email("push")))
            .addPlatform(identity(project.email("schedule")))
            .setDatabase(databases.get(party.id()))
            // The Spanner emulator wants one client for each connection.
            .setDatabaseConnections(party.role().isDataProvider() ? 2 : 1)
            .setPatience(PATIENCE)
            .setGoogleCloud(
                GoogleCloudDeployment.newBuilder()
                    .setProject(project.project())
                    .setTraces(TRACED.contains(party.id()))
                    .setServices(google.services()));
    switch (party.role()) {
      case KINGDOM -> deployment.setKingdom(KingdomDeployment.getDefaultInstance());
      case AGGREGATOR, WORKER -> {
        deployment.setDuchy(duchy(project));
        deployment
            .getGoogleCloudBuilder()
            .setJob(project.jobName())
            .setPartyAccount(project.email("aureole-party"))
            .setUploadSigner(project.email("uploads"));
      }
      default -> {
        deployment.setDataProvider(dataProvider(project));
        deployment
            .getGoogleCloudBuilder()
            .setJob(project.jobName())
            .setPartyAccount(project.email("aureole-party"));
      }
    }
    return deployment.build();
  }

  private KingdomPeer kingdomPeer() {
    return KingdomPeer.newBuilder()
        .setUrl(config.kingdom().url().toString())
        .setPusher(identity(kingdom().email("kingdom-push")))
        .build();
  }

  private static KeyStore keyStore(CloudProject project) {
    return KeyStore.newBuilder()
        .setBucket(project.bucket("keys"))
        .setSigningKey(project.key("signing"))
        .setWrappingKey(project.key("wrapping"))
        .build();
  }

  private DuchyDeployment duchy(CloudProject project) {
    return DuchyDeployment.newBuilder()
        .setName(project.party().name().toString())
        .setApiUrl(project.url(Function.API).toString())
        .setKingdom(kingdomPeer())
        .setInternalBucket(project.bucket("internal"))
        .setInboxBucket(project.bucket("inbox"))
        .setKeys(keyStore(project))
        .addRoles(
            project.party().role() == PartyRole.AGGREGATOR
                ? DuchyCapabilities.Role.AGGREGATOR
                : DuchyCapabilities.Role.WORKER)
        .build();
  }

  private DataProviderDeployment dataProvider(CloudProject project) {
    boolean events = project.party().role() == PartyRole.EVENT_DATA_PROVIDER;
    return DataProviderDeployment.newBuilder()
        .setName(project.party().name().toString())
        .setKind(
            events
                ? DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER
                : DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER)
        .setPopulation(MarketConfig.POPULATION.toString())
        .setKingdom(kingdomPeer())
        .setEventsBucket(project.bucket("events"))
        .setInternalBucket(project.bucket("internal"))
        .setKeys(keyStore(project))
        .setPolicy(
            AnswerPolicy.newBuilder()
                .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
                .addNoiseMechanisms(NoiseMechanism.NONE)
                .setDirect(true)
                .setHonestMajorityShareShuffle(events)
                .setLiquidLegionsV2(events)
                .setPrivacyBudget(
                    DifferentialPrivacyParams.newBuilder().setEpsilon(1000).setDelta(0.5)))
        .build();
  }

  /** The deployment of the operator's job, which alone may use the root key. */
  private Deployment operators(CloudProject project) {
    Deployment.Builder deployment = deployment(project).toBuilder();
    switch (deployment.getPartyCase()) {
      case DUCHY -> deployment.getDuchyBuilder().getKeysBuilder().setRootKey(project.key("root"));
      case DATA_PROVIDER ->
          deployment.getDataProviderBuilder().getKeysBuilder().setRootKey(project.key("root"));
      default -> {}
    }
    return deployment.build();
  }

  /** Steps 2 to 7 of {@code infra/README.md}. */
  private void onboard() {
    desks.connect(config.kingdom(), operator(config.kingdom()));
    kingdom().operate(operators(kingdom()), "migrate"); // Repeated: it was part of the training.
    peers().parallel().forEach(this::join);
    joinConsumer(config.party("mc1"));
    for (PartyConfig party : config.parties()) {
      for (PartyConfig peer : config.parties()) {
        if (party != peer && party != config.kingdom() && peer != config.kingdom()) {
          desks.trust(party, peer, roots.get(peer.id()), identity(account(peer)));
        }
      }
    }
  }

  /**
   * What {@code terraform output} says of each party's root, by the party's id; of the consumer,
   * who has none, as whom he calls.
   */
  Map<String, Map<String, String>> outputs() {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    for (CloudProject project : projects.values()) {
      Map<String, String> outputs = new LinkedHashMap<>();
      if (project == kingdom()) {
        outputs.put("url", project.url(Function.API).toString());
        outputs.put("pusher_subject", identity(project.email("kingdom-push")).getSubject());
        outputs.put("pusher_member", "serviceAccount:" + project.email("kingdom-push"));
      } else {
        outputs.put("api_url", project.url(Function.API).toString());
        outputs.put("messages_url", project.url(Function.MESSAGES).toString());
        outputs.put("party_subject", identity(project.email("aureole-party")).getSubject());
        outputs.put("party_member", "serviceAccount:" + project.email("aureole-party"));
      }
      outputs.put("operator_job", project.jobName().replace("/jobs/aureole", "/jobs/operator"));
      if (project.party().role().isDataProvider()) {
        outputs.put("events_bucket", project.bucket("events"));
      }
      all.put(project.party().id(), outputs);
    }
    PartyConfig consumer = config.party("mc1");
    all.put(consumer.id(), Map.of("subject", identity(consumer(consumer)).getSubject()));
    return all;
  }

  /** The folder in which the command {@code gcloud} of this market is. */
  Path commands() {
    return gcloud.script().getParent();
  }

  /** The service account as which somebody of a party may act. */
  static String person(PartyConfig party) {
    return party.role().isServer() ? operator(party) : consumer(party);
  }

  private Stream<CloudProject> peers() {
    return projects.values().stream().filter(project -> project != kingdom());
  }

  private void join(CloudProject project) {
    PartyConfig party = project.party();
    desks.connect(party, operator(party));
    roots.put(party.id(), project.operate(operators(project), "join", party.displayName()));
    desks.approve(party);
    project.operate(operators(project), "publish-keys");
  }

  private void joinConsumer(PartyConfig consumer) {
    desks.connect(consumer, consumer(consumer));
    roots.put(consumer.id(), desks.register(consumer));
    desks.approve(consumer);
    desks.publishKeys(consumer);
  }

  /** Lets every party's schedule begin to call its sweep. */
  void beginSchedule() {
    projects
        .values()
        .forEach(project ->
            schedule.scheduleWithFixedDelay(
                project::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS));
  }

  /** Drops a file of events into a provider's bucket, as its pipeline does. */
  void drop(String dataProvider, String object, EventCursor events) throws IOException {
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    new EventFileWriter(EventTemplates.AD_EVENT).writeCsv(events, csv);
    CloudProject project = projects.get(dataProvider);
    google.upload(pipeline(project.party()), project.bucket("events"), object, csv.toByteArray());
  }

  /** The projects of all that want spans. */
  static List<String> traced() {
    return TRACED.stream().map(id -> "market-" + id).toList();
  }

  /** Every function of the market, by a name, to be killed. */
  Map<String, FunctionServer> functions() {
    Map<String, FunctionServer> all = new LinkedHashMap<>();
    projects.values().forEach(project -> all.putAll(project.servers()));
    return all;
  }

  Collection<CloudProject> projects() {
    return projects.values();
  }

  /** Every message that was not taken after all its attempts. */
  List<String> deadLetters() {
    List<String> letters = new ArrayList<>();
    for (CloudProject project : projects.values()) {
      if (project != kingdom()) {
        letters.addAll(
            google.topics.deadLetters(
                kingdom().project(), project.party().name().toString().replace('/', '.')));
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
    projects.values().forEach(CloudProject::close);
    google.close();
  }
}
