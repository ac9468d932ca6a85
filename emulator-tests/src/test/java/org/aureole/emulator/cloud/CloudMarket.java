package org.aureole.emulator.cloud;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aureole.emulator.cloud.CloudProject.Function;
import org.aureole.emulator.google.FunctionServer;
import org.aureole.emulator.google.ServiceAccounts.Grant;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.local.secret.PrivateFolder;
import org.aureole.local.trust.FolderTrust;
import org.aureole.market.MarketRehearsal;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.file.EventFileWriter;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.platform.keys.StoredKeys;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.ApprovePartyRequest;
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
import org.aureole.v1.MeasurementConsumerCapabilities;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.Party;
import org.aureole.v1.Patience;
import org.aureole.v1.RegisterPartyRequest;
import org.aureole.v1.TrustedRoot;

/**
 * A market of three Duchies, three event data providers and a population provider, each in a
 * project of its own, set up in the steps of {@code infra/README.md}; and a consumer, who calls
 * over HTTP. The schedule calls every party's sweep every few seconds until this is closed.
 */
final class CloudMarket implements AutoCloseable {
  private static final int EVENT_DATA_PROVIDERS = 3;
  private static final int SWEEP_SECONDS = 4;

  /** What a crash or a lost message left goes on within seconds. */
  private static final Patience PATIENCE =
      Patience.newBuilder()
          .setReminder(Durations.fromSeconds(20))
          .setStart(Durations.fromSeconds(20))
          .setLease(Durations.fromSeconds(15))
          .setOutbox(Durations.fromSeconds(3))
          .build();

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----");

  final LocalGoogle google;
  private final Path folder;
  private final MarketConfig config;
  private final Map<String, CloudProject> projects = new LinkedHashMap<>();
  private final Map<String, String> databases = new ConcurrentHashMap<>();
  private final Map<String, byte[]> roots = new ConcurrentHashMap<>();
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
    this.folder = folder;
    this.config = MarketConfig.ofUsualParties("cloud", EVENT_DATA_PROVIDERS).acceptingUnnoised();
    config.write(folder);
    MarketFolder files = new MarketFolder(folder);
    for (PartyConfig party : config.parties()) {
      google.accounts.create(operator(party));
      google.accounts.create(pipeline(party));
      if (party.role().isServer()) {
        projects.put(party.id(), new CloudProject(google, party, folder.resolve("cloud")));
      } else {
        google.accounts.create(consumer(party));
      }
    }
    this.rehearsal =
        MarketRehearsal.elsewhere(files, config, (target, subject) -> client(target, subject));
  }

  /** Starts one; empty where an emulator is missing, which is said. */
  static Optional<CloudMarket> start(Path folder) throws IOException {
    Optional<LocalGoogle> google = LocalGoogle.start(folder);
    if (google.isEmpty()) {
      return Optional.empty();
    }
    CloudMarket market = new CloudMarket(google.get(), folder);
    try {
      market.provision();
      market.onboard();
      market.beginSchedule();
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
    for (CloudProject project : projects.values()) {
      databases.put(
          project.party().id(),
          project.party().role().isDataProvider()
              ? google.postgresDatabase(project.party().database())
              : google.spannerDatabase(project.project()));
      project.deploy(deployment(project), invokers(project));
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

  /** Steps 2 to 8 of {@code infra/README.md}, and what the consumer does at home. */
  private void onboard() throws IOException {
    kingdom().operate(operators(kingdom()), "migrate");
    peers().parallel().forEach(this::join);
    joinConsumer();
    for (PartyConfig party : config.parties()) {
      for (PartyConfig peer : config.parties()) {
        boolean meets = party.role().isServer() ? party != peer : true;
        if (meets && party.role() != PartyRole.KINGDOM && peer.role() != PartyRole.KINGDOM) {
          trust(party, peer);
        }
      }
    }
  }

  private java.util.stream.Stream<CloudProject> peers() {
    return projects.values().stream().filter(project -> project != kingdom());
  }

  private void join(CloudProject project) {
    String printed = project.operate(operators(project), "join", project.party().displayName());
    Matcher pem = PEM.matcher(printed);
    if (!pem.find()) {
      throw new AssertionError("no root certificate: " + printed);
    }
    roots.put(project.party().id(), Base64.getMimeDecoder().decode(pem.group(1)));
    approve(project.party());
    project.operate(operators(project), "publish-keys");
  }

  private void approve(PartyConfig party) {
    client(config.kingdom(), config.kingdom().operatorSubject())
        .call(
            HttpMethod.POST,
            "/v1/" + party.name() + ":approve",
            ApprovePartyRequest.getDefaultInstance(),
            Party.getDefaultInstance());
  }

  private void joinConsumer() throws IOException {
    PartyConfig consumer = config.party("mc1");
    MarketFolder files = new MarketFolder(folder);
    PrivateFolder.create(files.masterKey(consumer.id()).getParent());
    PrivateFolder.create(files.keys(consumer.id()).getParent());
    StoredKeys keys = rehearsal.keys(consumer);
    roots.put(consumer.id(), keys.create(consumer.displayName()));
    ApiClient kingdom = client(config.kingdom(), consumer.subject());
    kingdom.call(
        HttpMethod.POST,
        "/v1/parties:register",
        RegisterPartyRequest.newBuilder()
            .setParty(
                Party.newBuilder()
                    .setName(consumer.name().toString())
                    .setDisplayName(consumer.displayName())
                    .setRootCertificate(ByteString.copyFrom(roots.get(consumer.id())))
                    .setMeasurementConsumer(MeasurementConsumerCapabilities.getDefaultInstance()))
            .build(),
        Party.getDefaultInstance());
    approve(consumer);
    KeyPublication.publish(kingdom, consumer.name(), keys);
  }

  private void trust(PartyConfig party, PartyConfig peer) {
    byte[] root = roots.get(peer.id());
    if (!party.role().isServer()) {
      new FolderTrust(new MarketFolder(folder).trustedRoots(party.id())).approve(peer.name(), root);
      return;
    }
    client(party, party.operatorSubject())
        .call(
            HttpMethod.POST,
            "/v1/trustedRoots",
            TrustedRoot.newBuilder()
                .setParty(peer.name().toString())
                .setRootCertificate(ByteString.copyFrom(root))
                .setSubject(identity(account(peer)))
                .build(),
            TrustedRoot.getDefaultInstance());
  }

  private void beginSchedule() {
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
    projects.values().forEach(CloudProject::close);
    google.close();
  }
}
