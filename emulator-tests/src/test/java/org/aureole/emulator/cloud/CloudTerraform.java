package org.aureole.emulator.cloud;

import com.google.protobuf.util.Durations;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aureole.emulator.cloud.CloudProject.Function;
import org.aureole.emulator.google.FunctionServer;
import org.aureole.emulator.google.ServiceAccounts.Grant;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
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
 * What {@code infra/gcp} makes of the project of each party: accounts, rights, buckets,
 * subscriptions and functions with their deployments. The roots themselves are tested by {@code
 * scripts/infra}; this says the same to the emulators.
 */
final class CloudTerraform {
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

  private final LocalGoogle google;
  private final MarketConfig config;
  private final Map<String, CloudProject> projects = new LinkedHashMap<>();
  private final Map<String, String> databases = new HashMap<>();

  /** Makes the projects, and the accounts of the people; nothing is deployed yet. */
  CloudTerraform(LocalGoogle google, MarketConfig config, Path folder) throws IOException {
    this.google = google;
    this.config = config;
    for (PartyConfig party : config.parties()) {
      google.accounts.create(operator(party));
      google.accounts.create(pipeline(party));
      if (party.role().isServer()) {
        projects.put(party.id(), new CloudProject(google, party, folder));
      } else {
        google.accounts.create(consumer(party));
      }
    }
  }

  /** All of them, by the party's id; the Kingdom's is among them. */
  Map<String, CloudProject> projects() {
    return projects;
  }

  CloudProject kingdom() {
    return projects.get(config.kingdom().id());
  }

  static String operator(PartyConfig party) {
    return "operator@" + party.id() + ".example";
  }

  static String pipeline(PartyConfig party) {
    return "pipeline@" + party.id() + ".example";
  }

  static String consumer(PartyConfig party) {
    return "campaigns@" + party.id() + ".example";
  }

  /** The service account as which somebody of a party may act. */
  static String person(PartyConfig party) {
    return party.role().isServer() ? operator(party) : consumer(party);
  }

  /** As whom a party calls others. */
  String account(PartyConfig party) {
    return party.role().isServer()
        ? projects.get(party.id()).email("aureole-party")
        : consumer(party);
  }

  OidcSubject identity(String email) {
    return google.accounts.identity(email);
  }

  /**
   * What {@code terraform apply} does in each project.
   *
   * @param webhook where a consumer wants to be told of what ended
   */
  void apply(URI webhook) {
    CloudProject kingdom = kingdom();
    google.accounts.create(kingdom.email("kingdom-push"));
    google.subscribe(
        kingdom.project(),
        config.party("mc1").name().toString().replace('/', '.'),
        webhook,
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
        .setPolicy(policy(project.party(), events))
        .build();
  }

  /** What the variable {@code policy} of infra/gcp/edp is by default. */
  private static AnswerPolicy policy(PartyConfig party, boolean events) {
    AnswerPolicy.Builder policy =
        AnswerPolicy.newBuilder()
            .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
            .setDirect(true)
            .setHonestMajorityShareShuffle(events)
            .setLiquidLegionsV2(events)
            .setPrivacyBudget(DifferentialPrivacyParams.newBuilder().setEpsilon(10).setDelta(1e-6));
    if (party.acceptsUnnoised()) {
      policy.addNoiseMechanisms(NoiseMechanism.NONE);
    }
    return policy.build();
  }

  /** The deployment of the operator's job, which alone may use the root key. */
  Deployment operators(CloudProject project) {
    Deployment.Builder deployment = deployment(project).toBuilder();
    switch (deployment.getPartyCase()) {
      case DUCHY -> deployment.getDuchyBuilder().getKeysBuilder().setRootKey(project.key("root"));
      case DATA_PROVIDER ->
          deployment.getDataProviderBuilder().getKeysBuilder().setRootKey(project.key("root"));
      default -> {}
    }
    return deployment.build();
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

  /** The projects of all that want spans. */
  static List<String> traced() {
    return TRACED.stream().map(id -> "market-" + id).toList();
  }
}
