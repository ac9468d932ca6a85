package org.aureole.gcp.party;

import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.aureole.duchy.Duchy;
import org.aureole.duchy.DuchyConfig;
import org.aureole.duchy.DuchyPorts;
import org.aureole.edp.DataProvider;
import org.aureole.edp.DataProviderConfig;
import org.aureole.edp.DataProviderPorts;
import org.aureole.edp.events.BlobEventObjects;
import org.aureole.gcp.logging.CountedTransactions;
import org.aureole.gcp.logging.LoggedRequests;
import org.aureole.gcp.pubsub.DeadLetters;
import org.aureole.gcp.sql.CloudDatabase;
import org.aureole.gcp.trace.CloudTraces;
import org.aureole.kingdom.Kingdom;
import org.aureole.kingdom.KingdomConfig;
import org.aureole.kingdom.LegionsPolicy;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.PopulationName;
import org.aureole.pipelines.tally.FileEventAnalyses;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.platform.admission.Admission;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.function.PartyFunctions;
import org.aureole.platform.handover.HttpPeerInboxes;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.Route;
import org.aureole.platform.http.Router;
import org.aureole.platform.identity.Authenticator;
import org.aureole.platform.identity.KeySetFetcher;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.TokenVerifier;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.platform.keys.Keys;
import org.aureole.platform.limit.TokenBucket;
import org.aureole.platform.sql.JdbcDatabase;
import org.aureole.platform.sql.Migrator;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.JobProcess;
import org.aureole.platform.work.JobRunner;
import org.aureole.platform.work.Jobs;
import org.aureole.platform.work.Outbox;
import org.aureole.platform.work.OutboxRelay;
import org.aureole.v1.Certificate;
import org.aureole.v1.DataProviderDeployment;
import org.aureole.v1.Deployment;
import org.aureole.v1.DuchyDeployment;
import org.aureole.v1.KingdomPeer;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.Party;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The party of a deployment, put together from Google's services: what its functions serve and its
 * job runs. Thread-safe.
 */
public final class CloudParty implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CloudParty.class);

  /** What was committed is sent before the answer goes: then a function may be frozen. */
  private static final Executor AT_ONCE = Runnable::run;

  private final Deployment deployment;
  private final Waits waits;
  private final GoogleCloud cloud;
  private final CountedTransactions transactions = new CountedTransactions();
  private final JdbcDatabase database;
  private final JobProcess jobs;
  private final PartyFunctions functions;
  private final Optional<CloudTraces> traces;

  private CloudParty(Deployment deployment, GoogleCloud cloud) {
    this.deployment = deployment;
    this.waits = new Waits(deployment.getPatience());
    this.cloud = cloud;
    this.traces = cloud.traces();
    this.database = cloud.database(transactions);
    boolean kingdom = deployment.hasKingdom();
    this.jobs =
        new JobProcess(
            database,
            kingdom ? CloudParty::runsNoJobs : cloud.jobs(),
            JobProcess.Terms.USUAL.standingBy(waits.standby(JobProcess.Terms.USUAL.standby())),
            cloud.clock(),
            JobProcess.Pause.real());
    this.functions =
        switch (deployment.getPartyCase()) {
          case KINGDOM -> kingdom();
          case DUCHY -> duchy(deployment.getDuchy());
          case DATA_PROVIDER -> dataProvider(deployment.getDataProvider());
          case PARTY_NOT_SET -> throw DomainException.bug("an unchecked deployment");
        };
  }

  /** The one that this process's environment tells of, as the service account that it runs as. */
  public static CloudParty ofThisProcess() {
    Deployment deployment = Deployments.of(System.getenv());
    try {
      return of(deployment, GoogleCredentials.getApplicationDefault());
    } catch (IOException e) {
      throw new UncheckedIOException("this process has no credentials of Google Cloud", e);
    }
  }

  /**
   * A party as one of its service accounts.
   *
   * @param deployment as {@link Deployments} checked it
   */
  public static CloudParty of(Deployment deployment, GoogleCredentials credentials) {
    return new CloudParty(deployment, new GoogleCloud(deployment, credentials));
  }

  /** Serves those of the party's routes that one function is for. */
  public Router router(Predicate<Route> served) {
    RateLimits limits = RateLimits.USUAL;
    TokenVerifier verifier =
        new TokenVerifier(
            deployment.getAudience(),
            Deployments.issuers(deployment),
            KeySetFetcher.over(cloud.http()),
            cloud.clock(),
            new TokenBucket(limits.unverified(), System::nanoTime));
    List<? extends Route> routes = functions.routes().stream().filter(served).toList();
    return new Router(
        routes,
        new Authenticator(verifier, functions.principals()),
        cloud.clock(),
        new Admission(limits),
        new LoggedRequests(transactions));
  }

  /** Everything that the party serves, over all of its functions. */
  public List<? extends Route> routes() {
    return functions.routes();
  }

  /** Runs a job in the calling thread, and then what follows: see {@link JobProcess#run}. */
  public void run(JobName job) {
    try {
      jobs.run(job, functions.runJob());
    } finally {
      LOG.atInfo()
          .addKeyValue(CountedTransactions.FIELD, transactions.take())
          .log("the process that began with {} ends", job);
    }
  }

  /** Brings the database's tables up to date; idempotent. */
  public void migrate() {
    String[] schemas =
        switch (deployment.getPartyCase()) {
          case KINGDOM -> new String[] {Kingdom.SCHEMA};
          case DUCHY -> Duchy.SCHEMAS.toArray(String[]::new);
          default -> DataProvider.SCHEMAS.toArray(String[]::new);
        };
    Migrator.forParty(cloud.clock(), schemas).migrate(database.source());
    CloudDatabase.grantTables(database.source());
  }

  /**
   * Creates what keys are missing, as an account that may make keys.
   *
   * @param displayName of new certificates, for people
   * @return the party's root certificate in DER, which others approve
   */
  public byte[] createKeys(String displayName) {
    return membership().createKeys(displayName);
  }

  /** Asks the Kingdom to be registered; its operator approves. May be repeated. */
  public Party register(String displayName) {
    return membership().register(displayName);
  }

  /** Tells the Kingdom of the party's keys, once it is approved. May be repeated. */
  public Party publishKeys() {
    return membership().publishKeys();
  }

  /** Replaces the party's keys and publishes the new ones, as an account that may make keys. */
  public Party rotateKeys() {
    return membership().rotateKeys();
  }

  /**
   * Revokes one of the party's certificates for ever; pending Measurements that rest on it fail.
   * May be repeated, which keeps the first reason.
   *
   * @param certificate its id, or its whole name
   * @throws DomainException PERMISSION_DENIED if it is another party's
   */
  public Certificate revoke(String certificate, String reason) {
    return membership().revoke(certificate, reason);
  }

  /**
   * Has every message delivered once more that nobody took in all its attempts.
   *
   * @return how many, by topic
   */
  public Map<String, Integer> redrive() {
    try (DeadLetters letters = cloud.deadLetters()) {
      return letters.redrive();
    }
  }

  private Membership membership() {
    return Membership.of(deployment, cloud);
  }

  private PartyFunctions kingdom() {
    OutboxRelay relay = new OutboxRelay(database, cloud.topics(), jobs, AT_ONCE);
    Kingdom kingdom =
        new Kingdom(
            database,
            new Outbox(relay, waits.outbox(Outbox.USUAL_GRACE)),
            relay,
            cloud.random(),
            new KingdomConfig(
                deployment.getOperatorsList(),
                deployment.getPlatformList(),
                waits.reminder(KingdomConfig.USUAL_PATIENCE),
                LegionsPolicy.USUAL.demanded(
                    deployment.getKingdom().getCollusionResistanceDemanded()),
                Deployments.retention(deployment.getKingdom())));
    return new PartyFunctions(
        kingdom.endpoints(), kingdom.principals(), CloudParty::runsNoJobs, () -> {});
  }

  private static void runsNoJobs(JobName job) {
    throw new IllegalStateException("the Kingdom runs no jobs, not even " + job);
  }

  private PartyFunctions duchy(DuchyDeployment duchy) {
    PartyName name = PartyName.parse(duchy.getName());
    ApiClient kingdom = cloud.client(duchy.getKingdom().getUrl());
    Keys keys = cloud.keys(duchy.getKeys());
    Duchy party =
        new Duchy(
            new DuchyConfig(
                name,
                deployment.getMarket(),
                URI.create(duchy.getApiUrl()),
                identities(duchy.getKingdom()),
                DuchyConfig.USUAL_UPLOAD_VALIDITY,
                waits.start(Jobs.USUAL_START_GRACE),
                waits.lease(Jobs.USUAL_LEASE),
                waits.outbox(Outbox.USUAL_GRACE),
                waits.reminder(DuchyConfig.USUAL_PATIENCE)),
            new DuchyPorts(
                database,
                cloud.bucket(duchy.getInternalBucket()),
                cloud.bucket(duchy.getInboxBucket()),
                cloud.uploads(duchy.getInboxBucket()),
                keys,
                KeyPublication.currentCertificate(kingdom, name, keys),
                new org.aureole.duchy.kingdom.HttpKingdomApi(kingdom, name),
                new HttpPeerInboxes(cloud.tokens(), cloud.http()),
                jobs,
                AT_ONCE,
                cloud.random(),
                cloud.clock()));
    return new PartyFunctions(party.endpoints(), party.principals(), party::run, party::close);
  }

  private PartyFunctions dataProvider(DataProviderDeployment provider) {
    PartyName name = PartyName.parse(provider.getName());
    org.aureole.edp.market.KingdomApi kingdom =
        new org.aureole.edp.market.HttpKingdomApi(
            cloud.client(provider.getKingdom().getUrl()), name);
    OutboxRelay relay =
        new OutboxRelay(database, org.aureole.edp.market.Progress.topics(kingdom), jobs, AT_ONCE);
    Outbox outbox = new Outbox(relay, waits.outbox(Outbox.USUAL_GRACE));
    Jobs queue =
        new Jobs(
            database, outbox, waits.start(Jobs.USUAL_START_GRACE), waits.lease(Jobs.USUAL_LEASE));
    BlobStore events = cloud.bucket(provider.getEventsBucket());
    DataProvider party =
        new DataProvider(
            new DataProviderConfig(
                name,
                provider.getKind(),
                deployment.getMarket(),
                URI.create(provider.getKingdom().getUrl()),
                PopulationName.parse(provider.getPopulation()),
                provider.getPolicy(),
                identities(provider.getKingdom()),
                waits.reminder(DataProviderConfig.USUAL_PATIENCE)),
            new DataProviderPorts(
                database,
                relay,
                outbox,
                queue,
                kingdom,
                new HttpPeerInboxes(cloud.tokens(), cloud.http()),
                cloud.keys(provider.getKeys()),
                events,
                cloud.bucket(provider.getInternalBucket()),
                new FileEventAnalyses(EventTemplates.AD_EVENT, new BlobEventObjects(events)),
                cloud.clock(),
                cloud.random()));
    JobRunner runner = new JobRunner(queue, party.jobs().values());
    return new PartyFunctions(party.endpoints(), party.principals(), runner::run, runner::close);
  }

  private Map<OidcSubject, Role> identities(KingdomPeer kingdom) {
    Map<OidcSubject, Role> roles = new HashMap<>();
    deployment.getOperatorsList().forEach(one -> roles.put(one, Role.OPERATOR));
    deployment.getPlatformList().forEach(one -> roles.put(one, Role.PLATFORM));
    roles.put(kingdom.getPusher(), Role.KINGDOM);
    return roles;
  }

  @Override
  public void close() {
    functions.close().run();
    database.close();
    traces.ifPresent(CloudTraces::close);
  }
}
